/*
 * report_tally.h - names with counters: who, which rule, which repository.
 * Never holds more than TALLY_MAX names; the last one stands for the rest.
 * For lib/audit and cli/replay*.c.
 */
#ifndef REFGATE_AUDIT_REPORT_TALLY_H
#define REFGATE_AUDIT_REPORT_TALLY_H

#include "base/str.h"

#include <stdint.h>

#define TALLY_MAX 20000
#define TALLY_NAME_MAX 1024 /* longer names are cut */
#define TALLY_COUNTERS 4

struct tally_row {
	char *name; /* owned; NULL: all that found no place */
	uint64_t counts[TALLY_COUNTERS];
};

struct tally {
	struct tally_row *rows; /* in order of arrival */
	size_t count, capacity;
	uint32_t *slots; /* index + 1, by hash */
	size_t slot_count;
	bool failed; /* out of memory */
};

void tally_release(struct tally *tally); /* NULL-safe */
/* The row of a name, a new one if need be; 0 when it failed. */
size_t tally_index(struct tally *tally, struct str name);
void tally_add(struct tally *tally, struct str name, size_t counter);
/* "" for no such row; the row for the rest is "(others)". */
const char *tally_name(const struct tally *tally, size_t index);
/*
 * The indexes of all rows, the largest sum of the counters in `mask` first,
 * then by name; rows with a sum of 0 are left out. The caller frees *order;
 * false: out of memory.
 */
bool tally_order(const struct tally *tally, unsigned mask, size_t **order,
		 size_t *count);
uint64_t tally_sum(const struct tally_row *row, unsigned mask);

#endif
