/*
 * tree_name.h - which names of tree entries are safe to check out. For
 * lib/git/tree*.c only.
 */
#ifndef REFGATE_GIT_TREE_NAME_H
#define REFGATE_GIT_TREE_NAME_H

#include "base/str.h"

#define TREE_NAME_SIZE_MAX 4096

/* NULL: safe. Else why not, static text. */
const char *tree_name_flaw(struct str name);

#endif
