/*
 * finding.c - the funnel: every finding of every rule starts here and is
 * copied, so that nothing points into what the rule looked at. Never prints.
 */
#include "rules/finding.h"
#include "rules/rule.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#define SUBJECT_SIZE_MAX 1024
#define ROW_SIZE_MAX 1024
#define EXCERPT_SIZE_MAX 512
/* Bytes that are kept before the offending ones. */
#define EXCERPT_BEFORE 64

static const char *const verdict_names[] = {
	[VERDICT_PASS] = "pass",
	[VERDICT_EXEMPT] = "exempt",
	[VERDICT_EVALUATED] = "evaluated",
	[VERDICT_WARNED] = "warned",
	[VERDICT_OVERRIDDEN] = "overridden",
	[VERDICT_FAIL] = "fail",
	[VERDICT_BROKEN] = "broken",
};

const char *verdict_name(enum verdict verdict)
{
	return verdict_names[verdict];
}

static struct str copy(const struct rule_context *context, struct str s)
{
	char *data = arena_copy(context->arena, s);

	return (struct str){ data, data ? s.size : 0 };
}

__attribute__((format(printf, 2, 0))) static struct finding *
start_finding(const struct rule_context *context, const char *format,
	      va_list args)
{
	struct finding *finding = context->new_finding(context->judgement);

	if (!finding)
		return NULL;
	finding->text = arena_vsay(context->arena, format, args);
	if (!finding->text)
		finding->text = "it is not as it has to be; there is no memory "
				"left to say how";
	return finding;
}

struct finding *finding_add(const struct rule_context *context,
			    const char *format, ...)
{
	struct finding *finding;
	va_list args;

	va_start(args, format);
	finding = start_finding(context, format, args);
	va_end(args);
	return finding;
}

static bool is_empty(const struct rule_context *context,
		     const struct commit *commit)
{
	struct error ignored = { 0 };
	struct oid before;

	return context->graph && commit->parent_count == 1 &&
	       !graph_tree(&before, context->graph, &commit->parents[0],
			   &ignored) &&
	       oid_equal(&before, &commit->tree);
}

struct finding *finding_add_commit(const struct rule_context *context,
				   const struct commit *commit,
				   const char *format, ...)
{
	struct str message = commit->message;
	struct finding *finding;
	struct str subject;
	va_list args;

	va_start(args, format);
	finding = start_finding(context, format, args);
	va_end(args);
	if (!finding)
		return NULL;
	finding->commit = commit->id;
	finding->empty = is_empty(context, commit);
	finding->people[0] = copy(context, commit->author.name);
	finding->people[1] = copy(context, commit->committer.name);
	if (str_next_line(&message, &subject))
		finding->subject =
			copy(context, str_first(subject, SUBJECT_SIZE_MAX));
	return finding;
}

void finding_row(const struct rule_context *context, struct finding *finding,
		 const char *label, struct str value)
{
	if (!finding || finding->row_count == FINDING_ROWS_MAX)
		return;
	finding->rows[finding->row_count++] = (struct finding_row){
		label, copy(context, str_first(value, ROW_SIZE_MAX))
	};
}

void finding_rowf(const struct rule_context *context, struct finding *finding,
		  const char *label, const char *format, ...)
{
	va_list args;
	const char *text;

	if (!finding)
		return;
	va_start(args, format);
	text = arena_vsay(context->arena, format, args);
	va_end(args);
	finding_row(context, finding, label, str_of(text));
}

static bool is_continuation(char byte)
{
	return ((unsigned char)byte & 0xC0) == 0x80;
}

void finding_excerpt(const struct rule_context *context,
		     struct finding *finding, struct str line, size_t number,
		     size_t column, size_t length)
{
	size_t start = 0;
	size_t end;

	if (!finding)
		return;
	if (column > line.size)
		column = line.size;
	if (line.size > EXCERPT_SIZE_MAX && column > EXCERPT_BEFORE)
		start = column - EXCERPT_BEFORE;
	while (start < column && is_continuation(line.data[start]))
		start++;
	end = line.size - start > EXCERPT_SIZE_MAX ? start + EXCERPT_SIZE_MAX :
						     line.size;
	while (end < line.size && end > column &&
	       is_continuation(line.data[end]))
		end--;
	if (length > end - column)
		length = end - column;
	finding->excerpt = (struct excerpt){
		copy(context, str_first(str_from(line, start), end - start)),
		number, column - start, length
	};
}

enum match audience_has_pusher(const struct audience *audience,
			       const struct rule_context *context,
			       struct error *error)
{
	const struct pusher *pusher = context->pusher;
	size_t i;

	if (audience->kind == AUDIENCE_EVERYONE)
		return MATCH_YES;
	if (audience->kind != AUDIENCE_GROUPS || audience->count == 0)
		return MATCH_NO;
	if (!pusher || !pusher->login) {
		error_set(error, ERROR_BROKEN,
			  "the server does not know who is pushing");
		return MATCH_BROKEN;
	}
	if (!pusher->person) {
		error_set(error, ERROR_BROKEN,
			  "the policy names no one person with the login "
			  "\"%s\"",
			  pusher->login);
		return MATCH_BROKEN;
	}
	for (i = 0; i < audience->count; i++)
		if (group_has_person(audience->groups[i], pusher->person))
			return MATCH_YES;
	return MATCH_NO;
}
