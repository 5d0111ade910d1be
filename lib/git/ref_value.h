/*
 * ref_value.h - the value of one ref, loose or packed, without libgit2: for
 * the hooks that start nothing. For lib/git/ and for landed.c and value.c of
 * lib/gate/ only.
 */
#ifndef REFGATE_GIT_REF_VALUE_H
#define REFGATE_GIT_REF_VALUE_H

#include "base/arena.h"
#include "base/error.h"
#include "git/oid.h"

/*
 * 1: *out is the value, 0: there is no such ref; ERROR_BROKEN. Symbolic refs
 * are followed. `name` must be valid.
 */
int ref_value_find(struct oid *out, const char *common_dir, const char *name,
		   struct arena *arena, struct error *error);

/* The name at the end of a chain of symbolic refs; `name` if it is none. */
int ref_value_name(const char **out, const char *common_dir, const char *name,
		   struct arena *arena, struct error *error);

#endif
