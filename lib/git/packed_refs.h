/*
 * packed_refs.h - the packed-refs file, mapped and searched. For lib/git/
 * only, and for lib/gate/snapshot.c, whose list has the same lines.
 *
 * Format: git's refs/packed-backend.c: a header "# pack-refs with: ...", then
 * "<id> SP <name> LF", below an annotated tag "^<id> LF".
 */
#ifndef REFGATE_GIT_PACKED_REFS_H
#define REFGATE_GIT_PACKED_REFS_H

#include "base/error.h"
#include "git/oid.h"

#include <sys/stat.h>

struct packed_refs {
	struct str text;  /* mapped */
	struct stat info; /* of the mapped file */
	bool sorted;
	bool exists;
};

struct packed_ref {
	struct str name;
	struct oid id;
	struct oid peeled; /* what the tag is of; zero: the file does not say */
};

/*
 * Maps the file, or the one that took its place since the last call. A
 * missing file holds nothing.
 */
int packed_refs_refresh(struct packed_refs *refs, const char *common_dir,
			struct error *error);
void packed_refs_release(struct packed_refs *refs);
/* 1: found, 0: not there, ERROR_BROKEN. */
int packed_refs_find(struct packed_ref *out, const struct packed_refs *refs,
		     struct str name, struct error *error);
/*
 * The lines from the first that can begin with `prefix`, for
 * packed_refs_next(). In a file that is not sorted: all.
 */
int packed_refs_seek(struct str *rest, const struct packed_refs *refs,
		     struct str prefix, struct error *error);
/* 1: a ref, 0: the end, ERROR_BROKEN. */
int packed_refs_next(struct packed_ref *out, struct str *rest,
		     struct error *error);

#endif
