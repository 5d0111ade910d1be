/* survey_outside.c - see survey_outside.h. Never reads an object. */
#include "git/survey_outside.h"

#include "base/arena.h"

#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#define TABLE_MIN 256
#define FNV_PRIME UINT64_C(1099511628211)

void survey_outside_init(struct survey_outside *outside, size_t most)
{
	*outside = (struct survey_outside){ .most = most };
	if (getrandom(&outside->seed, sizeof(outside->seed), GRND_NONBLOCK) < 0)
		outside->seed = (uint64_t)(uintptr_t)outside;
}

static size_t slot_of(const struct survey_outside *outside,
		      const struct oid *id)
{
	uint64_t hash = outside->seed;

	for (size_t i = 0; i < OID_SIZE; i++)
		hash = (hash ^ id->bytes[i]) * FNV_PRIME;
	return (size_t)(hash ^ hash >> 32) & (outside->table_size - 1);
}

/* The place of that id, or the free one that it would have. */
static uint32_t *seek(const struct survey_outside *outside,
		      const struct oid *id)
{
	size_t slot = slot_of(outside, id);

	while (outside->table[slot] &&
	       !oid_equal(&outside->ids[outside->table[slot] - 1], id))
		slot = (slot + 1) & (outside->table_size - 1);
	return &outside->table[slot];
}

static bool grow(struct survey_outside *outside)
{
	size_t size = outside->table_size ? outside->table_size * 2 : TABLE_MIN;
	uint32_t *table = calloc(size, sizeof(*table));

	if (!table)
		return false;
	free(outside->table);
	outside->table = table;
	outside->table_size = size;
	for (size_t i = 0; i < outside->count; i++)
		*seek(outside, &outside->ids[i]) = (uint32_t)(i + 1);
	return true;
}

bool survey_outside_find(size_t *out, struct survey_outside *outside,
			 const struct oid *id)
{
	struct oid *place = NULL;
	uint32_t *slot;

	if (outside->count * 2 >= outside->table_size && !grow(outside))
		return false;
	slot = seek(outside, id);
	if (*slot) {
		*out = *slot - 1;
		return true;
	}
	if (outside->count < outside->most)
		place = array_more(&outside->ids, outside->count,
				   &outside->capacity, sizeof(*place));
	if (!place)
		return false;
	*place = *id;
	*out = outside->count++;
	*slot = (uint32_t)outside->count;
	return true;
}

void survey_outside_release(struct survey_outside *outside)
{
	free(outside->ids);
	free(outside->table);
	*outside = (struct survey_outside){ .count = 0 };
}
