/*
 * branch_merge.h - whether a commit is the one by which a branch came in: by
 * the gate's memory, or by its parents while the branch is still there.
 */
#ifndef REFGATE_RULES_BRANCH_MERGE_H
#define REFGATE_RULES_BRANCH_MERGE_H

#include "rules/rule.h"

struct branch_merge {
	const struct rule_context *context;
	const struct globs *branches;
	/* refs that it came into; NULL: other governed branches */
	const struct globs *target;
	bool or_tip; /* the branch's tip will do */
	/* if it is not the one: that of the last landing; zero: none */
	struct oid wanted;
};

/*
 * 1: update->new_commit is the merge of such a branch (or its tip, as asked
 * for); 0: it is not; negative: cannot be told.
 */
int branch_merge_find(struct branch_merge *merge, struct error *error);

#endif
