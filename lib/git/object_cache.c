/* object_cache.c - see object_cache.h. Never reads anything. */
#include "git/object_cache.h"

#include <git2/sys/odb_backend.h>
#include <stdint.h>
#include <stdlib.h>

struct content *content_new(size_t size)
{
	struct content *content;

	if (size > SIZE_MAX - sizeof(*content) - 1)
		return NULL;
	content = malloc(sizeof(*content) + size + 1);
	if (!content)
		return NULL;
	*content = (struct content){ .size = size,
				     .data = (char *)(content + 1),
				     .holders = 1 };
	content->data[size] = '\0';
	return content;
}

struct content *content_adopt(void *foreign, size_t size)
{
	struct content *content = malloc(sizeof(*content));

	if (content)
		*content = (struct content){ .size = size,
					     .data = foreign,
					     .foreign = foreign,
					     .holders = 1 };
	return content;
}

void content_hold(struct content *content)
{
	content->holders++;
}

void content_drop(struct content *content)
{
	if (!content || --content->holders)
		return;
	if (content->foreign)
		git_odb_backend_data_free(NULL, content->foreign);
	free(content);
}

/* The first of an id's places: any bytes of the id will do. */
static struct content **places_of(struct object_cache *cache,
				  const struct oid *id)
{
	const size_t sets = OBJECT_CACHE_COUNT_MAX / OBJECT_CACHE_WAYS;
	size_t set = (size_t)(id->bytes[0] | id->bytes[1] << 8) % sets;

	return cache->places + set * OBJECT_CACHE_WAYS;
}

/* Moves what stands in front of `way` back by one. */
static void put_first(struct content **places, size_t way,
		      struct content *content)
{
	for (; way > 0; way--)
		places[way] = places[way - 1];
	places[0] = content;
}

static struct content *find_in(struct content **places, size_t ways,
			       const struct oid *id)
{
	for (size_t way = 0; way < ways; way++) {
		struct content *content = places[way];

		if (!content || !oid_equal(&content->id, id))
			continue;
		put_first(places, way, content);
		return content;
	}
	return NULL;
}

static void let_go(struct object_cache *cache, struct content *content)
{
	if (content)
		cache->bytes -= content->size;
	content_drop(content);
}

static void add_large(struct object_cache *cache, struct content *content)
{
	if (content->type != OBJECT_TREE ||
	    content->size > OBJECT_CACHE_LARGE_MAX)
		return;
	content_drop(cache->large[OBJECT_CACHE_LARGE - 1]);
	put_first(cache->large, OBJECT_CACHE_LARGE - 1, content);
	content_hold(content);
}

void object_cache_clear(struct object_cache *cache)
{
	for (size_t i = 0; i < OBJECT_CACHE_COUNT_MAX; i++) {
		let_go(cache, cache->places[i]);
		cache->places[i] = NULL;
	}
	for (size_t i = 0; i < OBJECT_CACHE_LARGE; i++) {
		content_drop(cache->large[i]);
		cache->large[i] = NULL;
	}
}

/* When all is full, all goes: that costs each object no more than its turn. */
void object_cache_add(struct object_cache *cache, struct content *content)
{
	struct content **places = places_of(cache, &content->id);

	if (content->size > OBJECT_CACHE_SIZE_MAX) {
		add_large(cache, content);
		return;
	}
	if (content->size > OBJECT_CACHE_BYTES_MAX - cache->bytes)
		object_cache_clear(cache);
	let_go(cache, places[OBJECT_CACHE_WAYS - 1]);
	put_first(places, OBJECT_CACHE_WAYS - 1, content);
	content_hold(content);
	cache->bytes += content->size;
}

struct content *object_cache_find(struct object_cache *cache,
				  const struct oid *id)
{
	struct content *found =
		find_in(places_of(cache, id), OBJECT_CACHE_WAYS, id);

	return found ? found : find_in(cache->large, OBJECT_CACHE_LARGE, id);
}
