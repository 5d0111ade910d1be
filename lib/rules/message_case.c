/*
 * message_case.c - reads a message for the rules about messages: encoding,
 * kind, sections. Never judges.
 */
#include "rules/message_case.h"

#include "base/text.h"
#include "rules/encoding.h"

#include <string.h>

/* Blank lines at the beginning belong to no message. */
static size_t subject_line(const struct message *message)
{
	struct message_lines lines = { message->text, 0 };
	struct str line;

	while (message_line_next(&lines, &line)) {
		if (line.data == message->subject.data)
			break;
	}
	return lines.number;
}

static int find_kind(struct message_case *it, struct str subject,
		     struct error *error)
{
	const struct message_form *kinds = it->form->kinds.items;

	for (size_t i = 0; i < it->form->kinds.count; i++) {
		enum match match = pattern_match(kinds[i].subject.pattern,
						 it->vars, subject, NULL,
						 error);

		if (match == MATCH_BROKEN)
			return error->code ? (int)error->code : ERROR_BROKEN;
		if (match == MATCH_YES) {
			it->kind = &kinds[i];
			break;
		}
	}
	return 0;
}

const struct message_form *message_case_form(const struct message_case *it,
					     size_t index)
{
	if (index == 0)
		return it->form;
	return index == 1 ? it->kind : NULL;
}

static int section_names(const char ***names, size_t *count,
			 const struct message_case *it, struct error *error)
{
	size_t room = it->form->sections.count +
		      (it->kind ? it->kind->sections.count : 0);
	const struct message_form *form;

	*count = 0;
	*names = arena_alloc(it->arena, (room + 1) * sizeof(**names));
	if (!*names)
		return error_no_memory(error);
	for (size_t i = 0; (form = message_case_form(it, i)) != NULL; i++) {
		const struct message_section *items = form->sections.items;

		for (size_t k = 0; k < form->sections.count; k++)
			(*names)[(*count)++] = items[k].name;
	}
	return 0;
}

int message_case_read(struct message_case *out, const struct message_form *form,
		      struct vars *vars, struct str encoding, struct str text,
		      struct arena *arena, struct error *error)
{
	const char **names = NULL;
	size_t count = 0;
	int result;

	memset(out, 0, sizeof(*out));
	out->form = form;
	out->vars = vars;
	out->arena = arena;
	result = encoding_read(&text, &out->unreadable, encoding, text, arena,
			       error);
	if (result <= 0)
		return result;
	out->unreadable = NULL;
	if (text.size > MESSAGE_BYTES_MAX) {
		out->unreadable = "is longer than 64 KiB";
		return 0;
	}
	result = message_read(&out->message, text, NULL, 0, arena, error);
	if (result)
		return result;
	if (out->message.subject.size > MESSAGE_SUBJECT_BYTES_MAX) {
		out->unreadable = "has a subject longer than 1024 bytes";
		return 0;
	}
	out->subject_line = subject_line(&out->message);
	result = find_kind(out, out->message.subject, error);
	if (result == 0)
		result = section_names(&names, &count, out, error);
	if (result == 0 && count > 0)
		result = message_read(&out->message, text, names, count, arena,
				      error);
	return result;
}

/* Index of the first of fields[from, to) whose line is `line` or greater. */
static size_t lower_bound(const struct message *message, size_t from, size_t to,
			  size_t line)
{
	while (from < to) {
		size_t middle = from + (to - from) / 2;

		if (message->fields[middle].line < line)
			from = middle + 1;
		else
			to = middle;
	}
	return from;
}

static size_t section_count(const struct message *message)
{
	size_t from = 0;
	size_t to = message->field_count;

	while (from < to) {
		size_t middle = from + (to - from) / 2;

		if (message->fields[middle].is_section)
			from = middle + 1;
		else
			to = middle;
	}
	return from;
}

/* Sections and trailers are each in order; a message may hold thousands. */
const struct message_field *message_field_at(const struct message *message,
					     size_t line)
{
	size_t count = message->field_count;
	size_t sections = section_count(message);
	size_t at = lower_bound(message, 0, sections, line);

	if (at < sections && message->fields[at].line == line)
		return &message->fields[at];
	at = lower_bound(message, sections, count, line);
	if (at < count && message->fields[at].line == line)
		return &message->fields[at];
	return NULL;
}

const struct message_field *
message_field_next(const struct message *message, const char *name,
		   bool is_section, const struct message_field *after)
{
	size_t from = after ? (size_t)(after - message->fields) + 1 : 0;

	for (size_t i = from; i < message->field_count; i++) {
		const struct message_field *field = &message->fields[i];

		if (field->is_section == is_section &&
		    str_equal_ascii_case(field->name, str_of(name)))
			return field;
	}
	return NULL;
}

bool message_line_next(struct message_lines *lines, struct str *line)
{
	if (!str_next_line(&lines->rest, line))
		return false;
	lines->number++;
	return true;
}

/*
 * What stands left of a place decides whether such a pattern matches there:
 * it must not be tried on a text that begins in the middle of a line.
 */
static bool looks_left(const char *pattern)
{
	for (const char *c = pattern; *c; c++) {
		if (*c == '^' && (c == pattern || c[-1] != '['))
			return true;
		if (*c == '\\' && c[1] != '\0') {
			if (strchr("bBAGK", c[1]))
				return true;
			c++;
		}
	}
	return strstr(pattern, "(?<=") || strstr(pattern, "(?<!");
}

int message_find_next(const struct pattern *pattern, struct vars *vars,
		      struct str *rest, struct str *hit, struct error *error)
{
	struct regex_span span = { 0, 0 };
	size_t next;
	enum match match;

	if (rest->size == 0)
		return 0;
	match = pattern_match(pattern, vars, *rest, &span, error);
	if (match == MATCH_BROKEN)
		return error->code ? (int)error->code : ERROR_BROKEN;
	if (match == MATCH_NO)
		return 0;
	*hit = str_first(str_from(*rest, span.start), span.end - span.start);
	next = span.end;
	if (looks_left(pattern->text) || span.end == span.start)
		next += str_find_byte(str_from(*rest, span.end), '\n') + 1;
	*rest = str_from(*rest, next);
	return 1;
}
