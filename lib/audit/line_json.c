/* line_json.c - see line_json.h. Never reads behind the slice. */
#include "audit/line_json.h"

#include "base/text.h"

#include <string.h>

struct scan {
	struct str rest;
	char close[LINE_JSON_DEPTH_MAX]; /* '}' or ']' of what is open */
	size_t depth;
};

static bool take(struct scan *scan, char byte)
{
	if (!scan->rest.size || *scan->rest.data != byte)
		return false;
	scan->rest = str_from(scan->rest, 1);
	return true;
}

static void skip_blanks(struct scan *scan)
{
	while (take(scan, ' ') || take(scan, '\t') || take(scan, '\r') ||
	       take(scan, '\n'))
		;
}

static bool is_digit(char byte)
{
	return byte >= '0' && byte <= '9';
}

static bool is_hex(char byte)
{
	return is_digit(byte) || (byte >= 'a' && byte <= 'f') ||
	       (byte >= 'A' && byte <= 'F');
}

/* Bytes of what stands behind a backslash; 0: nothing that may. */
static size_t escape_size(struct str s)
{
	if (!s.size || !strchr("\"\\/bfnrtu", s.data[0]) || !s.data[0])
		return 0;
	if (s.data[0] != 'u')
		return 1;
	for (size_t i = 1; i <= 4; i++)
		if (i >= s.size || !is_hex(s.data[i]))
			return 0;
	return 5;
}

static bool take_string(struct scan *scan)
{
	struct str s = scan->rest;
	size_t at = 1;

	if (!s.size || s.data[0] != '"')
		return false;
	while (at < s.size && s.data[at] != '"') {
		size_t size = 0;

		if ((unsigned char)s.data[at] < ' ')
			return false;
		if (s.data[at] == '\\') {
			size = escape_size(str_from(s, at + 1));
			if (!size)
				return false;
		}
		at += 1 + size;
	}
	scan->rest = str_from(s, at + 1);
	return at < s.size;
}

static bool take_digits(struct scan *scan)
{
	size_t size = 0;

	while (size < scan->rest.size && is_digit(scan->rest.data[size]))
		size++;
	scan->rest = str_from(scan->rest, size);
	return size > 0;
}

static bool take_number(struct scan *scan)
{
	take(scan, '-');
	if (!take(scan, '0') && !take_digits(scan))
		return false;
	if (take(scan, '.') && !take_digits(scan))
		return false;
	if (!take(scan, 'e') && !take(scan, 'E'))
		return true;
	if (!take(scan, '+'))
		take(scan, '-');
	return take_digits(scan);
}

static bool take_scalar(struct scan *scan)
{
	static const char *const words[] = { "true", "false", "null" };

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (str_starts(scan->rest, words[i])) {
			scan->rest = str_from(scan->rest, strlen(words[i]));
			return true;
		}
	return scan->rest.size && *scan->rest.data == '"' ? take_string(scan) :
							    take_number(scan);
}

static bool take_name(struct scan *scan)
{
	skip_blanks(scan);
	if (!take_string(scan))
		return false;
	skip_blanks(scan);
	return take(scan, ':');
}

/* Up to the first value that is in no further object or array. */
static bool take_openings(struct scan *scan, bool *is_empty)
{
	for (*is_empty = false;;) {
		bool is_object;

		skip_blanks(scan);
		is_object = take(scan, '{');
		if (!is_object && !take(scan, '['))
			return true;
		if (scan->depth == LINE_JSON_DEPTH_MAX)
			return false;
		scan->close[scan->depth++] = is_object ? '}' : ']';
		skip_blanks(scan);
		*is_empty = scan->rest.size &&
			    *scan->rest.data == scan->close[scan->depth - 1];
		if (*is_empty)
			return true;
		if (is_object && !take_name(scan))
			return false;
	}
}

/* What is over; true: another value follows in what is open. */
static bool take_closings(struct scan *scan)
{
	skip_blanks(scan);
	while (scan->depth && take(scan, scan->close[scan->depth - 1])) {
		scan->depth--;
		skip_blanks(scan);
	}
	return scan->depth && take(scan, ',') &&
	       (scan->close[scan->depth - 1] == ']' || take_name(scan));
}

bool line_is_json(struct str line)
{
	struct scan scan = { .rest = line };
	bool is_empty;

	if (!str_starts(line, "{") || !text_is_utf8(line))
		return false;
	do {
		if (!take_openings(&scan, &is_empty) ||
		    (!is_empty && !take_scalar(&scan)))
			return false;
	} while (take_closings(&scan));
	return !scan.depth && !scan.rest.size;
}
