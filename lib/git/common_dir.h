/*
 * common_dir.h - where a git directory keeps what all its work trees share
 * (gitrepository-layout(5), commondir). For whoever includes ref_value.h.
 */
#ifndef REFGATE_GIT_COMMON_DIR_H
#define REFGATE_GIT_COMMON_DIR_H

#include "base/arena.h"
#include "base/error.h"

/* git_dir itself, but for linked work trees. */
int common_dir_find(const char **out, const char *git_dir, struct arena *arena,
		    struct error *error);

#endif
