/* ref_cache.c - see ref_cache.h. Never keeps an error. */
#include "git/ref_cache.h"

#include "base/clock.h"

#include <string.h>

static void forget(struct ref_cache *cache)
{
	arena_release(&cache->arena);
	if (cache->ref_count)
		memset(cache->refs, 0, sizeof(cache->refs));
	cache->folders = NULL;
	cache->ref_count = cache->folder_count = 0;
}

void ref_cache_set(struct ref_cache *cache, bool on)
{
	forget(cache);
	cache->on = on;
	cache->until = 0;
}

void ref_cache_release(struct ref_cache *cache)
{
	ref_cache_set(cache, false);
}

void ref_cache_tick(struct ref_cache *cache)
{
	int64_t now;

	if (!cache->on)
		return;
	now = clock_monotonic();
	if (now < cache->until)
		return;
	forget(cache);
	cache->until = now + REF_CACHE_SECONDS * USEC_PER_SECOND;
}

/* FNV-1a. */
static size_t bucket_of(const char *name)
{
	uint32_t hash = 2166136261u;

	for (; *name; name++)
		hash = (hash ^ (unsigned char)*name) * 16777619u;
	return hash % REF_CACHE_REFS_MAX;
}

static struct held_ref *find(const struct ref_cache *cache, const char *name)
{
	struct held_ref *held =
		cache->ref_count ? cache->refs[bucket_of(name)] : NULL;

	while (held && strcmp(held->name, name) != 0)
		held = held->next;
	return held;
}

/* Without memory it is not kept. */
static struct held_ref *add(struct ref_cache *cache, const char *name)
{
	struct held_ref *held;

	if (!cache->on || cache->ref_count == REF_CACHE_REFS_MAX)
		return NULL;
	held = arena_alloc(&cache->arena, sizeof(*held));
	if (held)
		held->name = arena_copy(&cache->arena, str_of(name));
	if (!held || !held->name)
		return NULL;
	return held;
}

static void link_ref(struct ref_cache *cache, struct held_ref *held)
{
	struct held_ref **bucket = &cache->refs[bucket_of(held->name)];

	held->next = *bucket;
	*bucket = held;
	cache->ref_count++;
}

static void keep_value(struct ref_cache *cache, const char *name, bool is_loose,
		       const struct ref_value *value)
{
	struct held_ref *held = add(cache, name);

	if (!held)
		return;
	held->is_loose = is_loose;
	held->value = *value;
	if (is_loose && value->target) {
		held->value.target =
			arena_copy(&cache->arena, str_of(value->target));
		if (!held->value.target)
			return;
	}
	link_ref(cache, held);
}

/* What is handed out lives with who asks. */
static int hand_out(struct ref_value *out, const struct held_ref *held,
		    struct arena *arena, struct error *error)
{
	if (!held->is_loose)
		return 0;
	*out = held->value;
	if (out->target)
		out->target = arena_copy(arena, str_of(held->value.target));
	return held->value.target && !out->target ? error_no_memory(error) : 1;
}

int ref_cache_loose(struct ref_value *out, struct ref_cache *cache,
		    const char *directory, const char *name,
		    struct arena *arena, struct error *error)
{
	const struct held_ref *held = find(cache, name);
	int found;

	if (held)
		return hand_out(out, held, arena, error);
	found = ref_file_read(out, directory, name, arena, error);
	if (found >= 0)
		keep_value(cache, name, found == 1, out);
	return found;
}

int ref_cache_packed(struct packed_ref *out, struct ref_cache *cache,
		     struct packed_refs *packed, const char *common_dir,
		     const char *name, struct error *error)
{
	struct held_ref *held = find(cache, name);
	int found;

	if (held && held->was_asked) {
		if (held->is_packed)
			*out = held->packed;
		return held->is_packed;
	}
	found = packed_refs_refresh(packed, common_dir, error);
	if (!found)
		found = packed_refs_find(out, packed, str_of(name), error);
	if (!held || found < 0)
		return found;
	held->was_asked = true;
	held->is_packed = found == 1;
	if (held->is_packed) {
		held->packed = *out;
		held->packed.name = (struct str){ NULL, 0 }; /* may be unmapped
							      */
	}
	return found;
}

const struct held_folder *ref_cache_folder(const struct ref_cache *cache,
					   const char *path)
{
	const struct held_folder *folder = cache->folders;

	while (folder && strcmp(folder->path, path) != 0)
		folder = folder->next;
	return folder;
}

struct held_folder *ref_cache_begin(struct ref_cache *cache, const char *path)
{
	struct held_folder *folder;

	if (!cache->on || cache->folder_count == REF_CACHE_FOLDERS_MAX)
		return NULL;
	folder = arena_alloc(&cache->arena, sizeof(*folder));
	if (folder)
		folder->path = arena_copy(&cache->arena, str_of(path));
	return folder && folder->path ? folder : NULL;
}

void ref_cache_entry(struct ref_cache *cache, struct held_folder **folder,
		     const char *name, unsigned char type)
{
	struct held_folder *to = *folder;

	if (!to)
		return;
	*folder = NULL;
	if (to->count == REF_CACHE_ENTRIES_MAX)
		return;
	to->entries[to->count] =
		(struct folder_entry){ arena_copy(&cache->arena, str_of(name)),
				       type };
	if (to->entries[to->count++].name)
		*folder = to;
}

void ref_cache_keep(struct ref_cache *cache, struct held_folder *folder)
{
	if (!folder)
		return;
	folder->next = cache->folders;
	cache->folders = folder;
	cache->folder_count++;
}
