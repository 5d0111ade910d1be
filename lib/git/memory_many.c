/*
 * memory_many.c - many names of the gate's memory at once: as lines of
 * packed-refs, which is made durable once, and not as a file each. Never
 * starts libgit2, never touches a name of anybody else's.
 */
#include "git/memory.h"

#include "git/common_dir.h"
#include "git/memory_slot.h"
#include "git/packed_refs.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Fewer are files: who reads packed-refs reads all of it. */
#define PACKED_MIN 16
/* A fifth of a second: who packs refs may take longer, and we need not. */
#define TRIES 20
#define FILE_BITS 0666
#define HEADER "# pack-refs with: peeled fully-peeled sorted \n"

struct item {
	const struct memory_entry *entry;
	const char *ref; /* "refs/refgate/..." */
	size_t index;	 /* in the order of the caller */
	bool is_packed;	 /* written, or about to be */
};

struct many {
	const char *git_dir, *common_dir;
	struct item *items; /* by ref, the last of those with one name */
	size_t count;
	struct packed_refs packed;
	struct arena arena;
};

static int compare(const void *a, const void *b)
{
	const struct item *left = a, *right = b;
	int order = strcmp(left->ref, right->ref);

	return order ? order :
		       (left->index > right->index) -
			       (left->index < right->index);
}

static int list(struct many *it, const struct memory_entry *entries,
		size_t count, struct error *error)
{
	int result = 0;

	it->items = arena_alloc(&it->arena, (count + 1) * sizeof(*it->items));
	if (!it->items)
		return error_no_memory(error);
	for (size_t i = 0; !result && i < count; i++) {
		it->items[i] =
			(struct item){ .entry = &entries[i], .index = i };
		result = memory_full_name(&it->items[i].ref, entries[i].name,
					  &it->arena, error);
	}
	if (result)
		return result;
	qsort(it->items, count, sizeof(*it->items), compare);
	for (size_t i = 0; i < count; i++)
		if (i + 1 == count ||
		    strcmp(it->items[i].ref, it->items[i + 1].ref) != 0)
			it->items[it->count++] = it->items[i];
	return 0;
}

/* A file of that name would hide the line. */
static size_t choose(struct many *it)
{
	struct buf path = BUF_INIT;
	size_t chosen = 0;

	for (size_t i = 0; i < it->count; i++) {
		struct item *item = &it->items[i];

		if (item->entry->may_be_tag)
			continue;
		buf_clear(&path);
		buf_addf(&path, "%s/%s", it->common_dir, item->ref);
		item->is_packed = !buf_failed(&path) &&
				  access(buf_text(&path), F_OK) &&
				  errno == ENOENT;
		chosen += item->is_packed;
	}
	buf_release(&path);
	return chosen;
}

static void add_line(struct buf *out, const struct item *item)
{
	char hex[OID_HEX_SIZE + 1];

	buf_add_text(out, oid_format(&item->entry->id, hex));
	buf_add_byte(out, ' ');
	buf_add_text(out, item->ref);
	buf_add_byte(out, '\n');
}

/* The lines in front of the item, without its own. */
static void copy_before(struct buf *out, struct str *rest,
			const struct item *item)
{
	struct str ahead = *rest;
	bool is_own = false;
	struct str line;

	for (; str_next_line(&ahead, &line); *rest = ahead) {
		/* others belong to the one above them */
		if (!str_starts(line, "^") && !str_starts(line, "#")) {
			int order =
				str_compare(str_from(line, OID_HEX_SIZE + 1),
					    str_of(item->ref));

			if (order > 0)
				return;
			is_own = order == 0;
		}
		if (is_own)
			continue;
		buf_add_str(out, line);
		buf_add_byte(out, '\n');
	}
}

static int write_text(struct buf *out, const struct many *it,
		      struct error *error)
{
	const struct packed_refs *packed = &it->packed;
	const struct item *first = it->items;
	struct str rest = { NULL, 0 };
	int result;

	while (!first->is_packed)
		first++;
	if (!packed->exists)
		buf_add_text(out, HEADER);
	result = packed_refs_seek(&rest, packed, str_of(first->ref), error);
	if (result)
		return result;
	buf_add_str(out,
		    str_first(packed->text, packed->text.size - rest.size));
	for (size_t i = 0; i < it->count; i++)
		if (it->items[i].is_packed) {
			copy_before(out, &rest, &it->items[i]);
			add_line(out, &it->items[i]);
		}
	buf_add_str(out, rest);
	return buf_failed(out) ? error_no_memory(error) : 0;
}

/* Under git's lock: nobody packs a file meanwhile. */
static int replace(struct many *it, struct memory_slot *slot,
		   struct error *error)
{
	struct buf text = BUF_INIT;
	int result = packed_refs_refresh(&it->packed, it->common_dir, error);
	bool is_fit =
		!result &&
		(!it->packed.exists ||
		 (it->packed.sorted && str_ends(it->packed.text, "\n"))) &&
		choose(it) >= PACKED_MIN;

	if (is_fit)
		result = write_text(&text, it, error);
	if (is_fit && !result && it->packed.exists &&
	    fchmod(slot->fd, it->packed.info.st_mode & FILE_BITS))
		result = ERROR_BROKEN;
	if (is_fit && !result)
		result = memory_slot_commit(slot, buf_str(&text), error);
	for (size_t i = 0; i < it->count; i++)
		it->items[i].is_packed &= is_fit && !result;
	buf_release(&text);
	return result;
}

/* Where that cannot be, for now, they become files. */
static void put_packed(struct many *it)
{
	struct memory_slot slot = MEMORY_SLOT_INIT;
	struct error ignored;

	if (it->count >= PACKED_MIN &&
	    !memory_slot_init(&slot, it->common_dir, "packed-refs", &it->arena,
			      &ignored) &&
	    !memory_slot_lock(&slot, TRIES, &it->arena, &ignored))
		(void)replace(it, &slot, &ignored);
	memory_slot_unlock(&slot);
}

static int put_file(const struct many *it, const struct memory_entry *entry,
		    struct memory_pending *pending, struct error *error)
{
	return entry->is_value ?
		       memory_pending_add(pending, it->git_dir, entry->name,
					  &entry->id, error) :
		       memory_put(it->git_dir, entry->name, &entry->id, false,
				  error);
}

int memory_put_many(const char *git_dir, const struct memory_entry *entries,
		    size_t count, struct memory_pending *pending,
		    struct error *error)
{
	struct many it = { .git_dir = git_dir };
	int result;

	arena_init(&it.arena);
	result = common_dir_find(&it.common_dir, git_dir, &it.arena, error);
	if (!result)
		result = list(&it, entries, count, error);
	if (!result)
		put_packed(&it);
	for (size_t i = 0; !result && i < it.count; i++)
		if (!it.items[i].is_packed)
			result = put_file(&it, it.items[i].entry, pending,
					  error);
	packed_refs_release(&it.packed);
	arena_release(&it.arena);
	return result;
}
