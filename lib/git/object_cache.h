/*
 * object_cache.h - small objects that were read lately, by id: rules ask for
 * the same commits and trees again and again. Never grows beyond its limits,
 * however long the history; what is pushed out stays with those who hold it.
 */
#ifndef REFGATE_GIT_OBJECT_CACHE_H
#define REFGATE_GIT_OBJECT_CACHE_H

#include "git/object.h"

#define OBJECT_CACHE_SIZE_MAX (64u << 10) /* of one object, bytes */
#define OBJECT_CACHE_BYTES_MAX (8u << 20) /* of all */
#define OBJECT_CACHE_COUNT_MAX 1024
#define OBJECT_CACHE_WAYS 2 /* places that an id may have */
/* Large trees: one that is new, and what it is held against. */
#define OBJECT_CACHE_LARGE 2
#define OBJECT_CACHE_LARGE_MAX (8u << 20)

/* An object in memory; shared by whoever holds it, freed by the last. */
struct content {
	struct oid id;
	enum object_type type;
	size_t size;
	char *data;    /* `size` bytes and, where we made it, a NUL */
	void *foreign; /* libgit2's memory, which data is; NULL: our own */
	unsigned holders;
	bool was_asked; /* repo_had_object(): the answer is `had` */
	bool had;
	bool sound;   /* object_set_sound() */
	bool shelved; /* on a shelf already (object_shelf.h) */
};

/* Room for that many bytes, with one holder; NULL if memory is short. */
struct content *content_new(size_t size);
/* The same of memory of libgit2's, which is the content's from now on. */
struct content *content_adopt(void *foreign, size_t size);
void content_hold(struct content *content);
void content_drop(struct content *content); /* NULL-safe */

struct object_cache {
	/* each id has OBJECT_CACHE_WAYS places, the latest first */
	struct content *places[OBJECT_CACHE_COUNT_MAX];
	struct content *large[OBJECT_CACHE_LARGE]; /* the latest first */
	size_t bytes;				   /* of those in places */
};

/* Still the cache's: content_hold() what is kept. NULL: not there. */
struct content *object_cache_find(struct object_cache *cache,
				  const struct oid *id);
/* Holds it, unless it is too large. */
void object_cache_add(struct object_cache *cache, struct content *content);
void object_cache_clear(struct object_cache *cache);

#endif
