/*
 * fuzz_text.c - any bytes made fit to be shown: no control reaches a
 * terminal, and what a shell or a reader of JSON takes is what was given.
 */
#include "fuzz.h"

#include "base/json.h"
#include "base/text.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

#define FIT_COLUMNS 40

static void check_lines(struct str text)
{
	struct buf shown = BUF_INIT;
	struct str rest, line;

	text_escape(&shown, text);
	for (rest = buf_str(&shown); str_next_line(&rest, &line);) {
		struct str part;

		while ((part = str_first(line, str_find_byte(line, '\t')))
			       .size < line.size) {
			expect(fuzz_is_shown(part));
			line = str_from(line, part.size + 1);
		}
		expect(fuzz_is_shown(line));
	}
	buf_clear(&shown);
	text_escape_line(&shown, text);
	expect(fuzz_is_shown(buf_str(&shown)));
	expect(text_is_utf8(buf_str(&shown)));
	buf_clear(&shown);
	text_escape_fit(&shown, text, FIT_COLUMNS);
	expect(fuzz_is_shown(buf_str(&shown)));
	expect(text_columns(buf_str(&shown)) <= FIT_COLUMNS);
	buf_release(&shown);
}

/* "(printf '...')", behind a "$": octal, "%%", and bytes as they are. */
static void take_printf(struct str *rest, struct buf *out)
{
	unsigned byte;

	for (; !str_starts(*rest, "')"); *rest = str_from(*rest, 1)) {
		expect(rest->size && !strchr("'\"`$", rest->data[0]));
		if (rest->data[0] == '\\') {
			expect(sscanf(rest->data + 1, "%3o", &byte) == 1);
			buf_add_byte(out, (char)byte);
			*rest = str_from(*rest, 3);
			continue;
		}
		if (rest->data[0] == '%')
			*rest = str_from(*rest, 1);
		buf_add_byte(out, rest->data[0]);
	}
	expect(!out->size || out->data[out->size - 1] != '\n');
	*rest = str_from(*rest, 2);
}

/* Behind a "$". */
static void take_dollar(struct str *rest, struct buf *out)
{
	static const char begin[] = "(printf '", newline[] = "{IFS#??}";

	if (str_starts(*rest, begin)) {
		*rest = str_from(*rest, sizeof(begin) - 1);
		take_printf(rest, out);
		return;
	}
	expect(str_starts(*rest, newline));
	*rest = str_from(*rest, sizeof(newline) - 1);
	buf_add_byte(out, '\n');
}

/* What sh(1) makes of a word, as far as text_shell_quote() writes one. */
static void unquote(struct str word, struct buf *out)
{
	char quote = '\0';

	while (word.size) {
		char byte = word.data[0];

		word = str_from(word, 1);
		if (quote != '\'' && byte == '$') {
			take_dollar(&word, out);
		} else if (quote == byte) {
			quote = '\0';
		} else if (!quote && (byte == '\'' || byte == '"')) {
			quote = byte;
		} else if (quote != '\'' && byte == '\\') {
			buf_add_str(out, str_first(word, 1));
			word = str_from(word, 1);
		} else {
			expect(quote || !strchr(" \t|&;<>()`*?[#~!{", byte));
			buf_add_byte(out, byte);
		}
	}
	expect(!quote);
}

static void check_shell(struct str text)
{
	struct buf word = BUF_INIT, again = BUF_INIT;

	text_shell_quote(&word, text);
	expect(word.size && word.data[0] != '-');
	expect(fuzz_is_shown(buf_str(&word)));
	unquote(buf_str(&word), &again);
	expect(str_equal(buf_str(&again), text));
	buf_release(&word);
	buf_release(&again);
}

static void check_json(struct str text)
{
	struct buf line = BUF_INIT, shown = BUF_INIT;
	struct json json;
	json_t *value;

	json_init(&json, &line);
	json_array_begin(&json, NULL);
	json_str(&json, NULL, text);
	json_array_end(&json);
	expect(fuzz_is_shown(buf_str(&line)));
	value = json_loadb(line.data, line.size, 0, NULL);
	expect(value != NULL);
	text_escape(&shown, text);
	expect(!strcmp(json_string_value(json_array_get(value, 0)),
		       buf_text(&shown)));
	json_decref(value);
	buf_release(&line);
	buf_release(&shown);
}

FUZZ_TARGET(text)
{
	struct str text = { (const char *)data, size };
	size_t valid = text_valid_prefix(text);

	expect(valid <= size && text_is_utf8(str_first(text, valid)));
	expect(text_is_utf8(text) == (valid == size));
	check_lines(text);
	check_json(text);
	if (str_find_byte(text, '\0') == size) /* no word of a shell has it */
		check_shell(text);
	return 0;
}
