/*
 * survey_outside.h - trees that the pack leads to and does not hold, each once.
 * For lib/git/survey*.c only.
 */
#ifndef REFGATE_GIT_SURVEY_OUTSIDE_H
#define REFGATE_GIT_SURVEY_OUTSIDE_H

#include "git/oid.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct survey_outside {
	struct oid *ids; /* heap */
	size_t count, capacity;
	size_t read;	   /* of them */
	size_t most;	   /* so many at most */
	uint32_t *table;   /* heap; open addressing: which, from 1; 0: none */
	size_t table_size; /* a power of two */
	uint64_t seed;	   /* so that nobody can choose colliding ids */
};

void survey_outside_init(struct survey_outside *outside, size_t most);
/* False: too many, or no memory. */
bool survey_outside_find(size_t *out, struct survey_outside *outside,
			 const struct oid *id);
void survey_outside_release(struct survey_outside *outside);

#endif
