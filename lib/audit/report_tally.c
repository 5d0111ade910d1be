/* report_tally.c - see report_tally.h. Never forgets a count. */
#include "audit/report_tally.h"

#include "base/arena.h"

#include <stdlib.h>
#include <string.h>

#define FNV_START UINT64_C(14695981039346656037)
#define FNV_PRIME UINT64_C(1099511628211)
#define SLOTS_MIN 64

void tally_release(struct tally *tally)
{
	if (!tally)
		return;
	for (size_t i = 0; i < tally->count; i++)
		free(tally->rows[i].name);
	free(tally->rows);
	free(tally->slots);
	memset(tally, 0, sizeof(*tally));
}

static uint64_t hash_of(struct str name)
{
	uint64_t hash = FNV_START;

	for (size_t i = 0; i < name.size; i++)
		hash = (hash ^ (unsigned char)name.data[i]) * FNV_PRIME;
	return hash ^ hash >> 32;
}

/* Where it stands, or the free slot for it. */
static uint32_t *slot_of(const struct tally *tally, struct str name)
{
	size_t mask = tally->slot_count - 1;
	size_t at = (size_t)hash_of(name) & mask;

	while (tally->slots[at] &&
	       !str_is(name, tally->rows[tally->slots[at] - 1].name))
		at = (at + 1) & mask;
	return &tally->slots[at];
}

/* At most half of the slots are taken. */
static bool make_room(struct tally *tally)
{
	size_t wanted = tally->slot_count ? tally->slot_count * 2 : SLOTS_MIN;

	if (tally->count < tally->slot_count / 2)
		return true;
	free(tally->slots);
	tally->slot_count = wanted;
	tally->slots = calloc(wanted, sizeof(*tally->slots));
	if (!tally->slots) {
		tally->slot_count = 0;
		return false;
	}
	for (size_t i = 0; i < tally->count; i++)
		if (tally->rows[i].name)
			*slot_of(tally, str_of(tally->rows[i].name)) =
				(uint32_t)i + 1;
	return true;
}

static size_t fail(struct tally *tally)
{
	tally->failed = true;
	return 0;
}

size_t tally_index(struct tally *tally, struct str name)
{
	struct tally_row *row;
	uint32_t *slot;
	char *copy;

	name = name.size ? str_first(name, TALLY_NAME_MAX) : STR("");
	name = str_first(name, strnlen(name.data, name.size));
	if (tally->failed || !make_room(tally))
		return fail(tally);
	slot = slot_of(tally, name);
	if (*slot)
		return *slot - 1;
	if (tally->count == TALLY_MAX)
		return TALLY_MAX - 1;
	row = array_more(&tally->rows, tally->count, &tally->capacity,
			 sizeof(*row));
	if (!row)
		return fail(tally);
	if (tally->count < TALLY_MAX - 1) {
		copy = strndup(name.data, name.size);
		if (!copy)
			return fail(tally);
		row->name = copy;
		*slot = (uint32_t)tally->count + 1;
	}
	return tally->count++;
}

void tally_add(struct tally *tally, struct str name, size_t counter)
{
	size_t index = tally_index(tally, name);

	if (!tally->failed)
		tally->rows[index].counts[counter]++;
}

const char *tally_name(const struct tally *tally, size_t index)
{
	if (index >= tally->count)
		return "";
	return tally->rows[index].name ? tally->rows[index].name : "(others)";
}

uint64_t tally_sum(const struct tally_row *row, unsigned mask)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < TALLY_COUNTERS; i++)
		if (mask & 1u << i)
			sum += row->counts[i];
	return sum;
}

struct rank {
	const struct tally *tally;
	unsigned mask;
};

static int compare(const void *a, const void *b, void *context)
{
	const struct rank *rank = context;
	size_t left = *(const size_t *)a;
	size_t right = *(const size_t *)b;
	uint64_t x = tally_sum(&rank->tally->rows[left], rank->mask);
	uint64_t y = tally_sum(&rank->tally->rows[right], rank->mask);

	if (x != y)
		return x < y ? 1 : -1;
	return strcmp(tally_name(rank->tally, left),
		      tally_name(rank->tally, right));
}

bool tally_order(const struct tally *tally, unsigned mask, size_t **order,
		 size_t *count)
{
	struct rank rank = { tally, mask };

	*count = 0;
	*order = calloc(tally->count + 1, sizeof(**order));
	if (!*order)
		return false;
	for (size_t i = 0; i < tally->count; i++)
		if (tally_sum(&tally->rows[i], mask))
			(*order)[(*count)++] = i;
	qsort_r(*order, *count, sizeof(**order), compare, &rank);
	return true;
}
