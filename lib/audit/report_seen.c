/* report_seen.c - see report_seen.h. Never mistakes one number for another. */
#include "audit/report_seen.h"

#include <stdlib.h>
#include <string.h>

#define WORD_BITS 64
#define BLOCK_BITS (SEEN_BLOCK_WORDS * WORD_BITS)
#define BLOCKS_MIN 64
#define MIX UINT64_C(0x9e3779b97f4a7c15)

void seen_release(struct seen *seen)
{
	if (!seen)
		return;
	free(seen->blocks);
	memset(seen, 0, sizeof(*seen));
}

static struct seen_block *find(const struct seen *seen, uint64_t chain,
			       uint64_t number)
{
	size_t mask = seen->capacity - 1;
	size_t at = (size_t)((number * MIX ^ chain) * MIX >> 24) & mask;

	while (seen->blocks[at].number && (seen->blocks[at].number != number ||
					   seen->blocks[at].chain != chain))
		at = (at + 1) & mask;
	return &seen->blocks[at];
}

static bool make_room(struct seen *seen)
{
	struct seen larger = { NULL, seen->count, BLOCKS_MIN };

	if (seen->count < seen->capacity / 2)
		return true;
	if (seen->capacity)
		larger.capacity = seen->capacity * 2;
	larger.blocks = calloc(larger.capacity, sizeof(*larger.blocks));
	if (!larger.blocks)
		return false;
	for (size_t i = 0; i < seen->capacity; i++) {
		const struct seen_block *block = &seen->blocks[i];

		if (block->number)
			*find(&larger, block->chain, block->number) = *block;
	}
	free(seen->blocks);
	*seen = larger;
	return true;
}

int seen_add(struct seen *seen, uint64_t chain, uint64_t sequence)
{
	uint64_t number = sequence / BLOCK_BITS + 1;
	uint64_t bit = UINT64_C(1) << sequence % WORD_BITS;
	struct seen_block *block;
	uint64_t *word;

	if (!make_room(seen))
		return -1;
	block = find(seen, chain, number);
	if (!block->number) {
		block->number = number;
		block->chain = chain;
		seen->count++;
	}
	word = &block->bits[sequence % BLOCK_BITS / WORD_BITS];
	if (*word & bit)
		return 0;
	*word |= bit;
	return 1;
}
