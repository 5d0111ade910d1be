/* pack_index.c - see pack_index.h. Never writes, never reads an object. */
#include "git/pack_index.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define HEADER_SIZE 8
#define FAN_OUT_COUNT 256
#define PAIR_COUNT 65536
#define NEAR_SIZE 4
#define FAR_SIZE 8
#define CRC_SIZE 4
#define TRAILER_SIZE (2 * (size_t)OID_SIZE)
#define ENTRY_SIZE ((size_t)OID_SIZE + CRC_SIZE + NEAR_SIZE)
#define IS_FAR 0x80000000u
#define COUNT_MAX (1u << 30)
/* The first step from the second guess: what lies in the same line of memory.
 */
#define NEAR_BY 3

bool pack_map_open(struct pack_map *out, const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	void *data = MAP_FAILED;
	struct stat info;

	*out = (struct pack_map){ NULL, 0 };
	if (fd < 0)
		return false;
	if (!fstat(fd, &info) && S_ISREG(info.st_mode) && info.st_size > 0)
		data = mmap(NULL, (size_t)info.st_size, PROT_READ, MAP_PRIVATE,
			    fd, 0);
	close(fd);
	if (data == MAP_FAILED)
		return false;
	*out = (struct pack_map){ data, (size_t)info.st_size };
	return true;
}

void pack_map_close(struct pack_map *map)
{
	if (map->data)
		munmap((void *)(uintptr_t)map->data, map->size);
	*map = (struct pack_map){ NULL, 0 };
}

void pack_map_forget(const struct pack_map *map)
{
	if (map->data)
		(void)madvise((void *)(uintptr_t)map->data, map->size,
			      MADV_DONTNEED);
}

static uint32_t read_32(const unsigned char *at)
{
	return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 |
	       (uint32_t)at[2] << 8 | at[3];
}

static uint32_t fan_out(const struct pack_index *index, size_t byte)
{
	return read_32(index->map.data + HEADER_SIZE + byte * NEAR_SIZE);
}

static bool is_sorted(const struct pack_index *index)
{
	for (size_t i = 1; i < FAN_OUT_COUNT; i++)
		if (fan_out(index, i) < fan_out(index, i - 1))
			return false;
	return fan_out(index, FAN_OUT_COUNT - 1) <= COUNT_MAX;
}

static bool lay_out(struct pack_index *index)
{
	static const unsigned char header[HEADER_SIZE] = { 0xff, 't', 'O', 'c',
							   0,	 0,   0,   2 };
	const size_t head = HEADER_SIZE + FAN_OUT_COUNT * NEAR_SIZE;
	size_t rest;

	if (index->map.size < head + TRAILER_SIZE ||
	    memcmp(index->map.data, header, sizeof(header)) != 0 ||
	    !is_sorted(index))
		return false;
	index->count = fan_out(index, FAN_OUT_COUNT - 1);
	rest = index->map.size - head - TRAILER_SIZE;
	if (rest / ENTRY_SIZE < index->count)
		return false;
	rest -= index->count * ENTRY_SIZE;
	index->ids = index->map.data + head;
	index->near = index->ids + index->count * (OID_SIZE + CRC_SIZE);
	index->far = index->near + index->count * NEAR_SIZE;
	index->far_count = rest / FAR_SIZE;
	return rest % FAR_SIZE == 0;
}

bool pack_index_open(struct pack_index *out, const char *path)
{
	*out = (struct pack_index){ .count = 0 };
	if (!pack_map_open(&out->map, path))
		return false;
	if (lay_out(out))
		return true;
	pack_index_close(out);
	return false;
}

/* The first two bytes. */
static size_t pair_of(const unsigned char *id)
{
	return (size_t)id[0] << 8 | id[1];
}

void pack_index_refine(struct pack_index *index)
{
	size_t pair = 0;

	if (index->fine || index->count < PAIR_COUNT)
		return;
	index->fine = malloc((PAIR_COUNT + 1) * sizeof(*index->fine));
	for (uint32_t i = 0; index->fine && i < index->count; i++)
		while (pair <= pair_of(index->ids + i * OID_SIZE))
			index->fine[pair++] = i;
	while (index->fine && pair <= PAIR_COUNT)
		index->fine[pair++] = (uint32_t)index->count;
}

void pack_index_close(struct pack_index *index)
{
	free(index->fine);
	pack_map_close(&index->map);
	*index = (struct pack_index){ .count = 0 };
}

/* Of the sorted ids, those among which one may be. */
struct span {
	size_t low, high;
};

static struct span span_of(const struct pack_index *index, const struct oid *id)
{
	const size_t byte = id->bytes[0];
	const size_t pair = pair_of(id->bytes);

	if (index->fine)
		return (struct span){ index->fine[pair],
				      index->fine[pair + 1] };
	return (struct span){ byte ? fan_out(index, byte - 1) : 0,
			      fan_out(index, byte) };
}

/* What follows the bytes that the fan-out is by. */
static uint32_t key_of(const struct pack_index *index, const unsigned char *id)
{
	return read_32(id + (index->fine ? 2 : 1));
}

/* *there: the key of the one at `at`. */
static int compare(uint32_t *there, const struct pack_index *index, size_t at,
		   const struct oid *id, uint32_t key)
{
	const unsigned char *other = index->ids + at * OID_SIZE;

	*there = key_of(index, other);
	if (key != *there)
		return key < *there ? -1 : 1;
	return memcmp(id->bytes, other, OID_SIZE);
}

static uint32_t distance(uint32_t key, uint32_t other)
{
	return key < other ? other - key : key - other;
}

/* How many of `count` ids, evenly spread, have their keys in that range. */
static size_t apart(uint32_t range, size_t count)
{
	return (size_t)((uint64_t)range * count >> 32);
}

/* `way`: from the end of the span that was moved last. */
static size_t into(const struct span *span, int order, size_t way)
{
	if (way >= span->high - span->low)
		return span->low + (span->high - span->low) / 2;
	return order < 0 ? span->high - 1 - way : span->low + way;
}

/*
 * Ids are evenly spread: one guess comes close, a second from there next to it.
 * Where somebody has made ids that begin alike, steps that double find it.
 */
bool pack_index_place(size_t *out, const struct pack_index *index,
		      const struct oid *id)
{
	struct span span = span_of(index, id);
	const size_t count = span.high - span.low;
	const uint32_t key = key_of(index, id->bytes);
	size_t at = span.low + apart(key, count);
	size_t way = 0;

	while (span.low < span.high) {
		uint32_t there;
		int order = compare(&there, index, at, id, key);

		*out = at;
		if (!order)
			return true;
		if (order < 0)
			span.high = at;
		else
			span.low = at + 1;
		at = into(&span, order,
			  way ? way : apart(distance(key, there), count));
		way = way ? 2 * way : NEAR_BY;
	}
	return false;
}

void pack_index_id(struct oid *out, const struct pack_index *index, size_t at)
{
	memcpy(out->bytes, index->ids + at * OID_SIZE, OID_SIZE);
}

bool pack_index_offset(uint64_t *offset, const struct pack_index *index,
		       size_t at)
{
	uint32_t near = read_32(index->near + at * NEAR_SIZE);

	*offset = near;
	if (!(near & IS_FAR))
		return true;
	near &= ~IS_FAR;
	if (near >= index->far_count)
		return false;
	*offset = (uint64_t)read_32(index->far + near * FAR_SIZE) << 32 |
		  read_32(index->far + near * FAR_SIZE + NEAR_SIZE);
	return true;
}

bool pack_index_find(uint64_t *offset, const struct pack_index *index,
		     const struct oid *id)
{
	size_t at;

	return pack_index_place(&at, index, id) &&
	       pack_index_offset(offset, index, at);
}
