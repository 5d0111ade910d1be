/*
 * pack.c - one object of a pack: its entry, and the entries that it is a
 * difference from. See pack.h. Never follows more than PACK_CHAIN_MAX.
 */
#include "git/pack.h"

#include "base/error.h"
#include "git/pack_delta.h"
#include "git/pack_entry.h"

#include <limits.h>
#include <string.h>

#define PACK_CHAIN_MAX 64
/* Of a base: larger ones are libgit2's. */
#define PACK_BASE_SIZE_MAX (16u << 20)
/* An instruction of a delta takes at most eight bytes for one of its own. */
#define DELTA_EXPANSE 8
/* A delta that is inflated in whole to see how large its result is. */
#define DELTA_WHOLE_MAX 65536

/* One read: the entries from what is asked for down to a whole object. */
struct reading {
	struct packs *packs;
	struct pack *pack;
	struct pack_entry chain[PACK_CHAIN_MAX];
	size_t count;
	struct content *base;  /* held: what the last of the chain builds on */
	struct content *delta; /* held: the first of the chain, inflated */
};

static bool start_stream(struct packs *packs)
{
	if (packs->started)
		return inflateReset(&packs->stream) == Z_OK;
	packs->stream = (z_stream){ .zalloc = NULL };
	packs->started = inflateInit(&packs->stream) == Z_OK;
	return packs->started;
}

/* What of `size` bytes there is; `room` is at least that. */
static bool inflate_some(size_t *got, bool *ended, struct reading *reading,
			 const struct pack_entry *entry, unsigned char *out,
			 size_t room)
{
	z_stream *stream = &reading->packs->stream;
	size_t left = pack_entry_room(reading->pack, entry);
	int answer;

	if (room > UINT_MAX || !start_stream(reading->packs))
		return false;
	stream->next_in = (z_const Bytef *)(uintptr_t)entry->data;
	stream->avail_in = left < UINT_MAX ? (uInt)left : UINT_MAX;
	stream->next_out = out;
	stream->avail_out = (uInt)room;
	answer = inflate(stream, Z_FINISH);
	*got = room - stream->avail_out;
	*ended = answer == Z_STREAM_END;
	return *ended || answer == Z_BUF_ERROR || answer == Z_OK;
}

static struct content *inflate_entry(struct reading *reading,
				     const struct pack_entry *entry)
{
	struct content *content = content_new(entry->size);

	if (!content)
		return NULL;
	content->type = (enum object_type)entry->type;
	if (pack_entry_inflate((unsigned char *)content->data, reading->packs,
			       reading->pack, entry))
		return content;
	content_drop(content);
	return NULL;
}

/* Down to a whole object, or one that is still known. */
static bool read_chain(struct reading *reading, uint64_t offset)
{
	struct pack_entry *entry = reading->chain;

	for (;;) {
		reading->base =
			packs_find_base(reading->packs, reading->pack, offset);
		if (reading->base)
			return true;
		if (reading->count == PACK_CHAIN_MAX ||
		    !pack_entry_read(entry, reading->pack, offset))
			return false;
		reading->count++;
		if (!pack_entry_is_delta(entry))
			return true;
		offset = entry->base;
		entry++;
	}
}

/* As much of the delta as says how large all is. */
static bool read_delta_sizes(struct delta_sizes *out, struct reading *reading,
			     const struct pack_entry *entry)
{
	unsigned char head[DELTA_SIZES_MAX];
	bool ended;
	size_t got;

	if (entry->size > DELTA_WHOLE_MAX)
		return inflate_some(&got, &ended, reading, entry, head,
				    sizeof(head)) &&
		       delta_read_sizes(out, head, got);
	reading->delta = inflate_entry(reading, entry);
	return reading->delta &&
	       delta_read_sizes(out, (unsigned char *)reading->delta->data,
				entry->size);
}

/* What the first of the chain comes to. */
static bool read_result_size(size_t *out, struct reading *reading)
{
	const struct pack_entry *entry = reading->chain;
	struct delta_sizes sizes;

	*out = reading->count ? entry->size : reading->base->size;
	if (!reading->count || !pack_entry_is_delta(entry))
		return true;
	if (!read_delta_sizes(&sizes, reading, entry))
		return false;
	*out = sizes.result;
	return entry->size / DELTA_EXPANSE <= sizes.result + DELTA_SIZES_MAX;
}

static enum object_type type_of(const struct reading *reading)
{
	return reading->base ?
		       reading->base->type :
		       (enum object_type)reading->chain[reading->count - 1]
			       .type;
}

static struct content *take_delta(struct reading *reading,
				  const struct pack_entry *entry)
{
	struct content *delta = reading->delta;

	if (entry != reading->chain || !delta)
		return inflate_entry(reading, entry);
	reading->delta = NULL;
	return delta;
}

static struct content *apply(struct reading *reading,
			     const struct pack_entry *entry)
{
	struct content *delta = take_delta(reading, entry);
	struct content *content = NULL;
	const struct content *base = reading->base;
	struct delta_sizes sizes;
	bool done = delta &&
		    delta_read_sizes(&sizes, (unsigned char *)delta->data,
				     delta->size);

	if (done &&
	    (entry == reading->chain || sizes.result <= PACK_BASE_SIZE_MAX))
		content = content_new(sizes.result);
	done = content &&
	       delta_apply((unsigned char *)content->data, &sizes,
			   (const unsigned char *)base->data, base->size,
			   (const unsigned char *)delta->data, delta->size);
	content_drop(delta);
	if (done) {
		content->type = base->type;
		return content;
	}
	content_drop(content);
	return NULL;
}

static bool is_too_large(const struct reading *reading,
			 const struct pack_entry *entry)
{
	return entry != reading->chain && entry->size > PACK_BASE_SIZE_MAX;
}

/* From the bottom of the chain up. */
static struct content *build(struct reading *reading)
{
	while (reading->count) {
		const struct pack_entry *entry =
			&reading->chain[reading->count - 1];
		struct content *next = NULL;

		if (!is_too_large(reading, entry))
			next = pack_entry_is_delta(entry) ?
				       apply(reading, entry) :
				       inflate_entry(reading, entry);
		content_drop(reading->base);
		reading->base = next;
		if (!next)
			return NULL;
		if (entry != reading->chain || pack_entry_is_delta(entry) ||
		    next->type == OBJECT_TREE)
			packs_keep_base(reading->packs, reading->pack,
					entry->offset, next);
		reading->count--;
	}
	return reading->base;
}

int pack_read(struct content **content, enum object_type *type, size_t *size,
	      struct packs *packs, const struct pack_place *place, size_t limit)
{
	struct reading reading = { .packs = packs, .pack = place->pack };
	int result = 0;

	if (!pack_open(place->pack))
		return ERROR_BROKEN;
	if (!read_chain(&reading, place->offset) ||
	    !read_result_size(size, &reading)) {
		result = ERROR_BROKEN;
	} else {
		*type = type_of(&reading);
		if (*size > limit)
			result = ERROR_LIMIT;
		packs_count_read(packs, place->pack, place->offset, 1);
	}
	if (!result && content) {
		*content = build(&reading);
		reading.base = NULL;
		result = *content ? 0 : ERROR_BROKEN;
	}
	content_drop(reading.delta);
	content_drop(reading.base);
	return result;
}
