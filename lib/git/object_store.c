/*
 * object_store.c - see object_store.h. Never writes, never keeps a directory
 * open.
 */
#include "git/object_store.h"

#include "git/startup.h"

#include <errno.h>
#include <git2.h>
#include <string.h>
#include <unistd.h>

#define FAN_OUT 2 /* digits of an id that name a folder */

int object_store_init(struct object_store *out, const char *path,
		      struct arena *arena)
{
	*out = (struct object_store){ .path = path };
	/* "/", the folder, "/", the file, and a NUL */
	out->name = arena_alloc(arena, strlen(path) + OID_HEX_SIZE + 3);
	if (!out->name)
		return ERROR_INTERNAL;
	memcpy(out->name, path, strlen(path));
	return 0;
}

void object_store_release(struct object_store *store)
{
	packs_free(store->packs);
	loose_names_forget(&store->loose);
	store->packs = NULL;
	if (store->odd)
		store->odd->free(store->odd);
	store->odd = NULL;
	if (store->started)
		git_stop();
	store->looked = store->started = false;
}

static const char *name_of(const struct object_store *store,
			   const struct oid *id)
{
	char *at = store->name + strlen(store->path);
	char hex[OID_HEX_SIZE + 1];

	oid_format(id, hex);
	*at++ = '/';
	memcpy(at, hex, FAN_OUT);
	at += FAN_OUT;
	*at++ = '/';
	memcpy(at, hex + FAN_OUT, sizeof(hex) - FAN_OUT);
	return store->name;
}

int object_store_open_loose(struct loose *out, const struct object_store *store,
			    const struct oid *id)
{
	return loose_open(out, name_of(store, id));
}

int object_store_look_loose(struct object_store *store, const struct oid *id)
{
	enum match listed = loose_names_find(&store->loose, store->path, id);

	if (listed != MATCH_BROKEN)
		return listed == MATCH_YES ? 0 : ERROR_NOT_FOUND;
	if (access(name_of(store, id), F_OK) == 0)
		return 0;
	return errno == ENOENT ? ERROR_NOT_FOUND : ERROR_BROKEN;
}

int object_store_open_odd(struct object_store *store)
{
	struct error ignored;

	if (store->odd)
		return 0;
	if (!store->started && git_start(&ignored))
		return ERROR_BROKEN;
	store->started = true;
	return git_odb_backend_pack(&store->odd, store->path) ? ERROR_BROKEN :
								0;
}

int object_store_look(struct object_store *store)
{
	char *at = store->name + strlen(store->path);
	int result;

	if (store->looked)
		return 0;
	memcpy(at, "/pack", sizeof("/pack"));
	if (!store->packs)
		store->packs = packs_new();
	if (!store->packs)
		return ERROR_BROKEN;
	if (store->pushed)
		store->packs->in_memory_max = PACK_PUSHED_KEPT;
	result = packs_look(store->packs, store->name);
	if (!result && !store->packs->complete)
		result = object_store_open_odd(store);
	store->looked = !result;
	return result;
}

void object_store_refresh(struct object_store *store)
{
	store->looked = false;
	loose_names_forget(&store->loose);
	if (store->odd)
		(void)store->odd->refresh(store->odd);
}
