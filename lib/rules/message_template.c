/*
 * message_template.c - writes the message that the policy asks for, empty or
 * filled. Never judges, and never invents what only the developer knows.
 */
#include "rules/message_template.h"

#include "rules/message_report.h"

/* Longer texts of a message are shown by their beginning. */
#define BODY_LINES_MAX 12
#define SECTION_LINES_MAX 4
/* Lines that are asked for several times are shown so often at most. */
#define REPEAT_MAX 8

/* "<root cause>" from "Root Cause". */
static void add_name_hint(struct buf *out, const char *name)
{
	buf_add_byte(out, '<');
	for (const char *c = name; *c; c++)
		buf_add_byte(out,
			     *c >= 'A' && *c <= 'Z' ? (char)(*c + 32) : *c);
	buf_add_byte(out, '>');
}

/* The shape, else what the pattern most likely stands for, else the name. */
static void add_value_hint(struct buf *out, const struct message_case *it,
			   const char *name, const char *shape,
			   const struct pattern *pattern)
{
	struct buf text = BUF_INIT;

	if (pattern && !shape)
		message_expand(&text, it->vars, pattern->text);
	if (shape)
		message_expand(out, it->vars, shape);
	else if (!pattern || !message_hint(out, buf_text(&text)))
		add_name_hint(out, name);
	buf_release(&text);
}

static void add_lines(struct buf *out, struct str text, size_t most)
{
	struct str line;

	for (size_t i = 0; i < most && str_next_line(&text, &line); i++) {
		buf_add_str(out, line);
		buf_add_byte(out, '\n');
	}
	if (text.size > 0)
		buf_add_text(out, "...\n");
}

static bool fits(const struct message_case *it,
		 const struct message_subject *subject)
{
	struct error error = { 0 };

	return pattern_match(subject->pattern, it->vars, it->message.subject,
			     NULL, &error) == MATCH_YES;
}

static const struct message_subject *subject_of(const struct message_case *it)
{
	if (it->kind && (it->kind->subject.shape || it->kind->subject.pattern))
		return &it->kind->subject;
	return &it->form->subject;
}

static void add_subject(struct buf *out, const struct message_case *it)
{
	const struct message_subject *subject = subject_of(it);

	if (it->message.subject.size > 0 && fits(it, &it->form->subject) &&
	    (it->kind || it->form->kinds.count == 0))
		buf_add_str(out, it->message.subject);
	else
		add_value_hint(out, it, "subject", subject->shape,
			       subject->pattern);
	buf_add_byte(out, '\n');
}

static void add_other_kinds(struct buf *out, const struct message_case *it)
{
	const struct message_form *kinds = it->form->kinds.items;

	for (size_t i = 0; i < it->form->kinds.count; i++) {
		if (&kinds[i] == it->kind || it->message.subject.size > 0)
			continue;
		buf_add_text(out, "# or, for ");
		buf_add_text(out, kinds[i].name);
		buf_add_text(out, ": ");
		add_value_hint(out, it, "subject", kinds[i].subject.shape,
			       kinds[i].subject.pattern);
		buf_add_byte(out, '\n');
	}
}

/* Text in front of all sections and trailers. */
static struct str plain_text(const struct message *message)
{
	struct message_lines lines = { message->body, message->body_line };
	size_t size = 0;
	struct str line;

	while (!message_field_at(message, lines.number)) {
		if (!message_line_next(&lines, &line))
			break;
		size = message->body.size - lines.rest.size;
	}
	return str_trim(str_first(message->body, size));
}

static void add_body(struct buf *out, const struct message_case *it)
{
	struct str text = plain_text(&it->message);
	const struct message_form *kind = it->kind;

	if (text.size > 0) {
		buf_add_byte(out, '\n');
		add_lines(out, text, BODY_LINES_MAX);
	} else if (it->form->body.required || (kind && kind->body.required)) {
		buf_add_text(out, "\n<what is changed, and why>\n");
	}
}

static int64_t matches(const struct message_case *it,
		       const struct message_require *require)
{
	struct str rest = it->message.body;
	struct error error = { 0 };
	int64_t count = 0;
	struct str hit;

	while (count < require->min &&
	       message_find_next(require->pattern, it->vars, &rest, &hit,
				 &error) > 0)
		count++;
	return count;
}

static void add_require(struct buf *out, const struct message_case *it,
			const struct message_form *form)
{
	const struct message_require *require = form->require.items;

	for (size_t i = 0; i < form->require.count; i++) {
		int64_t count = require[i].min - matches(it, &require[i]);

		if (count > 0)
			buf_add_byte(out, '\n');
		for (int64_t k = 0; k < count && k < REPEAT_MAX; k++) {
			add_value_hint(out, it, require[i].name,
				       require[i].shape, require[i].pattern);
			buf_add_byte(out, '\n');
		}
	}
}

static void add_sections(struct buf *out, const struct message_case *it,
			 const struct message_form *form)
{
	const struct message_section *sections = form->sections.items;

	if (form->sections.count > 0)
		buf_add_byte(out, '\n');
	for (size_t i = 0; i < form->sections.count; i++) {
		const struct message_field *field = message_field_next(
			&it->message, sections[i].name, true, NULL);

		buf_add_text(out, sections[i].name);
		buf_add_text(out, ": ");
		if (field && field->value.size > 0) {
			add_lines(out, field->value, SECTION_LINES_MAX);
			continue;
		}
		add_name_hint(out, sections[i].name);
		buf_add_byte(out, '\n');
	}
}

static bool is_named(const struct message_case *it, struct str name)
{
	return message_form_trailer(it->form, name) ||
	       message_form_trailer(it->kind, name);
}

static void add_kept_trailer(struct buf *out, const struct message_field *field)
{
	buf_add_str(out, field->name);
	buf_add_text(out, ": ");
	buf_add_str(out, field->value);
	buf_add_byte(out, '\n');
}

static void add_trailers(struct buf *out, const struct message_case *it,
			 const struct message_form *form)
{
	const struct message_trailer *trailers = form->trailers.items;

	for (size_t i = 0; i < form->trailers.count; i++) {
		const struct message_field *field = message_field_next(
			&it->message, trailers[i].name, false, NULL);

		if (field && field->value.size > 0) {
			add_kept_trailer(out, field);
			continue;
		}
		if (!trailers[i].required && !field)
			continue;
		buf_add_text(out, trailers[i].name);
		buf_add_text(out, ": ");
		add_value_hint(out, it, trailers[i].name, trailers[i].shape,
			       trailers[i].pattern);
		buf_add_byte(out, '\n');
	}
}

static void add_other_trailers(struct buf *out, const struct message_case *it)
{
	for (size_t i = 0; i < it->message.field_count; i++) {
		const struct message_field *field = &it->message.fields[i];

		if (!field->is_section && !is_named(it, field->name))
			add_kept_trailer(out, field);
	}
}

void message_draft(struct buf *out, const struct message_case *it)
{
	const struct message_form *form;
	struct buf trailers = BUF_INIT;

	add_subject(out, it);
	add_body(out, it);
	for (size_t i = 0; (form = message_case_form(it, i)) != NULL; i++)
		add_require(out, it, form);
	for (size_t i = 0; (form = message_case_form(it, i)) != NULL; i++)
		add_sections(out, it, form);
	for (size_t i = 0; (form = message_case_form(it, i)) != NULL; i++)
		add_trailers(&trailers, it, form);
	add_other_trailers(&trailers, it);
	if (trailers.size > 0)
		buf_add_byte(out, '\n');
	buf_add_str(out, buf_str(&trailers));
	buf_release(&trailers);
}

void message_template(const void *options, struct vars *vars, struct buf *out)
{
	struct message_case it = { 0 };

	it.form = options;
	it.vars = vars;
	if (it.form->kinds.count > 0)
		it.kind = it.form->kinds.items;
	message_draft(out, &it);
	add_other_kinds(out, &it);
}
