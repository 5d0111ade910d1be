/* regex_memo.c - see regex_memo.h. Never takes one text for another. */
#include "base/regex_memo.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define BITS 9
#define TEXTS (1u << BITS)
#define MIX UINT64_C(0x9e3779b97f4a7c15)

struct regex_memo_text {
	unsigned char size; /* of the text, and one; 0: none */
	char bytes[REGEX_MEMO_SIZE_MAX];
};

static struct regex_memo_text *place_of(const struct regex_memo *memo,
					struct str text)
{
	uint64_t sum = text.size;

	while (text.size) {
		struct str piece = str_first(text, sizeof(sum));
		uint64_t word = 0;

		memcpy(&word, piece.data, piece.size);
		sum = (sum ^ word) * MIX;
		sum ^= sum >> 32;
		text = str_from(text, piece.size);
	}
	return &memo->texts[sum * MIX >> (64 - BITS)];
}

bool regex_memo_has(const struct regex_memo *memo, struct str text)
{
	const struct regex_memo_text *place;

	if (!memo->texts || text.size > REGEX_MEMO_SIZE_MAX)
		return false;
	place = place_of(memo, text);
	return place->size &&
	       str_equal((struct str){ place->bytes, place->size - 1u }, text);
}

void regex_memo_add(struct regex_memo *memo, struct str text)
{
	struct regex_memo_text *place;

	if (text.size > REGEX_MEMO_SIZE_MAX)
		return;
	if (!memo->texts) {
		if (++memo->matches % REGEX_MEMO_AFTER)
			return;
		memo->texts = calloc(TEXTS, sizeof(*memo->texts));
		if (!memo->texts)
			return;
	}
	place = place_of(memo, text);
	place->size = (unsigned char)(text.size + 1);
	if (text.size)
		memcpy(place->bytes, text.data, text.size);
}

void regex_memo_release(struct regex_memo *memo)
{
	free(memo->texts);
	*memo = (struct regex_memo){ 0, NULL };
}
