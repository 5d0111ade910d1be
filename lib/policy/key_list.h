/*
 * key_list.h - every key of a policy's trust files, and all that is wrong
 * with those files. Never judges a signature.
 */
#ifndef REFGATE_POLICY_KEY_LIST_H
#define REFGATE_POLICY_KEY_LIST_H

#include "policy/policy.h"

#define KEY_LIST_SOURCES_MAX 8

struct key_list {
	struct trusted_key *items; /* heap; by key, then by place */
	size_t count, capacity;
	int64_t now;
	struct trust *trust; /* owns what the keys point to */
	struct diagnostics *diagnostics;
	bool no_memory;
	/* the trust's own sources, and copies as lasting as diagnostics */
	struct {
		const struct source *theirs;
		const struct source *ours;
	} sources[KEY_LIST_SOURCES_MAX];
	size_t source_count;
};

/*
 * Reads the files that are there. False after errors, which are diagnostics;
 * *out then holds what could be read. key_list_release() it in any case.
 */
bool key_list_read(struct key_list *out, const struct policy *policy,
		   int64_t now, struct diagnostics *diagnostics);
void key_list_release(struct key_list *list); /* NULL-safe */

#endif
