/*
 * message.c - takes a message apart: subject, body, sections, trailers.
 * Never changes or judges a byte of it.
 */
#include "git/message.h"

#include "base/error.h"

#include <string.h>

enum line_kind {
	LINE_OTHER,
	LINE_SECTION,
	LINE_TRAILER,
	LINE_CONTINUATION, /* of a trailer */
};

struct line {
	struct str text; /* without its LF */
	size_t number;
	size_t name_size;
	enum line_kind kind;
};

/* Where lines are taken from, and what they are measured by. */
struct lines {
	struct str rest;
	size_t number; /* of the line that was read last */
	enum line_kind previous;
	const char *paragraph; /* the last one begins here */
	const char *const *sections;
	size_t section_count;
};

static bool is_blank_line(struct str line)
{
	return str_trim(line).size == 0;
}

static struct str without_cr(struct str line)
{
	if (str_ends(line, "\r"))
		line.size--;
	return line;
}

/* The size of the name of the section that the line begins, or 0. */
static size_t section_name(const struct lines *lines, struct str line)
{
	size_t i;
	size_t size;

	for (i = 0; i < lines->section_count; i++) {
		/* most lines begin with another byte */
		if (!line.size || line.data[0] != lines->sections[i][0])
			continue;
		size = str_of(lines->sections[i]).size;
		if (size && str_starts(line, lines->sections[i]) &&
		    str_starts(str_from(line, size), ":"))
			return size;
	}
	return 0;
}

static bool is_token_byte(char byte)
{
	return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
	       (byte >= '0' && byte <= '9') || byte == '-';
}

/* "Token:", but not the beginning of a URL. */
static size_t trailer_name(struct str line)
{
	size_t size = 0;

	while (size < line.size && is_token_byte(line.data[size]))
		size++;
	line = str_from(line, size);
	return str_starts(line, ":") && !str_starts(line, "://") ? size : 0;
}

static enum line_kind kind_of(const struct lines *lines, struct line *line)
{
	struct str text = line->text;

	line->name_size = section_name(lines, text);
	if (line->name_size)
		return LINE_SECTION;
	if (text.data < lines->paragraph || is_blank_line(text))
		return LINE_OTHER;
	if (text.data[0] == ' ' || text.data[0] == '\t')
		return lines->previous == LINE_TRAILER ||
				       lines->previous == LINE_CONTINUATION ?
			       LINE_CONTINUATION :
			       LINE_OTHER;
	line->name_size = trailer_name(text);
	return line->name_size ? LINE_TRAILER : LINE_OTHER;
}

static bool next_line(struct lines *lines, struct line *line)
{
	if (!str_next_line(&lines->rest, &line->text))
		return false;
	line->number = ++lines->number;
	line->kind = kind_of(lines, line);
	lines->previous = line->kind;
	return true;
}

static struct str cut_last_line(struct str *rest)
{
	size_t end = rest->size - (rest->data[rest->size - 1] == '\n');
	const char *before = memrchr(rest->data, '\n', end);
	size_t begin = before ? (size_t)(before - rest->data) + 1 : 0;
	struct str line = str_from(str_first(*rest, end), begin);

	rest->size = begin;
	return line;
}

/* With the blank lines behind it; empty, where there is none. */
static struct str last_paragraph(struct str text)
{
	struct str before = text;
	size_t begin = text.size;

	while (before.size) {
		struct str line = cut_last_line(&before);

		if (!is_blank_line(line))
			begin = before.size;
		else if (begin < text.size)
			break;
	}
	return str_from(text, begin);
}

static size_t count_fields(struct lines lines, enum line_kind kind)
{
	struct line line;
	size_t count = 0;

	while (next_line(&lines, &line))
		count += line.kind == kind;
	return count;
}

static struct message_field begin_field(const struct line *line)
{
	struct str value = str_from(line->text, line->name_size + 1);

	return (struct message_field){
		.name = str_first(line->text, line->name_size),
		.value = value,
		.line = line->number,
		.is_section = line->kind == LINE_SECTION,
	};
}

/* Whether a line goes on with the value of a field of this kind. */
static bool goes_on(enum line_kind kind, enum line_kind line)
{
	if (kind == LINE_TRAILER)
		return line == LINE_CONTINUATION;
	return line == LINE_OTHER;
}

static void read_fields(struct message *out, struct lines lines,
			enum line_kind kind)
{
	struct message_field *field = NULL;
	struct line line;

	while (next_line(&lines, &line)) {
		if (line.kind == kind) {
			field = &out->fields[out->field_count++];
			*field = begin_field(&line);
		} else if (field && goes_on(kind, line.kind)) {
			field->value.size =
				(size_t)(line.text.data - field->value.data) +
				line.text.size;
		} else {
			field = NULL;
		}
	}
}

static void read_trailers(struct message *out, const struct lines *lines,
			  struct lines last)
{
	size_t before = lines->rest.size - last.rest.size;

	last.number += str_count_lines(str_first(lines->rest, before));
	read_fields(out, last, LINE_TRAILER);
	out->trailer_text = last.rest;
}

static void trim_fields(struct message *out)
{
	size_t i;

	for (i = 0; i < out->field_count; i++)
		out->fields[i].value = str_trim(out->fields[i].value);
}

/* Blank lines at the beginning are none of the message: so does git. */
static void read_subject(struct message *out, struct lines *lines)
{
	struct str line = { NULL, 0 };
	struct str rest;

	while (str_next_line(&lines->rest, &line)) {
		lines->number++;
		out->subject = without_cr(line);
		if (!is_blank_line(line))
			break;
	}
	rest = lines->rest;
	out->blank_line = !str_next_line(&rest, &line) || is_blank_line(line);
}

static void read_body(struct message *out, const struct lines *lines)
{
	struct str rest = lines->rest;
	struct str line;

	out->body = rest;
	out->body_line = lines->number + 1;
	while (str_next_line(&rest, &line) && is_blank_line(line)) {
		out->body = rest;
		out->body_line++;
	}
}

int message_read(struct message *out, struct str text,
		 const char *const *sections, size_t section_count,
		 struct arena *arena, struct error *error)
{
	struct lines lines = { .rest = text,
			       .sections = sections,
			       .section_count = section_count };
	struct lines last;
	size_t section_fields;
	size_t trailers;

	*out = (struct message){ .text = text };
	read_subject(out, &lines);
	read_body(out, &lines);
	last = lines;
	last.rest = last_paragraph(lines.rest);
	lines.paragraph = last.paragraph = last.rest.data;
	section_fields = section_count ? count_fields(lines, LINE_SECTION) : 0;
	trailers = count_fields(last, LINE_TRAILER);
	if (section_fields + trailers == 0)
		return 0;
	out->fields = arena_alloc(arena, (section_fields + trailers) *
						 sizeof(*out->fields));
	if (!out->fields)
		return error_no_memory(error);
	if (section_fields)
		read_fields(out, lines, LINE_SECTION);
	if (trailers)
		read_trailers(out, &lines, last);
	trim_fields(out);
	return 0;
}
