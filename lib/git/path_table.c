/*
 * path_table.c - a hash table of paths. Never reads an object.
 */
#include "git/path_table.h"

#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#define SLOTS_MIN 64
#define FNV_PRIME UINT64_C(1099511628211)

void path_table_init(struct path_table *table)
{
	*table = (struct path_table){ 0 };
	arena_init(&table->arena);
	/* So that nobody can choose colliding paths. */
	if (getrandom(&table->seed, sizeof(table->seed), GRND_NONBLOCK) < 0)
		table->seed = (uint64_t)(uintptr_t)table;
}

void path_table_release(struct path_table *table)
{
	free(table->slots);
	arena_release(&table->arena);
	*table = (struct path_table){ 0 };
}

static size_t slot_of(const struct path_table *table, struct str path)
{
	uint64_t hash = table->seed;
	for (size_t i = 0; i < path.size; i++)
		hash = (hash ^ (unsigned char)path.data[i]) * FNV_PRIME;
	return (size_t)(hash ^ hash >> 32) & (table->slot_count - 1);
}

struct path_record *path_table_find(const struct path_table *table,
				    struct str path)
{
	struct path_record *record = NULL;
	if (table->slot_count)
		record = table->slots[slot_of(table, path)];
	while (record && !str_equal(record->path, path))
		record = record->next;
	return record;
}

static int grow(struct path_table *table, struct error *error)
{
	struct path_table larger = *table;
	larger.slot_count = table->slot_count ? table->slot_count * 2 :
						SLOTS_MIN;
	larger.slots = calloc(larger.slot_count, sizeof(struct path_record *));
	if (!larger.slots)
		return error_no_memory(error);
	for (size_t i = 0; i < table->slot_count; i++) {
		struct path_record *record = table->slots[i];
		while (record) {
			struct path_record *next = record->next;
			size_t slot = slot_of(&larger, record->path);
			record->next = larger.slots[slot];
			larger.slots[slot] = record;
			record = next;
		}
	}
	free(table->slots);
	*table = larger;
	return 0;
}

int path_table_add(struct path_record **out, struct path_table *table,
		   struct str path, struct error *error)
{
	*out = path_table_find(table, path);
	if (*out)
		return 0;
	if (table->count >= PATH_TABLE_MAX)
		return error_set(error, ERROR_LIMIT,
				 "more than %d paths are to be compared",
				 PATH_TABLE_MAX);
	int r = table->count < table->slot_count ? 0 : grow(table, error);
	if (r)
		return r;
	struct path_record *record =
		arena_alloc(&table->arena, sizeof(*record));
	char *copy = arena_copy(&table->arena, path);
	if (!record || !copy)
		return error_no_memory(error);
	size_t slot = slot_of(table, path);
	record->path = (struct str){ copy, path.size };
	record->next = table->slots[slot];
	table->slots[slot] = record;
	table->count++;
	*out = record;
	return 0;
}

static int compare(const void *a, const void *b)
{
	const struct path_record *const *x = a;
	const struct path_record *const *y = b;
	return str_compare((*x)->path, (*y)->path);
}

int path_table_list(struct path_record ***out, const struct path_table *table,
		    struct error *error)
{
	size_t count = 0;
	*out = calloc(table->count + 1, sizeof(**out));
	if (!*out)
		return error_no_memory(error);
	for (size_t i = 0; i < table->slot_count; i++)
		for (struct path_record *record = table->slots[i]; record;
		     record = record->next)
			(*out)[count++] = record;
	qsort(*out, count, sizeof(struct path_record *), compare);
	return 0;
}
