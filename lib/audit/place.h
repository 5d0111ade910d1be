/*
 * place.h - where in a chain a file of a log belongs: its name tells nothing.
 */
#ifndef REFGATE_AUDIT_PLACE_H
#define REFGATE_AUDIT_PLACE_H

#include "audit/record.h"
#include "base/error.h"

/* Torn lines that may stand before a file's first record. */
#define PLACE_SIZE_MAX (1u << 20)

struct log_place {
	char chain[RECORD_CHAIN_SIZE + 1];
	uint64_t sequence;
};

/*
 * Of the first record that is read from `fd`. 1: there is one; 0: none within
 * PLACE_SIZE_MAX bytes; else an error.
 */
int log_place_find(struct log_place *out, int fd, struct error *error);

#endif
