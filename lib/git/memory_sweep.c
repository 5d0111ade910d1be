/*
 * memory_sweep.c - takes out of packed-refs what the gate's memory has
 * forgotten. Never touches a name of anybody else's.
 */
#include "git/memory.h"

#include "git/common_dir.h"
#include "git/memory_parts.h"
#include "git/memory_slot.h"
#include "git/packed_refs.h"
#include "git/ref_files.h"

#include <stdlib.h>
#include <string.h>

#define TRIES 1 /* who packs refs may take long: the next one does it */
#define FILE_BITS 0666

struct sweep {
	const char *common_dir;
	const char *below, *but; /* "refs/refgate/value/" */
	struct packed_refs packed;
	const char **names; /* heap; what is dropped */
	size_t count, capacity;
	struct arena arena;
};

static int compare_names(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static int compare_name(const void *key, const void *item)
{
	const struct str *name = key;

	return str_compare(*name, str_of(*(const char *const *)item));
}

/* `refs` are in order: there may be as many as in the file. */
static bool is_dropped(struct str name, const char *const *refs, size_t count)
{
	return bsearch(&name, refs, count, sizeof(*refs), compare_name) != NULL;
}

/* All lines but those of the names. */
static void copy_packed(struct buf *out, const struct sweep *it)
{
	struct str text = it->packed.text;
	bool dropped = false;
	struct str line;

	while (str_next_line(&text, &line)) {
		if (!str_starts(line, "^"))
			dropped = is_dropped(str_from(line, OID_HEX_SIZE + 1),
					     it->names, it->count);
		if (dropped)
			continue;
		buf_add_str(out, line);
		buf_add_byte(out, '\n');
	}
}

/* 1: its file says that it is forgotten. */
static int is_hidden(struct sweep *it, const char *name, struct error *error)
{
	struct ref_value value = { .target = NULL };
	int found =
		ref_file_read(&value, it->common_dir, name, &it->arena, error);

	return found == 1 ? !value.target && memory_is_forgotten(&value.id) :
			    found;
}

static int add(struct sweep *it, const char *name, struct error *error)
{
	const char **place = array_more(&it->names, it->count, &it->capacity,
					sizeof(*place));

	if (!place)
		return error_no_memory(error);
	*place = name;
	it->count++;
	return 0;
}

static int consider(struct sweep *it, const struct packed_ref *ref,
		    struct error *error)
{
	const char *name = arena_copy(&it->arena, ref->name);
	int drop;

	if (!name)
		return error_no_memory(error);
	if (memory_is_forgotten(&ref->id))
		drop = 1;
	else if (str_starts(ref->name, it->below) &&
		 !str_starts(ref->name, it->but))
		drop = 1;
	else
		drop = is_hidden(it, name, error);
	return drop == 1 ? add(it, name, error) : drop;
}

static int gather(struct sweep *it, struct error *error)
{
	struct packed_ref ref;
	struct str rest = { NULL, 0 };
	int found = 0;
	int result =
		packed_refs_seek(&rest, &it->packed, STR(MEMORY_PREFIX), error);

	while (!result && (found = packed_refs_next(&ref, &rest, error)) == 1) {
		if (str_starts(ref.name, MEMORY_PREFIX))
			result = consider(it, &ref, error);
		else if (it->packed.sorted)
			break;
	}
	if (it->count)
		qsort(it->names, it->count, sizeof(*it->names), compare_names);
	return found < 0 ? found : result;
}

static int rewrite(struct sweep *it, struct memory_slot *slot,
		   struct error *error)
{
	struct buf text = BUF_INIT;
	int result = 0;

	copy_packed(&text, it);
	if (buf_failed(&text))
		result = error_no_memory(error);
	else if (fchmod(slot->fd, it->packed.info.st_mode & FILE_BITS))
		result = memory_failed(error);
	else
		result = memory_slot_commit(slot, buf_str(&text), error);
	buf_release(&text);
	return result;
}

/* Under git's lock: what is packed and what hides it belong together. */
static int sweep_packed(struct sweep *it, struct error *error)
{
	struct memory_slot slot = MEMORY_SLOT_INIT;
	int result = memory_slot_init(&slot, it->common_dir, "packed-refs",
				      &it->arena, error);

	if (!result)
		result = memory_slot_lock(&slot, TRIES, &it->arena, error);
	if (!result)
		result =
			packed_refs_refresh(&it->packed, it->common_dir, error);
	if (!result)
		result = gather(it, error);
	if (!result && it->count)
		result = rewrite(it, &slot, error);
	memory_slot_unlock(&slot);
	return result;
}

/* Unless it has been remembered again, or packed, meanwhile. */
static int remove_hiding(struct sweep *it, const char *name,
			 struct error *error)
{
	struct memory_slot slot = MEMORY_SLOT_INIT;
	struct packed_ref packed;
	int hidden = is_hidden(it, name, error);
	int result = hidden < 0 ? hidden : 0;

	if (hidden != 1)
		return result;
	result = memory_slot_init(&slot, it->common_dir, name, &it->arena,
				  error);
	if (!result)
		result = memory_slot_lock(&slot, TRIES, &it->arena, error);
	if (!result)
		result =
			packed_refs_refresh(&it->packed, it->common_dir, error);
	if (!result)
		result = packed_refs_find(&packed, &it->packed, str_of(name),
					  error);
	if (!result)
		result = is_hidden(it, name, error);
	if (result == 1)
		result = memory_slot_remove(&slot, it->common_dir, &it->arena,
					    error);
	memory_slot_unlock(&slot);
	return result;
}

int memory_sweep(const char *git_dir, const char *below, const char *but,
		 struct error *error)
{
	struct sweep it = { .count = 0 };
	int result;

	arena_init(&it.arena);
	it.below = arena_printf(&it.arena, MEMORY_PREFIX "%s", below);
	it.but = arena_printf(&it.arena, MEMORY_PREFIX "%s", but);
	result = it.below && it.but ? common_dir_find(&it.common_dir, git_dir,
						      &it.arena, error) :
				      error_no_memory(error);
	if (!result)
		result = packed_refs_refresh(&it.packed, it.common_dir, error);
	if (!result && it.packed.exists)
		result = sweep_packed(&it, error);
	for (size_t i = 0; !result && i < it.count; i++)
		result = remove_hiding(&it, it.names[i], error);
	packed_refs_release(&it.packed);
	free(it.names);
	arena_release(&it.arena);
	return result;
}
