/*
 * repo.h - a repository as the hooks see it: its own objects, and beside
 * them those of a push in quarantine. libgit2 is initialised when it is first
 * needed, and not before. Never writes.
 *
 * What is trusted: that an object in the repository's folders has the content
 * that its id says. git has seen to it of all that a push brings, before any
 * hook runs; who can write there otherwise can change refs, hooks and policy
 * as well. All else is checked: that each object is whole, of the size and
 * kind that it says, and what the readers of object.h say.
 *
 * An object is read once, if it is small: those read lately are kept, within
 * the limits of object_cache.h. So a struct repo belongs to one thread. A
 * forked child may go on with its copy; a further thread opens its own.
 */
#ifndef REFGATE_GIT_REPO_H
#define REFGATE_GIT_REPO_H

#include "base/arena.h"
#include "base/error.h"
#include "git/object.h"

struct config;
struct repo;

struct repo_options {
	const char *path;	/* the git directory */
	const char *quarantine; /* GIT_QUARANTINE_PATH or NULL */
	/*
	 * NULL: refs are the repository's own. Else, in a clone, the name of
	 * a remote: its remote-tracking branches stand for refs/heads/.
	 */
	const char *remote;
	/* what the repository's own says (config.h); NULL: not read yet */
	const struct config *config;
};

/*
 * Refuses with one sentence what libgit2 cannot be trusted with: SHA-256,
 * reftable, partial clones, shallow repositories, unknown extensions,
 * GIT_NAMESPACE (ERROR_BROKEN). The caller closes *out.
 */
int repo_open(struct repo **out, const struct repo_options *options,
	      struct error *error);
void repo_close(struct repo *repo); /* NULL-safe */
/* libgit2 for whoever calls it, until the repository is closed. */
int repo_start(struct repo *repo, struct error *error);
/* The same as of the options, later; once. NULL: none. */
int repo_add_quarantine(struct repo *repo, const char *path,
			struct error *error);
const char *repo_path(const struct repo *repo);

struct object {
	enum object_type type;
	struct str data; /* borrowed from `handle` until object_release() */
	void *handle;	 /* may outlive the repository; never written to */
};

/*
 * From the repository, its alternates and the quarantine.
 * ERROR_NOT_FOUND; ERROR_LIMIT if larger than `limit` bytes, found out
 * before memory is taken for it; ERROR_BROKEN if unreadable. A copy that is
 * damaged does not stand in the way of another that is not.
 */
int object_read(struct object *out, struct repo *repo, const struct oid *id,
		size_t limit, struct error *error);
int object_header(struct repo *repo, const struct oid *id,
		  enum object_type *type, size_t *size, struct error *error);
void object_release(struct object *object); /* NULL-safe */
/* Of what the push brought: it will be read again, after many others. */
void object_keep(struct repo *repo, const struct object *object);
/* What was found out about its content; it may be forgotten again. */
void object_set_sound(struct repo *repo, struct object *object);
bool object_is_sound(const struct object *object);

/*
 * Whether the object was on the server before this push. What was not is
 * certainly new: no ref of the server can reach it. Without a quarantine
 * everything was there.
 */
bool repo_had_object(struct repo *repo, const struct oid *id);
/*
 * 0, or ERROR_BROKEN: repo_had_object() could not look, and guessed. Nothing
 * that was judged since holds.
 */
int repo_check_answers(const struct repo *repo, struct error *error);

#endif
