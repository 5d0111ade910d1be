/* pack_index.c - see pack_index.h. Never writes, never reads an object. */
#include "git/pack_index.h"

#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define HEADER_SIZE 8
#define FAN_OUT_COUNT 256
#define NEAR_SIZE 4
#define FAR_SIZE 8
#define CRC_SIZE 4
#define TRAILER_SIZE (2 * (size_t)OID_SIZE)
#define ENTRY_SIZE ((size_t)OID_SIZE + CRC_SIZE + NEAR_SIZE)
#define IS_FAR 0x80000000u
#define COUNT_MAX (1u << 30)

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

void pack_index_close(struct pack_index *index)
{
	pack_map_close(&index->map);
	*index = (struct pack_index){ .count = 0 };
}

/* What follows the byte that the fan-out is by. */
static uint32_t key_of(const unsigned char *id)
{
	return read_32(id + 1);
}

/*
 * Ids are evenly spread: one guess comes close. It may be far off where
 * somebody has made ids of one beginning, so halves take turns with guesses.
 */
static size_t guess(const struct pack_index *index, size_t low, size_t high,
		    uint32_t key, bool halve)
{
	uint32_t first = key_of(index->ids + low * OID_SIZE);
	uint32_t last = key_of(index->ids + (high - 1) * OID_SIZE);

	if (halve || key <= first || last <= first)
		return low + (halve ? (high - low) / 2 : 0);
	if (key >= last)
		return high - 1;
	return low + (size_t)((uint64_t)(key - first) * (high - 1 - low) /
			      (last - first));
}

bool pack_index_place(size_t *out, const struct pack_index *index,
		      const struct oid *id)
{
	size_t low = id->bytes[0] ? fan_out(index, id->bytes[0] - 1u) : 0;
	size_t high = fan_out(index, id->bytes[0]);
	uint32_t key = key_of(id->bytes);

	for (unsigned turn = 0; low < high; turn++) {
		size_t at = guess(index, low, high, key, turn % 4 == 3);
		int order =
			memcmp(id->bytes, index->ids + at * OID_SIZE, OID_SIZE);

		*out = at;
		if (!order)
			return true;
		if (order < 0)
			high = at;
		else
			low = at + 1;
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
