/*
 * ref_files.h - loose refs: one file each, a symbolic link, or none at all.
 * For lib/git/ only.
 */
#ifndef REFGATE_GIT_REF_FILES_H
#define REFGATE_GIT_REF_FILES_H

#include "base/arena.h"
#include "base/error.h"
#include "git/oid.h"

#define REF_FILE_SIZE_MAX 4096

/* What one name holds. */
struct ref_value {
	struct oid id;	    /* if target is NULL */
	const char *target; /* of a symbolic ref; arena */
};

/*
 * 1: read, 0: no such file, ERROR_BROKEN: neither an id nor a symbolic ref.
 * `name` must be valid (or HEAD): it becomes part of a path.
 */
int ref_file_read(struct ref_value *out, const char *directory,
		  const char *name, struct arena *arena, struct error *error);

#endif
