/*
 * open_refs.h - which open refs of a list do not hold a commit. A ref is open
 * that is not itself contained in another one of them.
 */
#ifndef REFGATE_RULES_OPEN_REFS_H
#define REFGATE_RULES_OPEN_REFS_H

#include "rules/rule.h"

/* By the values before the push. */
struct open_refs {
	const struct rule_context *context;
	const struct globs *refs;
	const char *except; /* full name of a ref that does not count; NULL */
	/*
	 * A commit: refs that it holds are closed, too, but for those that
	 * `refs` names literally. NULL: none.
	 */
	const struct oid *closer;
	size_t count; /* out: refs that there are */
};

/*
 * Calls back for every open ref that does not hold the commit; a non-zero
 * answer stops and is returned.
 */
int open_refs_lacking(struct open_refs *open, const struct oid *commit,
		      int (*each)(const struct ref *ref, void *data),
		      void *data, struct error *error);

#endif
