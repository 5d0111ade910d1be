/*
 * pack.c - one object of a pack: its entry, and the entries that it is a
 * difference from. See pack.h. Never follows more than PACK_CHAIN_MAX.
 */
#include "git/pack.h"

#include "base/error.h"
#include "git/pack_delta.h"

#include <libdeflate.h>
#include <limits.h>
#include <string.h>

#define PACK_HEADER_SIZE 12
#define PACK_CHAIN_MAX 64
/* Of a base: larger ones are libgit2's. */
#define PACK_BASE_SIZE_MAX (16u << 20)
/* An instruction of a delta takes at most eight bytes for one of its own. */
#define DELTA_EXPANSE 8
/* A delta that is inflated in whole to see how large its result is. */
#define DELTA_WHOLE_MAX 65536

enum {
	TYPE_OFFSET_DELTA = 6,
	TYPE_ID_DELTA = 7,
};

struct entry {
	unsigned type;
	size_t size;
	uint64_t offset;
	const unsigned char *data; /* deflated */
	uint64_t base;		   /* offset, of a delta */
};

/* One read: the entries from what is asked for down to a whole object. */
struct reading {
	struct packs *packs;
	struct pack *pack;
	const unsigned char *end; /* of the entries */
	struct entry chain[PACK_CHAIN_MAX];
	size_t count;
	struct content *base;  /* held: what the last of the chain builds on */
	struct content *delta; /* held: the first of the chain, inflated */
};

static bool read_head(struct entry *entry, const unsigned char **at,
		      const unsigned char *end)
{
	unsigned shift = 4;
	uint64_t size;

	entry->type = **at >> 4 & 7;
	size = **at & 15;
	while (*(*at)++ & 0x80) {
		if (*at >= end || shift > 56)
			return false;
		size |= (uint64_t)(**at & 0x7f) << shift;
		shift += 7;
	}
	entry->size = (size_t)size;
	return *at < end;
}

/* The base lies in front of the delta. */
static bool read_base_offset(struct entry *entry, const unsigned char **at,
			     const unsigned char *end)
{
	uint64_t back = **at & 0x7f;

	while (*(*at)++ & 0x80) {
		if (*at >= end || back >> 56)
			return false;
		back = (back + 1) << 7 | (**at & 0x7f);
	}
	entry->base = entry->offset - back;
	return back && back < entry->offset && *at < end;
}

static bool read_base_id(struct entry *entry, struct pack *pack,
			 const unsigned char **at, const unsigned char *end)
{
	struct oid id;

	if (end - *at <= OID_SIZE)
		return false;
	memcpy(id.bytes, *at, OID_SIZE);
	*at += OID_SIZE;
	return pack_index_find(&entry->base, &pack->index, &id);
}

static bool read_entry(struct entry *entry, const struct reading *reading,
		       uint64_t offset)
{
	const struct pack_map *map = &reading->pack->map;
	const unsigned char *at = map->data + offset;
	bool done;

	if (offset < PACK_HEADER_SIZE ||
	    offset >= (uint64_t)(reading->end - map->data))
		return false;
	*entry = (struct entry){ .offset = offset };
	done = read_head(entry, &at, reading->end);
	if (done && entry->type == TYPE_OFFSET_DELTA)
		done = read_base_offset(entry, &at, reading->end);
	else if (done && entry->type == TYPE_ID_DELTA)
		done = read_base_id(entry, reading->pack, &at, reading->end);
	else
		done = done && entry->type >= OBJECT_COMMIT &&
		       entry->type <= OBJECT_TAG;
	entry->data = at;
	return done;
}

static bool is_delta(const struct entry *entry)
{
	return entry->type >= TYPE_OFFSET_DELTA;
}

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
			 const struct entry *entry, unsigned char *out,
			 size_t room)
{
	z_stream *stream = &reading->packs->stream;
	size_t left = (size_t)(reading->end - entry->data);
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

static bool inflate_all(unsigned char *out, struct reading *reading,
			const struct entry *entry)
{
	struct packs *packs = reading->packs;
	size_t left = (size_t)(reading->end - entry->data);
	size_t taken = 0;
	size_t got = 0;

	if (!packs->whole)
		packs->whole = libdeflate_alloc_decompressor();
	if (!packs->whole ||
	    libdeflate_zlib_decompress_ex(packs->whole, entry->data, left, out,
					  entry->size, &taken,
					  &got) != LIBDEFLATE_SUCCESS)
		return false;
	packs_count_read(packs, taken);
	return got == entry->size;
}

static struct content *inflate_entry(struct reading *reading,
				     const struct entry *entry)
{
	struct content *content = content_new(entry->size);

	if (!content)
		return NULL;
	content->type = (enum object_type)entry->type;
	if (inflate_all((unsigned char *)content->data, reading, entry))
		return content;
	content_drop(content);
	return NULL;
}

/* Down to a whole object, or one that is still known. */
static bool read_chain(struct reading *reading, uint64_t offset)
{
	struct entry *entry = reading->chain;

	for (;;) {
		reading->base =
			packs_find_base(reading->packs, reading->pack, offset);
		if (reading->base)
			return true;
		if (reading->count == PACK_CHAIN_MAX ||
		    !read_entry(entry, reading, offset))
			return false;
		reading->count++;
		if (!is_delta(entry))
			return true;
		offset = entry->base;
		entry++;
	}
}

/* As much of the delta as says how large all is. */
static bool read_delta_sizes(struct delta_sizes *out, struct reading *reading,
			     const struct entry *entry)
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
	const struct entry *entry = reading->chain;
	struct delta_sizes sizes;

	*out = reading->count ? entry->size : reading->base->size;
	if (!reading->count || !is_delta(entry))
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
				  const struct entry *entry)
{
	struct content *delta = reading->delta;

	if (entry != reading->chain || !delta)
		return inflate_entry(reading, entry);
	reading->delta = NULL;
	return delta;
}

static struct content *apply(struct reading *reading, const struct entry *entry)
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
			 const struct entry *entry)
{
	return entry != reading->chain && entry->size > PACK_BASE_SIZE_MAX;
}

/* From the bottom of the chain up. */
static struct content *build(struct reading *reading)
{
	while (reading->count) {
		const struct entry *entry = &reading->chain[reading->count - 1];
		struct content *next = NULL;

		if (!is_too_large(reading, entry))
			next = is_delta(entry) ? apply(reading, entry) :
						 inflate_entry(reading, entry);
		content_drop(reading->base);
		reading->base = next;
		if (!next)
			return NULL;
		if (entry != reading->chain || is_delta(entry) ||
		    next->type == OBJECT_TREE)
			packs_keep_base(reading->packs, reading->pack,
					entry->offset, next);
		reading->count--;
	}
	return reading->base;
}

static bool open_pack(struct pack *pack)
{
	static const unsigned char magic[] = { 'P', 'A', 'C', 'K', 0, 0, 0 };
	const struct pack_map *map = &pack->map;

	if (pack->unreadable || map->data)
		return !pack->unreadable;
	pack->unreadable = !pack_map_open(&pack->map, pack->path) ||
			   map->size < PACK_HEADER_SIZE + OID_SIZE ||
			   memcmp(map->data, magic, sizeof(magic)) != 0 ||
			   (map->data[7] != 2 && map->data[7] != 3);
	return !pack->unreadable;
}

int pack_read(struct content **content, enum object_type *type, size_t *size,
	      struct packs *packs, const struct pack_place *place, size_t limit)
{
	struct reading reading = { .packs = packs, .pack = place->pack };
	int result = 0;

	if (!open_pack(place->pack))
		return ERROR_BROKEN;
	packs_count_read(packs, PACK_READ_EACH);
	reading.end = place->pack->map.data + place->pack->map.size - OID_SIZE;
	if (!read_chain(&reading, place->offset) ||
	    !read_result_size(size, &reading)) {
		result = ERROR_BROKEN;
	} else {
		*type = type_of(&reading);
		if (*size > limit)
			result = ERROR_LIMIT;
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
