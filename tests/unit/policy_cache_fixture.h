/*
 * policy_cache_fixture.h - a policy of two files, and where it is kept, in a
 * folder of its own. For tests only.
 */
#ifndef REFGATE_TESTS_POLICY_CACHE_FIXTURE_H
#define REFGATE_TESTS_POLICY_CACHE_FIXTURE_H

#include "policy/policy.h"

#include <sys/stat.h>

struct cache_place {
	char directory[64];
	char policy[96], base[96], cache[96];
	const char *presets;
	mode_t mask;
};

struct cached_policy {
	struct policy *policy;
	struct diagnostics diagnostics;
	struct arena arena;
	struct error error;
	int result;
};

extern const char cache_own[]; /* what place->policy says */

/* For cmocka. */
int cache_set_up(void **state);
int cache_tear_down(void **state);
/* The tests fail if it does. */
void cache_write_file(const char *path, struct str text);

/* `cache` and `head` may be NULL. cache_release() in any case. */
void cache_read_as(struct cached_policy *out, const struct cache_place *place,
		   const char *cache, const char *head);
void cache_read_policy(struct cached_policy *out,
		       const struct cache_place *place);
void cache_release(struct cached_policy *it);
/* It comes from the cache. */
bool cache_gave(const struct cached_policy *it);
/* The same of reading it now, which has to succeed. */
bool cache_is_used(const struct cache_place *place);

#endif
