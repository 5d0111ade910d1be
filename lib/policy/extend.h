/*
 * extend.h - reads a policy and all that it extends into one tree.
 */
#ifndef REFGATE_POLICY_EXTEND_H
#define REFGATE_POLICY_EXTEND_H

#include "policy/cache_pack.h"
#include "policy/node.h"
#include "policy/policy.h"
#include "policy/strict.h"

/* What policy_load() works with. */
struct load {
	struct policy *policy;
	const struct policy_request *request;
	struct diagnostics *diagnostics;
	struct arena *arena; /* the caller's: sources live there */
	struct error *error;
	struct sha256 hash;
	struct strict_seen seen;
	bool sound; /* the tree is one that has loaded whole before */
	struct packed *packed; /* then: what is not made of it yet */
};

/*
 * *out is the merged tree, or NULL when some file has none: diagnostics say
 * why. ERROR_NOT_FOUND: the file that was asked for is not there. Fills
 * in policy->files and adds to load->hash.
 */
int extend_read(struct node **out, struct load *load);
/* Makes room in policy->files. */
int load_list_files(struct load *load);
/*
 * Adds a file to policy->files and to the hash. `written`: as it is named;
 * `sha256`: of what it says, as hex digits.
 */
void load_remember(struct load *load, const struct policy_file *file);
/* trust_files.c: the same for the trust files; `policy->trust` is bound. */
void load_trust(struct load *load);

#endif
