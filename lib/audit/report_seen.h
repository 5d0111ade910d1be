/*
 * report_seen.h - which numbers of a chain were there already, so that a
 * record that was delivered twice counts once. A bit a number, in blocks:
 * 1,000,000 numbers in a row take 200 KB. For lib/audit only.
 */
#ifndef REFGATE_AUDIT_REPORT_SEEN_H
#define REFGATE_AUDIT_REPORT_SEEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SEEN_BLOCK_WORDS 8 /* of 64 numbers */

struct seen_block {
	uint64_t number; /* of the block, + 1; 0: a free slot */
	uint64_t chain;
	uint64_t bits[SEEN_BLOCK_WORDS];
};

struct seen {
	struct seen_block *blocks; /* by hash */
	size_t count, capacity;
};

void seen_release(struct seen *seen); /* NULL-safe */
/* 1: new, and noted; 0: it was there; -1: out of memory. */
int seen_add(struct seen *seen, uint64_t chain, uint64_t sequence);

#endif
