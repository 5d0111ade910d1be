/*
 * text_check.c - finds bytes that a policy file must not hold. Never mends
 * them.
 */
#include "policy/text_check.h"

#include "base/text.h"

#include <string.h>

#define LINE_SEPARATOR 0x2028
#define PARAGRAPH_SEPARATOR 0x2029

/* Ones that libyaml takes for line ends, so places would be wrong. */
static bool is_other_line_end(uint32_t codepoint)
{
	return codepoint == LINE_SEPARATOR || codepoint == PARAGRAPH_SEPARATOR;
}

/* Bytes in front that are printable ASCII: nearly all there are. */
static size_t plain_run(struct str s)
{
	size_t size = 0;

	while (size < s.size && s.data[size] >= ' ' && s.data[size] <= '~')
		size++;
	return size;
}

static const char *flaw_of(struct str rest, size_t size, uint32_t codepoint)
{
	if (size == 0)
		return "not UTF-8";
	if (codepoint == '\n' || codepoint == '\t' ||
	    (codepoint == '\r' && str_starts(rest, "\r\n")))
		return NULL;
	if (codepoint == 0)
		return "a NUL byte";
	if (text_is_control(codepoint) || is_other_line_end(codepoint))
		return "a control character";
	if (text_is_invisible(codepoint))
		return "an invisible character";
	return NULL;
}

bool text_check(const struct source *source, struct diagnostics *diagnostics)
{
	struct mark mark = { .source = source, .line = 1, .column = 1 };
	struct str rest = source->text;
	uint32_t codepoint = 0;
	const char *flaw;
	bool clean = true;
	size_t size;

	while (rest.size) {
		size = plain_run(rest);
		mark.column += size;
		rest = str_from(rest, size);
		if (!rest.size)
			break;
		size = text_decode(rest, &codepoint);
		flaw = flaw_of(rest, size, codepoint);
		if (flaw)
			diagnostics_add(
				diagnostics, DIAGNOSTIC_ERROR, mark, NULL,
				size ? "%s (U+%04X)" : "%s (byte 0x%02X)", flaw,
				size ? (unsigned)codepoint :
				       (unsigned)(unsigned char)rest.data[0]);
		clean = clean && !flaw;
		mark.column++;
		if (size == 1 && codepoint == '\n') {
			mark.line++;
			mark.column = 1;
		}
		rest = str_from(rest, size ? size : 1);
	}
	return clean;
}

const char *text_flaw(struct str text)
{
	uint32_t codepoint;
	size_t size;

	for (text = str_from(text, plain_run(text)); text.size;
	     text = str_from(text, size)) {
		size = text_decode(text, &codepoint);
		if (size == 0)
			return "the text is not UTF-8";
		if (codepoint == '\n' || codepoint == '\t')
			continue;
		if (codepoint == 0)
			return "the text holds a NUL byte";
		if (text_is_control(codepoint))
			return "the text holds a control character";
		if (text_is_invisible(codepoint) ||
		    is_other_line_end(codepoint))
			return "the text holds an invisible character";
	}
	return NULL;
}

bool text_is_last_block(struct str text, size_t line)
{
	struct str at;

	for (size_t i = 1; str_next_line(&text, &at); i++)
		if (i > line && at.size && !strchr(" #\r", at.data[0]) &&
		    !str_starts(at, "- "))
			return false;
	return true;
}
