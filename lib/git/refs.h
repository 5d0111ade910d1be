/*
 * refs.h - the refs of the server (or what stands for them in a clone), with
 * their real values. Lookups are by name; enumeration is by literal prefix.
 */
#ifndef REFGATE_GIT_REFS_H
#define REFGATE_GIT_REFS_H

#include "base/glob.h"
#include "git/repo.h"

#define REFS_SYMBOLIC_DEPTH_MAX 5

/*
 * Follows symbolic refs from `name` by reading loose ref files only, before
 * libgit2 is initialised. *out is the name at the end of the chain: `name`
 * itself where it is not symbolic, dangling targets too. ERROR_BROKEN when
 * the chain is longer than REFS_SYMBOLIC_DEPTH_MAX or unreadable.
 */
int refs_resolve_name(const char **out, const char *git_dir, const char *name,
		      struct arena *arena, struct error *error);

/* The same with a repository that is open. */
int refs_resolve(const char **out, struct repo *repo, const char *name,
		 struct arena *arena, struct error *error);

/*
 * From now on each ref file, and each folder of them, is read once in a
 * second at most: many rules ask for the same. What is answered may be as
 * old. So it is for judging, where it makes no difference: git compares the
 * old ids of a push with the refs under its own locks, when all hooks have
 * said yes, and another ref may move at any time after it was looked at. It
 * is not for what is decided under a lock of ours: refs_let_go() before that
 * lock is taken.
 */
void refs_hold(struct repo *repo);
/* Each is read when it is asked for, as without refs_hold(). */
void refs_let_go(struct repo *repo);

struct ref {
	const char *name;
	struct oid id;	   /* as the ref holds it: a tag object maybe */
	struct oid peeled; /* what that tag is of; zero: not known */
};

/*
 * From now on lookups and refs_each() answer as if these refs had these
 * values (zero: as if they were not there). Borrowed; count 0: as it is.
 */
void refs_assume(struct repo *repo, const struct ref *assumed, size_t count);

/* The value of exactly this name (symbolic refs followed). ERROR_NOT_FOUND. */
int refs_lookup(struct oid *out, struct repo *repo, const char *name,
		struct error *error);

/*
 * Calls back for every ref that the globs match, in order of names; reads
 * no more of the ref store than their literal prefixes demand. Literal
 * globs are plain lookups. A broken ref is ERROR_BROKEN. A non-zero answer
 * of `each` stops and is returned. Symbolic refs are left out.
 */
int refs_each(struct repo *repo, const struct globs *globs,
	      int (*each)(const struct ref *ref, void *context), void *context,
	      struct error *error);
/*
 * The same for those directly below `prefix` ("refs/approvals/<commit>/"),
 * whatever bytes it has.
 */
int refs_each_below(struct repo *repo, const char *prefix,
		    int (*each)(const struct ref *ref, void *context),
		    void *context, struct error *error);
/*
 * Whether any ref begins with `prefix` ("refs/heads/"). 1, 0 or negative.
 * `likely`: a name that may be there, asked for before all is looked
 * through; or NULL.
 */
int refs_any(struct repo *repo, const char *prefix, const char *likely,
	     struct error *error);

/* The commit that a ref's value stands for, through tags; ERROR_NOT_FOUND if
 * it leads to a tree or a blob. */
int refs_peel(struct oid *out, struct repo *repo, const struct oid *id,
	      struct error *error);

#endif
