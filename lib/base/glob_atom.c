/*
 * glob_atom.c - the pieces of a glob and what a class holds. Never looks
 * beyond one piece.
 */
#include "base/glob_atom.h"

/*
 * End of the class that begins with the "[" at `at`, behind its "]"; GLOB_NONE
 * if it is not closed. A "]" that comes first is a member.
 */
static size_t class_end(struct str s, size_t at)
{
	bool first = true;

	at++;
	if (at < s.size && (s.data[at] == '!' || s.data[at] == '^'))
		at++;
	for (; at < s.size; at++) {
		if (s.data[at] == ']' && !first)
			return at + 1;
		if (s.data[at] == '\\')
			at++;
		first = false;
	}
	return GLOB_NONE;
}

/* One member of a class: a byte, escaped or not. */
static unsigned char class_byte(struct str s, size_t *at)
{
	if (s.data[*at] == '\\')
		(*at)++;
	return (unsigned char)s.data[(*at)++];
}

/* The members at *at: "a" or "a-z". */
static void class_range(struct str s, size_t *at, unsigned char *low,
			unsigned char *high)
{
	*low = class_byte(s, at);
	*high = *low;
	if (*at + 2 < s.size && s.data[*at] == '-') {
		(*at)++;
		*high = class_byte(s, at);
	}
}

size_t glob_atom_end(struct str s, size_t at)
{
	if (s.data[at] == '\\')
		return at + 2 <= s.size ? at + 2 : GLOB_NONE;
	return s.data[at] == '[' ? class_end(s, at) : at + 1;
}

bool glob_class_has(struct str s, unsigned char byte)
{
	bool negated = s.data[1] == '!' || s.data[1] == '^';
	size_t at = negated ? 2 : 1;
	unsigned char high;
	unsigned char low;

	while (at < s.size - 1) {
		class_range(s, &at, &low, &high);
		if (byte >= low && byte <= high)
			return !negated;
	}
	return negated;
}

const char *glob_class_flaw(struct str s)
{
	size_t at = s.data[1] == '!' || s.data[1] == '^' ? 2 : 1;
	unsigned char high;
	unsigned char low;

	while (at < s.size - 1) {
		if (s.data[at] == '[' && s.data[at + 1] == ':')
			return "named classes such as [:alpha:] are not known";
		class_range(s, &at, &low, &high);
		if (low > high)
			return "a range in [ ] runs backwards";
	}
	return NULL;
}
