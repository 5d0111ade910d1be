/*
 * alternates.h - the object directories that a repository reads, its own
 * first (gitrepository-layout(5), objects/info/alternates). For lib/git/
 * only.
 */
#ifndef REFGATE_GIT_ALTERNATES_H
#define REFGATE_GIT_ALTERNATES_H

#include "base/arena.h"
#include "base/error.h"

#include <sys/types.h>

#define ALTERNATES_DEPTH_MAX 5 /* git's own */
#define ALTERNATES_MAX 64
#define ALTERNATES_FILE_SIZE_MAX (1u << 20)

struct alternates {
	struct {
		const char *path; /* arena */
		dev_t device;
		ino_t inode;
	} items[ALTERNATES_MAX];
	size_t count;
};

/*
 * ERROR_BROKEN: one that is missing (git would go on without its objects),
 * is quoted, or lies too deep; ERROR_LIMIT: too many.
 */
int alternates_read(struct alternates *out, const char *objects_dir,
		    struct arena *arena, struct error *error);

#endif
