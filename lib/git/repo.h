/*
 * repo.h - a repository as the hooks see it: its own objects, and beside
 * them those of a push in quarantine. libgit2 is initialised by repo_open()
 * and not before. Never writes.
 */
#ifndef REFGATE_GIT_REPO_H
#define REFGATE_GIT_REPO_H

#include "base/arena.h"
#include "base/error.h"
#include "git/object.h"

struct repo;

struct repo_options {
	const char *path;	/* the git directory */
	const char *quarantine; /* GIT_QUARANTINE_PATH or NULL */
	/*
	 * NULL: refs are the repository's own. Else, in a clone, the name of
	 * a remote: its remote-tracking branches stand for refs/heads/.
	 */
	const char *remote;
};

/*
 * Refuses with one sentence what libgit2 cannot be trusted with: SHA-256,
 * reftable, partial clones, shallow repositories, unknown extensions,
 * GIT_NAMESPACE (ERROR_BROKEN). The caller closes *out.
 */
int repo_open(struct repo **out, const struct repo_options *options,
	      struct error *error);
void repo_close(struct repo *repo); /* NULL-safe */
const char *repo_path(const struct repo *repo);

struct object {
	enum object_type type;
	struct str data; /* borrowed from `handle` until object_release() */
	void *handle;
};

/*
 * Quarantine first, then the repository and its alternates.
 * ERROR_NOT_FOUND; ERROR_LIMIT if larger than `limit` bytes, found out
 * before its content is read; ERROR_BROKEN if unreadable.
 */
int object_read(struct object *out, struct repo *repo, const struct oid *id,
		size_t limit, struct error *error);
int object_header(struct repo *repo, const struct oid *id,
		  enum object_type *type, size_t *size, struct error *error);
void object_release(struct object *object); /* NULL-safe */

/*
 * Whether the object was on the server before this push. What was not is
 * certainly new: no ref of the server can reach it. Without a quarantine
 * everything was there.
 */
bool repo_had_object(struct repo *repo, const struct oid *id);

#endif
