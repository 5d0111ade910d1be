/* survey_list.c - see survey_list.h. Never inflates anything. */
#include "git/survey_list.h"

#include "git/pack_entry.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#define DIGIT_BITS 8
#define DIGITS (1u << DIGIT_BITS)
#define CHAIN_MAX 4096

static unsigned digit_of(const struct survey_object *object, unsigned shift)
{
	return (unsigned)(object->offset >> shift) & (DIGITS - 1);
}

/* By one digit; equal ones stay in order. */
static void sort_by_digit(struct survey_object *to,
			  const struct survey_object *from, size_t count,
			  unsigned shift)
{
	size_t next[DIGITS] = { 0 };
	size_t before = 0;

	for (size_t i = 0; i < count; i++)
		next[digit_of(&from[i], shift)]++;
	for (size_t i = 0; i < DIGITS; i++) {
		size_t here = next[i];

		next[i] = before;
		before += here;
	}
	for (size_t i = 0; i < count; i++)
		to[next[digit_of(&from[i], shift)]++] = from[i];
}

static bool sort_by_offset(struct survey_list *list, uint64_t size)
{
	struct survey_object *spare;

	if (!list->count)
		return true;
	spare = calloc(list->count, sizeof(*spare));
	if (!spare)
		return false;
	for (unsigned shift = 0; shift < 64 && size >> shift;
	     shift += DIGIT_BITS) {
		struct survey_object *sorted = spare;

		sort_by_digit(sorted, list->objects, list->count, shift);
		spare = list->objects;
		list->objects = sorted;
	}
	free(spare);
	return true;
}

static bool read_offsets(struct survey_list *list, const struct pack *pack)
{
	for (size_t i = 0; i < list->count; i++) {
		struct survey_object *object = &list->objects[i];

		*object = (struct survey_object){ .place = (uint32_t)i,
						  .base = SURVEY_NONE };
		if (!pack_index_offset(&object->offset, &pack->index, i) ||
		    object->offset >= pack->map.size)
			return false;
	}
	return sort_by_offset(list, pack->map.size);
}

static bool find_object(uint32_t *out, const struct survey_list *list,
			uint64_t offset)
{
	size_t low = 0;
	size_t high = list->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (list->objects[middle].offset < offset)
			low = middle + 1;
		else
			high = middle;
	}
	*out = (uint32_t)low;
	return low < list->count && list->objects[low].offset == offset;
}

static void set_kind(struct survey_list *list, size_t at, unsigned kind)
{
	atomic_store_explicit(&list->kinds[list->objects[at].place],
			      (unsigned char)kind, memory_order_relaxed);
}

enum object_type survey_list_kind(const struct survey_list *list, size_t at)
{
	return (enum object_type)atomic_load_explicit(
		&list->kinds[list->objects[at].place], memory_order_relaxed);
}

static bool read_head(struct survey_list *list, struct pack *pack, size_t at)
{
	struct survey_object *object = &list->objects[at];
	struct pack_entry entry;

	list->by_place[object->place] = (uint32_t)at;
	if (!pack_entry_read(&entry, pack, object->offset))
		return false;
	if (!pack_entry_is_delta(&entry)) {
		set_kind(list, at, entry.type);
		return true;
	}
	if (!find_object(&object->base, list, entry.base))
		return false;
	list->objects[object->base].waiting++;
	return true;
}

/* A delta is what its base is. */
static bool follow(struct survey_list *list, size_t from)
{
	enum object_type kind = OBJECT_NONE;
	size_t at = from;

	for (size_t steps = 0; !kind && steps < CHAIN_MAX; steps++) {
		kind = survey_list_kind(list, at);
		if (!kind)
			at = list->objects[at].base;
	}
	if (!kind)
		return false;
	for (at = from; survey_list_kind(list, at) != kind;
	     at = list->objects[at].base)
		set_kind(list, at, kind);
	return true;
}

/* Of the pages that they stand on nothing else is read. */
static bool read_heads(struct survey_list *list, struct pack *pack)
{
	uint64_t from = 0;

	for (size_t i = 0; i < list->count; i++) {
		uint64_t offset = list->objects[i].offset;

		if (offset - from > PACK_PUSHED_KEPT) {
			pack_forget(pack);
			from = offset;
		}
		if (!read_head(list, pack, i))
			return false;
	}
	return true;
}

bool survey_list_read(struct survey_list *out, struct pack *pack,
		      _Atomic unsigned char *kinds)
{
	size_t count = pack->index.count;
	bool done;

	*out = (struct survey_list){ .count = count, .kinds = kinds };
	out->objects = calloc(count, sizeof(*out->objects));
	out->by_place = calloc(count, sizeof(*out->by_place));
	done = out->objects && out->by_place && read_offsets(out, pack) &&
	       read_heads(out, pack);
	for (size_t i = 0; done && i < count; i++)
		done = follow(out, i);
	return done;
}

void survey_list_release(struct survey_list *list)
{
	free(list->objects);
	free(list->by_place);
	*list = (struct survey_list){ .count = 0 };
}
