/*
 * equivalence.h - what a commit really is, proved by trees and not by what
 * its message says: a clean merge, a revert, a pick.
 */
#ifndef REFGATE_GIT_EQUIVALENCE_H
#define REFGATE_GIT_EQUIVALENCE_H

#include "git/diff.h"
#include "git/graph.h"

/* Paths that both sides changed: resolved by hand or by a merge driver. */
struct merge_review {
	/*
	 * Each path of the merge that is not as the rule below has it, and
	 * each that both sides changed, in order. `path` is borrowed. A
	 * non-zero answer stops: the result is then MATCH_BROKEN. Either may
	 * be NULL.
	 */
	int (*unclean)(struct str path, void *context);
	int (*resolved)(struct str path, void *context);
	void *context;
};

/*
 * Path by path: one that a single side changed since the merge base must be
 * as that side has it, one that neither changed must have stayed; those that
 * both changed are free. YES needs at least two parents, none of the others
 * being reachable from the first. With several merge bases a side changed a
 * path if it differs from all of them. `review` may be NULL.
 */
enum match commit_is_clean_merge(struct graph *graph, struct repo *repo,
				 const struct commit *commit,
				 const struct merge_review *review,
				 struct error *error);

#define REVERT_AGE_MAX (30 * 24 * 3600)

/*
 * YES: the message names an earlier commit ("This reverts commit <id>",
 * git-revert(1)), which is an ancestor, at most REVERT_AGE_MAX older, itself
 * no revert, and the tree is what reverting it (for a merge: against its
 * first parent) onto the parent yields; not empty. *reverted (may be NULL)
 * gets the id.
 */
enum match commit_is_revert(struct graph *graph, struct repo *repo,
			    const struct commit *commit, struct oid *reverted,
			    struct error *error);

#define PICK_CANDIDATES_MAX 2000

/*
 * YES: some commit that the refs hold and `commit` does not descend from
 * makes the same patch (same paths, same added and removed lines, as
 * git-patch-id(1)). Merges never. *picked (may be NULL) gets its id.
 */
enum match commit_is_pick(struct graph *graph, struct repo *repo,
			  const struct commit *commit, const struct globs *refs,
			  struct oid *picked, struct error *error);

#endif
