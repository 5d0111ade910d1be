/*
 * tree_name.h - which names of tree entries are safe to check out. For
 * lib/git only.
 */
#ifndef REFGATE_GIT_TREE_NAME_H
#define REFGATE_GIT_TREE_NAME_H

#include "base/str.h"

#define TREE_NAME_SIZE_MAX 4096

/* It is .git, or some system takes it for that. */
extern const char tree_name_is_git[];

/* NULL: safe. Else why not, static text: tree_name_is_git or another. */
const char *tree_name_flaw(struct str name);

#endif
