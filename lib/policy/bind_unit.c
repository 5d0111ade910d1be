/*
 * bind_unit.c - "6hours" as refgate writes it. Never takes what is not
 * written so: it is for hints.
 */
#include "policy/bind.h"

#include <string.h>

struct unit {
	const char *words; /* between blanks, in lower case */
	const char *unit;
	unsigned times;
};

static const struct unit durations[] = {
	{ " s sec secs second seconds ", "s", 1 },
	{ " m min mins minute minutes ", "m", 1 },
	{ " h hr hrs hour hours ", "h", 1 },
	{ " d day days ", "d", 1 },
	{ " w week weeks ", "d", 7 },
	{ " mo month months ", "d", 30 },
	{ " y year years ", "d", 365 },
	{ NULL, NULL, 0 },
};

static const struct unit sizes[] = {
	{ " b byte bytes ", "", 1 }, { " k kb kib ", "KiB", 1 },
	{ " m mb mib ", "MiB", 1 },  { " g gb gib ", "GiB", 1 },
	{ NULL, NULL, 0 },
};

#define DIGITS_MAX 9
#define WORD_MAX 8

/* " hours ", in lower case; false: too long for a unit. */
static bool padded(char *out, struct str word)
{
	if (!word.size || word.size > WORD_MAX)
		return false;
	*out++ = ' ';
	for (size_t i = 0; i < word.size; i++)
		*out++ = (char)(word.data[i] | ' ');
	*out++ = ' ';
	*out = '\0';
	return true;
}

const char *bind_unit_hint(struct binder *binder, const struct option *row,
			   const struct node *node)
{
	const struct unit *unit = row->type == OPTION_DURATION ? durations :
								 sizes;
	struct str text = str_of(node->text);
	char word[WORD_MAX + 3];
	unsigned long long number = 0;
	size_t digits = 0;

	if (row->type != OPTION_DURATION && row->type != OPTION_SIZE)
		return NULL;
	for (; digits < text.size && digits < DIGITS_MAX &&
	       text.data[digits] >= '0' && text.data[digits] <= '9';
	     digits++)
		number = number * 10 + (unsigned)(text.data[digits] - '0');
	if (!digits || !padded(word, str_trim(str_from(text, digits))))
		return NULL;
	for (; unit->words; unit++)
		if (strstr(unit->words, word))
			return arena_say(&binder->policy->arena, "write %llu%s",
					 number * unit->times, unit->unit);
	return NULL;
}
