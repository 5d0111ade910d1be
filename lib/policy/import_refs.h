/*
 * import_refs.h - which refs a ruleset of GitHub is about, as `refs` of ours.
 */
#ifndef REFGATE_POLICY_IMPORT_REFS_H
#define REFGATE_POLICY_IMPORT_REFS_H

#include "policy/import_ruleset.h"

#define IMPORT_REFS_INDENT 4

struct import_target {
	const char *name;
	const char *prefix; /* of all its refs; NULL: it is about none */
	const char *all;    /* as a glob */
};

/* NULL: there is no such target. */
const struct import_target *import_target_named(const char *name);
/* Lines of `refs` for that ruleset. False: it is about no ref. */
bool import_refs(struct import_ruleset *ruleset, struct buf *out,
		 const struct import_target *target, const struct node *node);

#endif
