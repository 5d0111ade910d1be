/*
 * message_check.c - judges subject, layout and leftovers of one message; its
 * fields are message_check_fields.c's. Never reads a repository.
 */
#include "rules/message_check.h"

#include "base/text.h"
#include "rules/message_placeholder.h"

#include <string.h>

/* Columns by which a line is code or a quotation, not prose. */
#define INDENT_SIZE 4

static const char *const fixup_words[] = { "fixup!", "squash!", "amend!" };

bool message_refuses_placeholders(const struct message_case *it)
{
	return it->form->placeholders || (it->kind && it->kind->placeholders);
}

static bool check_fixup(struct message_report *report)
{
	struct str subject = report->it->message.subject;
	size_t count = sizeof(fixup_words) / sizeof(*fixup_words);
	struct finding *finding;

	for (size_t i = 0; i < count; i++) {
		size_t size = strlen(fixup_words[i]);

		if (!str_starts(subject, fixup_words[i]))
			continue;
		finding = message_finding(report, MESSAGE_FIXUP,
					  "\"%s\" commits are meant to be "
					  "squashed before a push",
					  fixup_words[i]);
		message_excerpt(report, finding, subject,
				report->it->subject_line,
				str_first(subject, size));
		return true;
	}
	return false;
}

static void wanted_subject(struct message_report *report,
			   struct finding *finding,
			   const struct message_subject *subject)
{
	message_wanted(report, finding, NULL, subject->shape, subject->pattern);
	if (subject->accept.count > 0)
		message_row(report, finding, "example",
			    subject->accept.items[0]);
}

static void check_no_kind(struct message_report *report)
{
	const struct message_case *it = report->it;
	const struct message_form *kinds = it->form->kinds.items;
	struct str subject = it->message.subject;
	struct finding *finding;

	if (it->form->kinds.count == 0 || it->kind)
		return;
	finding = message_finding(report, MESSAGE_WRONG,
				  "the subject has none of the wanted forms");
	message_excerpt(report, finding, subject, report->it->subject_line,
			(struct str){ NULL, 0 });
	for (size_t i = 0; i < it->form->kinds.count; i++) {
		if (i + 1 < FINDING_ROWS_MAX)
			message_wanted(report, finding, NULL,
				       kinds[i].subject.shape,
				       kinds[i].subject.pattern);
	}
	if (kinds[0].subject.accept.count > 0)
		message_row(report, finding, "example",
			    kinds[0].subject.accept.items[0]);
}

static int check_subject_pattern(struct message_report *report,
				 const struct message_subject *subject,
				 struct error *error)
{
	struct str text = report->it->message.subject;
	struct finding *finding;
	enum match match;

	match = pattern_match(subject->pattern, report->it->vars, text, NULL,
			      error);
	if (match == MATCH_BROKEN)
		return error->code ? (int)error->code : ERROR_BROKEN;
	if (match == MATCH_YES)
		return 0;
	finding = message_finding(report, MESSAGE_WRONG,
				  "the subject is not in the wanted form");
	message_excerpt(report, finding, text, report->it->subject_line,
			(struct str){ NULL, 0 });
	wanted_subject(report, finding, subject);
	return 0;
}

/* What stands behind the first `count` characters. */
static struct str behind_characters(struct str s, int64_t count)
{
	uint32_t codepoint;
	size_t size = 1;

	for (int64_t i = 0; i < count && s.size > 0 && size > 0; i++) {
		size = text_decode(s, &codepoint);
		s = str_from(s, size);
	}
	return s;
}

static void check_subject_size(struct message_report *report,
			       const struct message_subject *subject)
{
	struct str text = report->it->message.subject;
	size_t size = text_columns(text);
	struct finding *finding = NULL;
	struct str part = { NULL, 0 };

	if (subject->max != OPTION_UNSET && size > (uint64_t)subject->max) {
		finding = message_finding(report, MESSAGE_WRONG,
					  "the subject is %zu characters "
					  "long; at most %lld",
					  size, (long long)subject->max);
		part = behind_characters(text, subject->max);
	} else if (subject->min != OPTION_UNSET &&
		   size < (uint64_t)subject->min) {
		finding = message_finding(report, MESSAGE_WRONG,
					  "the subject is %zu characters "
					  "long; at least %lld",
					  size, (long long)subject->min);
		part = text;
	}
	message_excerpt(report, finding, text, report->it->subject_line, part);
}

/* A kind was chosen by its pattern: that need not be matched again. */
static int check_subject(struct message_report *report, struct error *error)
{
	const struct message_case *it = report->it;
	struct str subject = it->message.subject;
	int result;

	if (str_trim(subject).size == 0) {
		struct finding *finding = message_finding(
			report, MESSAGE_WRONG, "the message has no subject");

		wanted_subject(report, finding, &it->form->subject);
		return 0;
	}
	check_no_kind(report);
	result = check_subject_pattern(report, &it->form->subject, error);
	if (result)
		return result;
	check_subject_size(report, &it->form->subject);
	if (it->kind)
		check_subject_size(report, &it->kind->subject);
	if (message_refuses_placeholders(it) &&
	    placeholder_is_subject(subject)) {
		struct finding *finding = message_finding(
			report, MESSAGE_WRONG,
			"the description is template text: \"%.*s\"",
			STR_ARGS(message_quote(subject)));

		message_excerpt(report, finding, subject,
				report->it->subject_line, subject);
	}
	return 0;
}

static void check_blank_line(struct message_report *report)
{
	const struct message_case *it = report->it;
	struct message_lines lines = { it->message.text, 0 };
	struct finding *finding;
	struct str line = { NULL, 0 };

	if (it->message.blank_line || !it->form->blank_line ||
	    (it->kind && !it->kind->blank_line))
		return;
	while (lines.number <= it->subject_line &&
	       message_line_next(&lines, &line))
		continue;
	finding = message_finding(report, MESSAGE_WRONG,
				  "the second line is not empty");
	message_excerpt(report, finding, line, lines.number, line);
}

/* Whether there is a line that is neither blank nor a trailer. */
static bool has_body(const struct message *message)
{
	struct message_lines lines = { message->body, message->body_line };
	struct str line;

	for (;;) {
		size_t number = lines.number;
		const struct message_field *field;

		if (!message_line_next(&lines, &line))
			return false;
		if (str_trim(line).size == 0)
			continue;
		field = message_field_at(message, number);
		if (!field || field->is_section)
			return true;
	}
}

static void check_body(struct message_report *report)
{
	const struct message_case *it = report->it;

	if (!it->form->body.required && !(it->kind && it->kind->body.required))
		return;
	if (!has_body(&it->message))
		(void)message_finding(report, MESSAGE_LACKS,
				      "the message has no body");
}

/* The stricter of the two; OPTION_UNSET: none. */
static int64_t max_line(const struct message_case *it)
{
	int64_t most = it->form->body.max_line;
	int64_t kind = it->kind ? it->kind->body.max_line : OPTION_UNSET;

	if (most == OPTION_UNSET || (kind != OPTION_UNSET && kind < most))
		return kind;
	return most;
}

static bool is_indented(struct str line)
{
	size_t blanks = 0;

	while (blanks < line.size && line.data[blanks] == ' ')
		blanks++;
	return blanks >= INDENT_SIZE || str_starts(line, "\t");
}

/* Characters of a line without its URLs, which cannot be broken. */
static size_t columns_without_urls(struct str line)
{
	size_t columns = text_columns(line);

	while (line.size > 0) {
		struct str word = str_first(line, str_find_byte(line, ' '));

		if (str_find(word, STR("://")) < word.size)
			columns -= text_columns(word);
		line = str_from(line, word.size + 1);
	}
	return columns;
}

static bool is_free_line(const struct message *message, struct str line,
			 size_t number)
{
	const struct message_field *field = message_field_at(message, number);

	return (field && !field->is_section) || str_starts(line, ">") ||
	       is_indented(line);
}

static void check_line_size(struct message_report *report)
{
	const struct message *message = &report->it->message;
	struct message_lines lines = { message->body, message->body_line };
	int64_t most = max_line(report->it);
	bool fenced = false;
	struct str line;

	while (most != OPTION_UNSET) {
		size_t number = lines.number;
		struct finding *finding;

		if (!message_line_next(&lines, &line))
			break;
		if (str_starts(str_trim(line), "```"))
			fenced = !fenced;
		if (line.size <= (uint64_t)most || fenced ||
		    is_free_line(message, line, number) ||
		    columns_without_urls(line) <= (uint64_t)most)
			continue;
		finding = message_finding(report, MESSAGE_WRONG,
					  "line %zu is %zu characters long; "
					  "at most %lld",
					  number, text_columns(line),
					  (long long)most);
		message_excerpt(report, finding, line, number,
				behind_characters(line, most));
	}
}

static void check_placeholders(struct message_report *report)
{
	struct placeholder_search search;
	struct placeholder_hit hit;

	if (!message_refuses_placeholders(report->it))
		return;
	placeholder_search_init(&search, &report->it->message);
	while (placeholder_next(&search, &hit)) {
		struct str text = message_quote(hit.text);
		struct finding *finding;

		if (hit.name.size > 0)
			finding = message_finding(
				report, MESSAGE_WRONG,
				"\"%.*s\" holds template text: \"%.*s\"",
				STR_ARGS(message_quote(hit.name)),
				STR_ARGS(text));
		else
			finding = message_finding(
				report, MESSAGE_WRONG,
				"template text was left in: \"%.*s\"",
				STR_ARGS(text));
		message_excerpt(report, finding, hit.line, hit.number,
				hit.text);
	}
}

static int check_fields(struct message_report *report, struct error *error)
{
	static int (*const parts[])(struct message_report *,
				    const struct message_form *,
				    struct error *) = {
		message_check_sections,
		message_check_require,
		message_check_trailers,
		message_check_forbid,
	};
	const struct message_form *form;

	for (size_t part = 0; part < sizeof(parts) / sizeof(*parts); part++) {
		for (size_t i = 0;
		     (form = message_case_form(report->it, i)) != NULL; i++) {
			int result = parts[part](report, form, error);

			if (result)
				return result;
		}
	}
	return 0;
}

int message_check(struct message_report *report, struct error *error)
{
	int result;

	if (report->it->unreadable) {
		(void)message_finding(report, MESSAGE_WRONG, "the message %s",
				      report->it->unreadable);
		return 0;
	}
	/* Such a commit goes away: what else is wrong with it does, too. */
	if (check_fixup(report))
		return 0;
	result = check_subject(report, error);
	if (result)
		return result;
	check_blank_line(report);
	check_body(report);
	check_line_size(report);
	check_placeholders(report);
	return check_fields(report, error);
}

int message_judge_commit(const void *options,
			 const struct rule_context *context,
			 const struct commit *commit, struct error *error)
{
	struct message_report report = { context, commit, NULL, NULL, 0 };
	struct message_case it;
	struct arena arena;
	int result;

	arena_init(&arena);
	result = message_case_read(&it, options, context->vars,
				   commit->encoding, commit->message, &arena,
				   error);
	report.it = &it;
	if (result == 0)
		result = message_check(&report, error);
	arena_release(&arena);
	return result;
}
