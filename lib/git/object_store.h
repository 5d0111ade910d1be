/*
 * object_store.h - one object directory: loose objects and packs, read by us,
 * and by libgit2 where a pack is odd. Packs are looked for when something is
 * not there loose: most of what a push asks for is new, and so is loose. For
 * lib/git/repo*.c only.
 */
#ifndef REFGATE_GIT_OBJECT_STORE_H
#define REFGATE_GIT_OBJECT_STORE_H

#include "base/arena.h"
#include "git/loose.h"
#include "git/loose_names.h"
#include "git/pack.h"

#include <git2/sys/odb_backend.h>

struct object_store {
	const char *path; /* NULL: there is no such directory */
	char *name;	  /* arena; room for the path of an object */
	struct loose_names loose;
	struct packs *packs;  /* NULL: not looked for */
	git_odb_backend *odd; /* reads what `packs` cannot; NULL: not asked */
	bool pushed;	      /* it is what a push brought */
	bool looked;	      /* for packs */
	bool started;	      /* libgit2 is to be stopped */
};

/* `path` is borrowed. ERROR_INTERNAL: no memory. */
int object_store_init(struct object_store *out, const char *path,
		      struct arena *arena);
void object_store_release(struct object_store *store);

/* loose_open() of the object's file. */
int object_store_open_loose(struct loose *out, const struct object_store *store,
			    const struct oid *id);
/*
 * 0: there is such a file, or was when names were listed; ERROR_NOT_FOUND;
 * ERROR_BROKEN: who knows.
 */
int object_store_look_loose(struct object_store *store, const struct oid *id);
/* Looks for packs, if nobody has. ERROR_BROKEN: they cannot be opened. */
int object_store_look(struct object_store *store);
/* Opens `odd`, if nobody has. ERROR_BROKEN: it cannot be. */
int object_store_open_odd(struct object_store *store);
/* What has come since is found, too. */
void object_store_refresh(struct object_store *store);

#endif
