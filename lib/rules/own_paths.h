/*
 * own_paths.h - what a commit itself changes, for the rules that judge paths
 * commit by commit: of a merge, the paths that differ from all its parents.
 */
#ifndef REFGATE_RULES_OWN_PATHS_H
#define REFGATE_RULES_OWN_PATHS_H

#include "rules/rule.h"

/* Findings of one commit; what is more is one finding with its number. */
#define OWN_PATHS_SHOWN 100
/* Of a commit with more paths each rule compares the trees again. */
#define OWN_PATHS_KEPT 1024

/*
 * The paths of the commit that was compared last, for the next rule that asks:
 * rule_context.own_paths. All zero: of none yet.
 */
struct own_paths_kept {
	struct oid commit;
	bool complete; /* else all of them are to be compared again */
	bool may_add_names;
	struct diff_entry *items; /* heap; what it points to in the arena */
	size_t count, capacity;
	struct arena arena;
};

void own_paths_forget(struct own_paths_kept *kept); /* frees */

struct own_paths {
	const struct rule_context *context;
	const struct commit *commit;
	struct error *error;
	size_t found;
	/* trees of the parents; own_paths_each() fills them */
	struct oid bases[COMMIT_PARENTS_MAX];
	size_t base_count;
};

/* Trees of the parents into own->bases. */
int own_paths_open(struct own_paths *own);
/*
 * Opens, and calls back for each path, as diff_trees(); a non-zero answer
 * stops and is returned.
 */
int own_paths_each(struct own_paths *own,
		   int (*each)(const struct diff_entry *entry, void *context),
		   void *context);
/*
 * false: in no folder is there a name that all parents lack, each maybe
 * another one. true: maybe, or there are too many paths to know.
 */
int own_paths_may_add_names(bool *may, struct own_paths *own);
/*
 * A finding about one path, which is copied. NULL: enough of them are shown,
 * or memory is short.
 */
struct finding *own_paths_find(struct own_paths *own, struct str path,
			       const char *format, ...)
	__attribute__((format(printf, 3, 4)));
/* What was found beyond those that are shown, as a last finding. */
void own_paths_close(struct own_paths *own);

#endif
