/*
 * message_check_fields.c - judges what a message must hold and must not:
 * sections, trailers, required and forbidden text. Never judges its layout.
 */
#include "rules/message_check.h"

#include "base/text.h"
#include "rules/message_placeholder.h"

/* The line of the message on which a field begins, for an excerpt. */
static struct str line_of(const struct message *message, size_t number)
{
	struct message_lines lines = { message->text, 1 };
	struct str line = { NULL, 0 };

	while (lines.number <= number && message_line_next(&lines, &line))
		continue;
	return line;
}

/* Where nothing more is told, the line is not looked for either. */
static void show_field(struct message_report *report, struct finding *finding,
		       const struct message_field *field)
{
	struct str part = field->value.size > 0 ? field->value : field->name;
	struct str line;

	if (!finding)
		return;
	line = line_of(&report->it->message, field->line);
	message_excerpt(report, finding, line, field->line, part);
}

static void check_section(struct message_report *report,
			  const struct message_section *section)
{
	const struct message *message = &report->it->message;
	const struct message_field *field = NULL;
	struct finding *finding;
	size_t size;

	field = message_field_next(message, section->name, true, NULL);
	if (!field)
		(void)message_finding(report, MESSAGE_LACKS,
				      "section \"%s\" is missing",
				      section->name);
	for (; field;
	     field = message_field_next(message, section->name, true, field)) {
		size = text_columns(field->value);
		if (section->min <= 0 || size >= (uint64_t)section->min)
			continue;
		/* That has been said already, and in better words. */
		if (message_refuses_placeholders(report->it) &&
		    placeholder_is(field->value))
			continue;
		if (size == 0)
			finding = message_finding(report, MESSAGE_LACKS,
						  "section \"%s\" is empty",
						  section->name);
		else
			finding = message_finding(
				report, MESSAGE_WRONG,
				"section \"%s\" has %zu characters of text; "
				"at least %lld",
				section->name, size, (long long)section->min);
		show_field(report, finding, field);
	}
}

int message_check_sections(struct message_report *report,
			   const struct message_form *form, struct error *error)
{
	const struct message_section *sections = form->sections.items;

	(void)error;
	for (size_t i = 0; i < form->sections.count; i++)
		check_section(report, &sections[i]);
	return 0;
}

static int check_value(struct message_report *report,
		       const struct message_trailer *trailer,
		       const struct message_field *field, struct error *error)
{
	struct finding *finding;
	enum match match;

	if (field->value.size == 0) {
		finding = message_finding(report, MESSAGE_LACKS,
					  "trailer \"%s\" is empty",
					  trailer->name);
		show_field(report, finding, field);
		message_wanted(report, finding, trailer->name, trailer->shape,
			       trailer->pattern);
		return 0;
	}
	/* That has been said already, and in better words. */
	if (message_refuses_placeholders(report->it) &&
	    placeholder_is(field->value))
		return 0;
	match = pattern_match(trailer->pattern, report->it->vars, field->value,
			      NULL, error);
	if (match == MATCH_BROKEN)
		return error->code ? (int)error->code : ERROR_BROKEN;
	if (match == MATCH_YES)
		return 0;
	finding = message_finding(report, MESSAGE_WRONG,
				  "trailer \"%s\" must not be \"%.*s\"",
				  trailer->name,
				  STR_ARGS(message_quote(field->value)));
	show_field(report, finding, field);
	message_wanted(report, finding, trailer->name, trailer->shape,
		       trailer->pattern);
	return 0;
}

static int check_trailer(struct message_report *report,
			 const struct message_trailer *trailer,
			 struct error *error)
{
	const struct message *message = &report->it->message;
	const struct message_field *field = NULL;
	struct finding *finding;
	int result = 0;

	field = message_field_next(message, trailer->name, false, NULL);
	if (!field && trailer->required) {
		finding = message_finding(report, MESSAGE_LACKS,
					  "trailer \"%s\" is missing",
					  trailer->name);
		message_wanted(report, finding, trailer->name, trailer->shape,
			       trailer->pattern);
	}
	for (; field && result == 0;
	     field = message_field_next(message, trailer->name, false, field))
		result = check_value(report, trailer, field, error);
	return result;
}

int message_check_trailers(struct message_report *report,
			   const struct message_form *form, struct error *error)
{
	const struct message_trailer *trailers = form->trailers.items;
	int result = 0;

	for (size_t i = 0; i < form->trailers.count && result == 0; i++)
		result = check_trailer(report, &trailers[i], error);
	return result;
}

static int check_required(struct message_report *report,
			  const struct message_require *require,
			  struct error *error)
{
	struct str rest = report->it->message.body;
	struct finding *finding;
	struct str hit;
	int64_t count = 0;
	int result = 0;

	while (count < require->min) {
		result = message_find_next(require->pattern, report->it->vars,
					   &rest, &hit, error);
		if (result <= 0)
			break;
		count++;
	}
	if (result < 0 || count >= require->min)
		return result < 0 ? result : 0;
	if (require->min == 1)
		finding = message_finding(report, MESSAGE_LACKS,
					  "\"%s\" is missing", require->name);
	else
		finding = message_finding(report, MESSAGE_LACKS,
					  "\"%s\": %lld found; at least %lld",
					  require->name, (long long)count,
					  (long long)require->min);
	message_wanted(report, finding, NULL, require->shape, require->pattern);
	return 0;
}

int message_check_require(struct message_report *report,
			  const struct message_form *form, struct error *error)
{
	const struct message_require *require = form->require.items;
	int result = 0;

	for (size_t i = 0; i < form->require.count && result == 0; i++)
		result = check_required(report, &require[i], error);
	return result;
}

/* The line of the message that holds the hit's first byte. */
static void show_hit(struct message_report *report, struct finding *finding,
		     struct str hit)
{
	struct message_lines lines = { report->it->message.text, 0 };
	struct str line = { NULL, 0 };

	while (message_line_next(&lines, &line)) {
		if (hit.data <= line.data + line.size)
			break;
	}
	message_excerpt(report, finding, line, lines.number, hit);
}

/* A pattern may match nothing that could be shown: one that asks for more. */
static void report_forbidden(struct message_report *report,
			     const struct pattern *pattern, struct str hit)
{
	struct str quote = message_quote(hit);
	struct finding *finding;

	if (quote.size > 0) {
		finding = message_finding(report, MESSAGE_WRONG,
					  "\"%.*s\" must not be in a message",
					  STR_ARGS(quote));
	} else {
		finding = message_finding(report, MESSAGE_WRONG,
					  "the message matches a pattern that "
					  "no message may match");
		message_row(report, finding, "pattern", pattern->text);
	}
	show_hit(report, finding, hit);
}

int message_check_forbid(struct message_report *report,
			 const struct message_form *form, struct error *error)
{
	for (size_t i = 0; i < form->forbid.count; i++) {
		const struct pattern *pattern = form->forbid.items[i];
		struct str text = report->it->message.text;
		struct regex_span span;
		struct str hit;
		enum match match;

		match = pattern_match(pattern, report->it->vars, text, &span,
				      error);
		if (match == MATCH_BROKEN)
			return error->code ? (int)error->code : ERROR_BROKEN;
		if (match == MATCH_NO)
			continue;
		hit = str_first(str_from(text, span.start),
				span.end - span.start);
		report_forbidden(report, pattern, hit);
	}
	return 0;
}
