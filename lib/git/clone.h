/*
 * clone.h - the repository that a command is run in: where it lies, which
 * branch is checked out, to which remote it belongs, what a person calls a
 * commit there. For commands, not for hooks: it looks at the environment and
 * at the settings of the person. Never writes.
 */
#ifndef REFGATE_GIT_CLONE_H
#define REFGATE_GIT_CLONE_H

#include "base/arena.h"
#include "base/error.h"
#include "git/oid.h"

struct git_repository;

struct clone {
	struct arena arena;
	const char *git_dir;	/* of this work tree, without final slash */
	const char *common_dir; /* what all work trees share */
	bool bare;
	const char *branch; /* full name of what HEAD points at, or NULL */
	/*
	 * The branch's, else "origin", else the only one; NULL: none, or
	 * the repository is bare.
	 */
	const char *remote;
	const char *upstream; /* full name on the remote, or NULL */
	/* what HEAD of the server points at, as far as that is known */
	const char *default_ref;
	const char *email; /* user.email, or NULL */
	struct git_repository *repository;
};

/*
 * `path` NULL: GIT_DIR, or the repository around the current folder; else a
 * repository that lies there. ERROR_USAGE: there is none. clone_release() in
 * any case.
 */
int clone_find(struct clone *out, const char *path, struct error *error);
void clone_release(struct clone *clone); /* NULL-safe */

/*
 * What gitrevisions(7) makes of `text`; with `to_commit` through tags. 40
 * zeros are zero. ERROR_USAGE: nothing.
 */
int clone_revision(struct oid *out, const struct clone *clone, const char *text,
		   bool to_commit, struct error *error);
/* The value of the ref of this very name; ERROR_NOT_FOUND. */
int clone_ref(struct oid *out, const struct clone *clone, const char *name,
	      struct error *error);

#endif
