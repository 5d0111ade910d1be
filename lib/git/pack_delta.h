/*
 * pack_delta.h - an object as a difference from another: pieces of that one
 * and bytes of its own. Never reads behind either. For lib/git/ only.
 *
 * Format: git's gitformat-pack(5), "Deltified representation".
 */
#ifndef REFGATE_GIT_PACK_DELTA_H
#define REFGATE_GIT_PACK_DELTA_H

#include <stdbool.h>
#include <stddef.h>

/* The two sizes take no more. */
#define DELTA_SIZES_MAX 20

struct delta_sizes {
	size_t base;
	size_t result;
	size_t taken; /* bytes of the delta that say so */
};

bool delta_read_sizes(struct delta_sizes *out, const unsigned char *delta,
		      size_t size);

struct delta_reader {
	const unsigned char *at, *end;
	size_t base; /* bytes */
	size_t left; /* of the result */
};
/* The next piece of the result. */
struct delta_step {
	const unsigned char *own; /* bytes of the delta's; NULL: the base's */
	size_t offset;		  /* of the base's */
	size_t count;
};
void delta_begin(struct delta_reader *reader, const struct delta_sizes *sizes,
		 const unsigned char *delta, size_t size);
/* 1: a piece; 0: the end; ERROR_BROKEN: the delta is damaged. */
int delta_next(struct delta_step *out, struct delta_reader *reader);
/* `result` has sizes.result bytes. False: the delta is damaged. */
bool delta_apply(unsigned char *result, const struct delta_sizes *sizes,
		 const unsigned char *base, size_t base_size,
		 const unsigned char *delta, size_t size);

#endif
