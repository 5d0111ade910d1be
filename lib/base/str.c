/*
 * str.c - looks at borrowed slices of bytes. Never owns, changes or
 * terminates them.
 */
#include "base/str.h"

#include <string.h>

static char ascii_lower(char byte)
{
	return byte >= 'A' && byte <= 'Z' ? (char)(byte + ('a' - 'A')) : byte;
}

static bool is_blank(char byte)
{
	return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n';
}

struct str str_of(const char *text)
{
	return (struct str){ text, text ? strlen(text) : 0 };
}

bool str_equal(struct str a, struct str b)
{
	return a.size == b.size &&
	       (a.size == 0 || memcmp(a.data, b.data, a.size) == 0);
}

bool str_is(struct str a, const char *text)
{
	return str_equal(a, str_of(text));
}

bool str_equal_ascii_case(struct str a, struct str b)
{
	size_t i;

	if (a.size != b.size)
		return false;
	for (i = 0; i < a.size; i++)
		if (ascii_lower(a.data[i]) != ascii_lower(b.data[i]))
			return false;
	return true;
}

bool str_starts(struct str s, const char *prefix)
{
	size_t i;

	for (i = 0; prefix[i]; i++)
		if (i >= s.size || s.data[i] != prefix[i])
			return false;
	return true;
}

bool str_ends(struct str s, const char *suffix)
{
	size_t size = strlen(suffix);

	return s.size >= size && str_is(str_from(s, s.size - size), suffix);
}

int str_compare(struct str a, struct str b)
{
	size_t common = a.size < b.size ? a.size : b.size;
	int order = common ? memcmp(a.data, b.data, common) : 0;

	if (order)
		return order < 0 ? -1 : 1;
	return (a.size > b.size) - (a.size < b.size);
}

struct str str_from(struct str s, size_t from)
{
	if (from > s.size)
		from = s.size;
	/* NULL + 0 is undefined in C. */
	return (struct str){ from ? s.data + from : s.data, s.size - from };
}

struct str str_first(struct str s, size_t size)
{
	return (struct str){ s.data, size < s.size ? size : s.size };
}

struct str str_trim(struct str s)
{
	while (s.size && is_blank(s.data[0]))
		s = str_from(s, 1);
	while (s.size && is_blank(s.data[s.size - 1]))
		s.size--;
	return s;
}

size_t str_find_byte(struct str s, char byte)
{
	const char *found = s.size ? memchr(s.data, byte, s.size) : NULL;

	return found ? (size_t)(found - s.data) : s.size;
}

size_t str_find(struct str s, struct str needle)
{
	const char *found;

	if (needle.size == 0)
		return 0;
	if (s.size < needle.size)
		return s.size;
	found = memmem(s.data, s.size, needle.data, needle.size);
	return found ? (size_t)(found - s.data) : s.size;
}

/* Far at first, then near: most of what is compared has much in common. */
static const size_t steps[] = { 512, 64, 8, 1 };

size_t str_common_head(struct str a, struct str b)
{
	size_t most = a.size < b.size ? a.size : b.size;
	size_t at = 0;

	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++)
		while (most - at >= steps[i] &&
		       !memcmp(a.data + at, b.data + at, steps[i]))
			at += steps[i];
	return at;
}

size_t str_common_tail(struct str a, struct str b)
{
	size_t most = a.size < b.size ? a.size : b.size;
	size_t at = 0;

	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++)
		while (most - at >= steps[i] &&
		       !memcmp(a.data + a.size - at - steps[i],
			       b.data + b.size - at - steps[i], steps[i]))
			at += steps[i];
	return at;
}

bool str_next_line(struct str *rest, struct str *line)
{
	size_t end;

	if (rest->size == 0)
		return false;
	end = str_find_byte(*rest, '\n');
	*line = str_first(*rest, end);
	*rest = end < rest->size ? str_from(*rest, end + 1) :
				   str_from(*rest, end);
	return true;
}

size_t str_count_lines(struct str text)
{
	struct str line;
	size_t count = 0;

	while (str_next_line(&text, &line))
		count++;
	return count;
}
