/*
 * fit.c - bounds what strings take in a line of the log. Never cuts inside
 * a character, and never without saying so.
 */
#include "audit/fit.h"

#include "base/text.h"

#include <string.h>

#define CUT_MARK "..."
#define CUT_MARK_SIZE (sizeof(CUT_MARK) - 1)
#define ITEM_SIZE_MAX 100
/* What json.h makes of a character: "<0xFF>", "<U+202E>", "<U+E0001>". */
#define SHOWN_BYTE_SIZE 6
#define SHOWN_SHORT_SIZE 8
#define SHOWN_LONG_SIZE 9

/* Bytes that the first character of s takes inside a JSON string. */
static size_t shown_size(struct str s, size_t *size)
{
	uint32_t codepoint = 0;

	*size = text_decode(s, &codepoint);
	if (*size == 0) {
		*size = 1;
		return SHOWN_BYTE_SIZE;
	}
	if (codepoint == '"' || codepoint == '\\' || codepoint == '\t' ||
	    codepoint == '\n')
		return 2;
	if (text_is_control(codepoint) || text_is_invisible(codepoint))
		return codepoint > 0xffff ? SHOWN_LONG_SIZE : SHOWN_SHORT_SIZE;
	return *size;
}

bool fit_is_plain(struct str s)
{
	uint32_t codepoint;
	size_t size;

	while (s.size) {
		size = text_decode(s, &codepoint);
		if (size == 0 || text_is_control(codepoint) ||
		    text_is_invisible(codepoint))
			return false;
		s = str_from(s, size);
	}
	return true;
}

struct str fit_prefix(struct str s, size_t limit)
{
	size_t used = 0;
	size_t at = 0;
	size_t size;

	while (at < s.size) {
		used += shown_size(str_from(s, at), &size);
		if (used > limit)
			break;
		at += size;
	}
	return str_first(s, at);
}

bool fit_add(struct json *json, const char *key, struct str s, size_t limit)
{
	struct buf cut = BUF_INIT;
	bool whole = fit_prefix(s, limit).size == s.size;

	if (whole) {
		json_str(json, key, s);
		return false;
	}
	buf_add_str(&cut, fit_prefix(s, limit - CUT_MARK_SIZE));
	buf_add_text(&cut, CUT_MARK);
	if (buf_failed(&cut))
		json->out->failed = true;
	json_str(json, key, buf_str(&cut));
	buf_release(&cut);
	return true;
}

void fit_add_text(struct json *json, const char *key, const char *text,
		  size_t limit)
{
	if (text)
		fit_add(json, key, str_of(text), limit);
	else
		json_nil(json, key);
}

void fit_add_list(struct json *json, const char *key, const char *const *texts,
		  size_t count, size_t limit)
{
	size_t start;
	size_t i;

	json_array_begin(json, key);
	start = json->out->size;
	for (i = 0; i < count; i++) {
		if (json->out->size - start + ITEM_SIZE_MAX > limit) {
			json_text(json, NULL, CUT_MARK);
			break;
		}
		fit_add_text(json, NULL, texts[i], ITEM_SIZE_MAX);
	}
	json_array_end(json);
}
