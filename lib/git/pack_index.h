/*
 * pack_index.h - where in a pack an object begins, by the index beside it.
 * For lib/git/ only.
 *
 * Format: git's gitformat-pack(5), version 2. Another version is not read.
 */
#ifndef REFGATE_GIT_PACK_INDEX_H
#define REFGATE_GIT_PACK_INDEX_H

#include "git/oid.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A whole file in memory; git never changes one that has such a name. */
struct pack_map {
	const unsigned char *data; /* NULL: none */
	size_t size;
};

/* False, too, if the file is empty. */
bool pack_map_open(struct pack_map *out, const char *path);
void pack_map_close(struct pack_map *map);
/* Gives back what was read of it so far; it can be read on, and again. */
void pack_map_forget(const struct pack_map *map);

struct pack_index {
	struct pack_map map;
	size_t count;		   /* objects */
	const unsigned char *ids;  /* sorted */
	const unsigned char *near; /* 32-bit offsets */
	const unsigned char *far;  /* 64-bit offsets */
	size_t far_count;
	uint32_t *fine; /* heap; a fan-out by two bytes; NULL: none */
};

bool pack_index_open(struct pack_index *out, const char *path);
void pack_index_close(struct pack_index *index);
/* Many ids will be looked for. Without memory they are found as well. */
void pack_index_refine(struct pack_index *index);
/* Which of the sorted ids it is. */
bool pack_index_place(size_t *at, const struct pack_index *index,
		      const struct oid *id);
/* `at` is less than index->count. */
void pack_index_id(struct oid *out, const struct pack_index *index, size_t at);
/* Where that one begins; false: nowhere. */
bool pack_index_offset(uint64_t *offset, const struct pack_index *index,
		       size_t at);
bool pack_index_find(uint64_t *offset, const struct pack_index *index,
		     const struct oid *id);

#endif
