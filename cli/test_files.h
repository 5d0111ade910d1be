/*
 * test_files.h - `files` of a commit as commands of git fast-import.
 */
#ifndef REFGATE_CLI_TEST_FILES_H
#define REFGATE_CLI_TEST_FILES_H

#include "test_world.h"

/* `files` NULL: none. `base` is a commit (or NULL), for `append`. */
int files_add(struct buf *stream, struct world *world, const struct node *files,
	      const char *base, struct error *error);

#endif
