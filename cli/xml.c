/*
 * xml.c - see xml.h. Never lets markup or a character that XML 1.0 does not
 * have through.
 */
#include "xml.h"

#include "base/text.h"

#include <stdint.h>

/* XML 1.0, 2.2: of what text_escape() leaves, these two are no characters. */
#define NONCHARACTER_FIRST 0xfffe
#define NONCHARACTER_LAST 0xffff

static const char *entity(char byte)
{
	switch (byte) {
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '&':
		return "&amp;";
	case '"':
		return "&quot;";
	default:
		return NULL;
	}
}

/* Cuts one character off *rest. */
static void add_next(struct buf *out, struct str *rest)
{
	const char *named = entity(rest->data[0]);
	uint32_t codepoint = 0;
	size_t size = text_decode(*rest, &codepoint);

	size = size ? size : 1;
	if (named)
		buf_add_text(out, named);
	else if (codepoint >= NONCHARACTER_FIRST &&
		 codepoint <= NONCHARACTER_LAST)
		buf_addf(out, "&lt;U+%04X&gt;", (unsigned)codepoint);
	else
		buf_add(out, rest->data, size);
	*rest = str_from(*rest, size);
}

void xml_add(struct buf *out, struct str text)
{
	struct buf clean = BUF_INIT;
	struct str rest;

	text_escape(&clean, text);
	rest = buf_str(&clean);
	while (rest.size)
		add_next(out, &rest);
	out->failed |= clean.failed;
	buf_release(&clean);
}
