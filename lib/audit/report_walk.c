/* report_walk.c - see report_walk.h. Never reads behind the slice. */
#include "audit/report_walk.h"

#include <string.h>

static struct str skip_blanks(struct str s)
{
	while (s.size && (*s.data == ' ' || *s.data == '\t' ||
			  *s.data == '\r' || *s.data == '\n'))
		s = str_from(s, 1);
	return s;
}

/* Bytes of the string that s begins with; 0: it has no end. */
static size_t string_size(struct str s)
{
	size_t at = 1;

	while (at < s.size && s.data[at] != '"')
		at += s.data[at] == '\\' ? 2 : 1;
	return at < s.size ? at + 1 : 0;
}

/* The same of an object or an array; quotes in it are minded. */
static size_t group_size(struct str s)
{
	size_t depth = 0;
	size_t at = 0;
	size_t size;

	while (at < s.size) {
		switch (s.data[at]) {
		case '"':
			size = string_size(str_from(s, at));
			if (!size)
				return 0;
			at += size;
			continue;
		case '{':
		case '[':
			depth++;
			break;
		case '}':
		case ']':
			if (--depth == 0)
				return at + 1;
			break;
		default:
			break;
		}
		at++;
	}
	return 0;
}

static size_t scalar_size(struct str s)
{
	size_t at = 0;

	while (at < s.size && !strchr(",}] \t\r\n", s.data[at]))
		at++;
	return at;
}

static size_t value_size(struct str s)
{
	if (!s.size)
		return 0;
	if (*s.data == '"')
		return string_size(s);
	return *s.data == '{' || *s.data == '[' ? group_size(s) :
						  scalar_size(s);
}

struct walk walk_open(struct str value)
{
	struct walk walk = { .rest = skip_blanks(value) };

	if (walk.rest.size && *walk.rest.data == '{')
		walk.close = '}';
	else if (walk.rest.size && *walk.rest.data == '[')
		walk.close = ']';
	else
		walk.broken = true;
	walk.rest = str_from(walk.rest, 1);
	return walk;
}

static bool stop(struct walk *walk)
{
	walk->broken = true;
	return false;
}

static bool take_value(struct walk *walk, struct str *value)
{
	size_t size;

	walk->rest = skip_blanks(walk->rest);
	size = value_size(walk->rest);
	*value = str_first(walk->rest, size);
	walk->rest = skip_blanks(str_from(walk->rest, size));
	return size > 0;
}

bool walk_next(struct walk *walk, struct walk_item *item)
{
	memset(item, 0, sizeof(*item));
	if (walk->broken || !walk->close)
		return false;
	walk->rest = skip_blanks(walk->rest);
	if (walk->rest.size && *walk->rest.data == walk->close) {
		walk->rest = str_from(walk->rest, 1);
		walk->close = '\0';
		return false;
	}
	if (walk->begun) {
		if (!walk->rest.size || *walk->rest.data != ',')
			return stop(walk);
		walk->rest = str_from(walk->rest, 1);
	}
	walk->begun = true;
	if (walk->close == '}') {
		if (!take_value(walk, &item->key) || *item->key.data != '"' ||
		    !walk->rest.size || *walk->rest.data != ':')
			return stop(walk);
		item->key =
			str_first(str_from(item->key, 1), item->key.size - 2);
		walk->rest = str_from(walk->rest, 1);
	}
	return take_value(walk, &item->value) || stop(walk);
}

bool walk_ended(const struct walk *walk)
{
	return !walk->broken && !walk->close &&
	       skip_blanks(walk->rest).size == 0;
}

bool walk_plain(struct str value, struct str *text)
{
	if (value.size < 2 || *value.data != '"')
		return false;
	*text = str_first(str_from(value, 1), value.size - 2);
	return !memchr(text->data, '\\', text->size);
}
