/*
 * node_place.c - where a byte of a scalar stands in its file, whatever the
 * quotes and however many lines. Goes along the file and the text side by
 * side; never decides what the text is.
 */
#include "policy/node.h"

#include "base/text.h"

#include <string.h>

struct place {
	struct str rest; /* of the file, from here on */
	size_t line, column;
	char quote;  /* ' or ", 0: none */
	bool sounds; /* file and text agree so far */
};

static void step(struct place *place)
{
	uint32_t codepoint;
	size_t size = text_decode(place->rest, &codepoint);

	if (!place->rest.size)
		return;
	if (place->rest.data[0] == '\n') {
		place->line++;
		place->column = 0;
	}
	place->column++;
	place->rest = str_from(place->rest, size ? size : 1);
}

static void steps(struct place *place, size_t count)
{
	while (count-- > 0 && place->rest.size)
		step(place);
}

static bool is_blank(char byte)
{
	return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r';
}

static void skip_blanks(struct place *place)
{
	while (place->rest.size && is_blank(place->rest.data[0]))
		step(place);
}

static struct place start_of(const struct mark *mark)
{
	struct place place = { .rest = mark->source->text,
			       .line = mark->line,
			       .column = 1,
			       .sounds = true };
	struct str line;

	for (size_t i = 1; i < mark->line; i++)
		if (!str_next_line(&place.rest, &line))
			break;
	steps(&place, mark->column - 1);
	return place;
}

/* A quote, or the head of a block: "|", ">-" and what is behind it. */
static void enter(struct place *place)
{
	if (str_starts(place->rest, "'") || str_starts(place->rest, "\"")) {
		place->quote = place->rest.data[0];
		step(place);
	} else if (str_starts(place->rest, "|") ||
		   str_starts(place->rest, ">")) {
		steps(place, str_find_byte(place->rest, '\n'));
	}
}

/* Bytes of the file for one character that a backslash begins. */
static size_t escape_size(struct str rest)
{
	static const struct {
		char byte;
		size_t size;
	} longer[] = { { 'x', 4 }, { 'u', 6 }, { 'U', 10 } };

	for (size_t i = 0; i < sizeof(longer) / sizeof(longer[0]); i++)
		if (rest.size > 1 && rest.data[1] == longer[i].byte)
			return longer[i].size;
	return 2;
}

/* A line that ends in a backslash goes on in the next one. */
static void join_lines(struct place *place)
{
	while (place->quote == '"' && (str_starts(place->rest, "\\\n") ||
				       str_starts(place->rest, "\\\r\n"))) {
		step(place);
		skip_blanks(place);
	}
}

/* The place goes to where the text's next character stands. */
static void find(struct place *place, struct str text)
{
	join_lines(place);
	if (text.size && !is_blank(text.data[0]))
		skip_blanks(place);
	join_lines(place);
}

/* Behind that character; blanks are folded in many ways: none must be there. */
static void pass(struct place *place, struct str text, size_t size)
{
	struct str rest = place->rest;

	if (place->quote == '"' && str_starts(rest, "\\"))
		steps(place, escape_size(rest));
	else if (place->quote == '\'' && str_starts(rest, "''"))
		steps(place, 2);
	else if (str_equal(str_first(rest, size), str_first(text, size)))
		step(place);
	else
		place->sounds = is_blank(text.data[0]);
}

struct mark node_mark_at(const struct node *scalar, size_t offset)
{
	struct str text = str_of(scalar->text);
	struct str rest = text;
	struct mark mark = scalar->mark;
	struct place place;
	uint32_t codepoint;
	size_t size;

	if (!mark.source || !mark.line)
		return mark;
	place = start_of(&mark);
	enter(&place);
	while (place.sounds && rest.size && text.size - rest.size < offset) {
		find(&place, rest);
		size = text_decode(rest, &codepoint);
		pass(&place, rest, size ? size : 1);
		rest = str_from(rest, size ? size : 1);
	}
	if (!place.sounds)
		return mark;
	find(&place, rest);
	mark.line = place.line;
	mark.column = place.column;
	mark.length = 1;
	return mark;
}
