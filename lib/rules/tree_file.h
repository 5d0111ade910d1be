/*
 * tree_file.h - one file of a tree, by its path.
 */
#ifndef REFGATE_RULES_TREE_FILE_H
#define REFGATE_RULES_TREE_FILE_H

#include "git/diff.h"

/*
 * The entry at the path, whatever it is; mode 0: there is none. ERROR_BROKEN
 * if a tree on the way cannot be read.
 */
int tree_file_find(struct diff_side *out, struct repo *repo,
		   const struct oid *tree, struct str path,
		   struct error *error);

#endif
