/*
 * prepare.h - what is done to the tree of one file before it is merged with
 * others.
 */
#ifndef REFGATE_POLICY_PREPARE_H
#define REFGATE_POLICY_PREPARE_H

#include "policy/node.h"

/*
 * Makes relative paths relative to the file's folder, gives values that
 * stand alone their keys, and finds rulesets of one name. Changes `tree`.
 * False if memory is short.
 */
bool prepare_tree(struct node *tree, const struct source *source,
		  struct arena *arena, struct diagnostics *diagnostics);

/* Appends the folder of `path` with its slash; nothing if it has none. */
void prepare_folder(struct buf *out, const char *path);

#endif
