/*
 * message_hint.c - reads simple patterns as people would write them. Never
 * guesses at anything but literal text, numbers and "any text".
 */
#include "rules/message_template.h"

#include <string.h>

static const struct hint {
	const char *pattern;
	const char *text;
} hints[] = {
	{ "(?m)", "" },		  { "(?i)", "" },
	{ "[0-9]+", "<number>" }, { "[1-9][0-9]*", "<number>" },
	{ "\\d+", "<number>" },	  { "[-*]", "-" },
	{ "[*-]", "-" },	  { ".+", "<text>" },
	{ ".*", "<text>" },	  { "\\S.*", "<text>" },
	{ "\\S+", "<text>" },	  { "\\S", "<text>" },
	{ "\\s+", " " },	  { "\\s*", " " },
	{ "\\.", "." },		  { "\\[", "[" },
	{ "\\]", "]" },		  { "\\(", "(" },
	{ "\\)", ")" },		  { "\\#", "#" },
	{ "\\-", "-" },
};

static const struct hint *hint_at(const char *pattern)
{
	for (size_t i = 0; i < sizeof(hints) / sizeof(*hints); i++) {
		size_t size = strlen(hints[i].pattern);

		if (strncmp(pattern, hints[i].pattern, size) == 0)
			return &hints[i];
	}
	return NULL;
}

static bool is_literal(const char *c)
{
	return !strchr("\\^$.[]|()?*+{}", *c) &&
	       (c[1] == '\0' || !strchr("?*+{", c[1]));
}

bool message_hint(struct buf *out, const char *pattern)
{
	size_t before = out->size;
	const char *c = pattern;

	while (*c) {
		const struct hint *hint = hint_at(c);

		if (hint) {
			buf_add_text(out, hint->text);
			c += strlen(hint->pattern);
		} else if (is_literal(c)) {
			buf_add_byte(out, *c++);
		} else if (*c == '^' || (*c == '$' && c[1] == '\0')) {
			c++;
		} else {
			buf_truncate(out, before);
			return false;
		}
	}
	if (out->size == before)
		return false;
	/* "^[-*] " begins a line that goes on. */
	if (out->data[out->size - 1] == ' ')
		buf_add_text(out, "<text>");
	return true;
}
