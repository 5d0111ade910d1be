/* pack_entry.c - see pack_entry.h. Never reads behind the pack's entries. */
#include "git/pack_entry.h"

#include <libdeflate.h>
#include <string.h>

#define PACK_HEADER_SIZE 12

enum {
	TYPE_OFFSET_DELTA = 6,
	TYPE_ID_DELTA = 7,
};

bool pack_open(struct pack *pack)
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

static const unsigned char *end_of(const struct pack *pack)
{
	return pack->map.data + pack->map.size - OID_SIZE;
}

size_t pack_entry_room(const struct pack *pack, const struct pack_entry *entry)
{
	return (size_t)(end_of(pack) - entry->data);
}

bool pack_entry_is_delta(const struct pack_entry *entry)
{
	return entry->type >= TYPE_OFFSET_DELTA;
}

static bool read_head(struct pack_entry *entry, const unsigned char **at,
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
static bool read_base_offset(struct pack_entry *entry, const unsigned char **at,
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

static bool read_base_id(struct pack_entry *entry, struct pack *pack,
			 const unsigned char **at, const unsigned char *end)
{
	struct oid id;

	if (end - *at <= OID_SIZE)
		return false;
	memcpy(id.bytes, *at, OID_SIZE);
	*at += OID_SIZE;
	return pack_index_find(&entry->base, &pack->index, &id);
}

bool pack_entry_read(struct pack_entry *entry, struct pack *pack,
		     uint64_t offset)
{
	const struct pack_map *map = &pack->map;
	const unsigned char *end = end_of(pack);
	const unsigned char *at = map->data + offset;
	bool done;

	if (offset < PACK_HEADER_SIZE || offset >= (uint64_t)(end - map->data))
		return false;
	*entry = (struct pack_entry){ .offset = offset };
	done = read_head(entry, &at, end);
	if (done && entry->type == TYPE_OFFSET_DELTA)
		done = read_base_offset(entry, &at, end);
	else if (done && entry->type == TYPE_ID_DELTA)
		done = read_base_id(entry, pack, &at, end);
	else
		done = done && entry->type >= OBJECT_COMMIT &&
		       entry->type <= OBJECT_TAG;
	entry->data = at;
	return done;
}

bool pack_entry_inflate(unsigned char *out, struct packs *packs,
			struct pack *pack, const struct pack_entry *entry)
{
	size_t left = pack_entry_room(pack, entry);
	size_t taken = 0;
	size_t got = 0;

	if (!packs->whole)
		packs->whole = libdeflate_alloc_decompressor();
	if (!packs->whole ||
	    libdeflate_zlib_decompress_ex(packs->whole, entry->data, left, out,
					  entry->size, &taken,
					  &got) != LIBDEFLATE_SUCCESS)
		return false;
	packs_count_read(packs, pack, entry->offset,
			 (uint64_t)(entry->data + taken - pack->map.data) -
				 entry->offset);
	return got == entry->size;
}
