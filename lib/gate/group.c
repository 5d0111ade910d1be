/*
 * group.c - see group.h. Never judges, never prints.
 */
#include "gate/group.h"
#include "base/text.h"
#include "gate/excerpt.h"
#include "gate/repeats.h"
#include "rules/repair.h"

#include <stdlib.h>

#define SHORT_ID_SIZE 7
#define SUBJECT_COLUMNS 28
#define DETAIL_INDENT 11
#define LABEL_COLUMNS 9
#define ROW_INDENT 2

void group_release(struct finding_group *group)
{
	free(group->items);
	*group = (struct finding_group){ 0 };
}

static bool is_about_commit(const struct judged *judged)
{
	return !oid_is_zero(&judged->finding.commit);
}

bool group_add(struct finding_group *group, const struct judged *judged)
{
	const struct judged **slot = array_more(
		&group->items, group->count, &group->capacity, sizeof(*slot));

	if (!slot)
		return false;
	*slot = judged;
	group->count++;
	group->total += 1 + judged->folded.findings;
	return true;
}

bool group_takes(const struct judged *first, const struct judged *other)
{
	return first->place.update == other->place.update &&
	       first->place.rule == other->place.rule &&
	       first->place.ruleset == other->place.ruleset &&
	       first->place.verdict == other->place.verdict &&
	       is_about_commit(first) == is_about_commit(other) &&
	       str_equal(str_of(first->place.rule_id),
			 str_of(other->place.rule_id));
}

static enum sheet_word word_of(const struct judged *judged)
{
	return judged_refuses(judged) ? SHEET_ERROR : SHEET_WARNING;
}

/* What was let in all the same is told as that. */
static const char *mark_of(const struct place *place)
{
	return place->rule && place->verdict == VERDICT_OVERRIDDEN ?
		       "overridden: " :
		       "";
}

static bool same_commit(const struct judged *a, const struct judged *b)
{
	return oid_equal(&a->finding.commit, &b->finding.commit);
}

size_t group_commits(const struct finding_group *group)
{
	size_t count = 0;

	for (size_t i = 0; i < group->count; i++) {
		count += is_about_commit(group->items[i]) &&
			 (!i ||
			  !same_commit(group->items[i], group->items[i - 1]));
		count += group->items[i]->folded.commits;
	}
	return count;
}

/* "[signature] 2 of 3 commits need a trusted signature" */
static void render_headline(struct sheet *sheet,
			    const struct finding_group *group)
{
	const struct judged *first = group->items[0];
	const struct rule *rule = first->place.rule ? first->place.rule->rule :
						      NULL;
	size_t failed = group_commits(group);
	size_t total = first->place.set ? first->place.set->range.count : 0;
	const char *tail = rule ? rule->commits_fail : "are malformed";

	if (total < failed)
		total = failed;
	if (rule && failed == 1)
		tail = rule->commit_fails;
	else if (failed == 1)
		tail = "is malformed";
	if (total == 1)
		sheet_say(sheet, word_of(first), "[%s] %sthe commit %s",
			  first->place.rule_id, mark_of(&first->place),
			  tail ? tail : "fails");
	else
		sheet_say(sheet, word_of(first), "[%s] %s%zu of %zu commits %s",
			  first->place.rule_id, mark_of(&first->place), failed,
			  total, tail ? tail : "fail");
}

static void render_row(struct sheet *sheet, const struct finding_row *row)
{
	struct buf line = BUF_INIT;

	buf_addf(&line, "%-*s", LABEL_COLUMNS, row->label);
	buf_add_str(&line, row->value);
	sheet_wrap(sheet, SHEET_PLAIN, ROW_INDENT, LABEL_COLUMNS,
		   buf_str(&line));
	buf_release(&line);
}

static bool same_row(const struct finding_row *a, const struct finding_row *b)
{
	return str_equal(str_of(a->label), str_of(b->label)) &&
	       str_equal(a->value, b->value);
}

static bool has_row(const struct judged *judged, const struct finding_row *row)
{
	for (size_t i = 0; i < judged->finding.row_count; i++)
		if (same_row(&judged->finding.rows[i], row))
			return true;
	return false;
}

/* Rows that stand in several findings are told once. */
static void render_rows(struct sheet *sheet, const struct judged *const *items,
			size_t count)
{
	for (size_t i = 0; i < count; i++)
		for (size_t j = 0; j < items[i]->finding.row_count; j++) {
			const struct finding_row *row =
				&items[i]->finding.rows[j];
			bool told = false;

			for (size_t k = 0; k < i && !told; k++)
				told = has_row(items[k], row);
			if (!told)
				render_row(sheet, row);
		}
}

/* Where memory ran short it may be wider than what was measured before. */
static void pad_to(struct buf *line, size_t columns)
{
	size_t now = text_columns(buf_str(line));

	for (; now < columns; now++)
		buf_add_byte(line, ' ');
}

static void add_commit(struct buf *line, const struct finding *finding)
{
	char hex[OID_HEX_SIZE + 1];

	oid_format(&finding->commit, hex);
	buf_addf(line, "  %.*s  ", SHORT_ID_SIZE, hex);
	text_escape_fit(line, finding->subject, SUBJECT_COLUMNS);
}

static size_t subject_columns(const struct finding *finding)
{
	struct buf subject = BUF_INIT;
	size_t columns;

	text_escape_fit(&subject, finding->subject, SUBJECT_COLUMNS);
	columns = text_columns(buf_str(&subject));
	buf_release(&subject);
	return columns;
}

/* The subject has just been shown, and nothing more is to be seen. */
static bool is_shown_already(const struct finding *finding)
{
	return !finding->excerpt.length &&
	       str_equal(finding->excerpt.line, finding->subject) &&
	       text_columns(finding->subject) <= SUBJECT_COLUMNS;
}

/*
 * "  3f1c2ab  fix: login timeout  no signature", if it fits so; `width` is
 * that of the widest subject.
 */
static void render_commit(struct sheet *sheet,
			  const struct judged *const *items, size_t count,
			  size_t width)
{
	const struct finding *first = &items[0]->finding;
	struct str text = str_of(first->text);
	size_t start = DETAIL_INDENT + width + 2;
	struct buf line = BUF_INIT;
	bool one_line;

	add_commit(&line, first);
	one_line = count == 1 && start + text_columns(text) <= SHEET_COLUMNS;
	if (one_line) {
		pad_to(&line, start);
		buf_add_str(&line, text);
	}
	sheet_line(sheet, SHEET_PLAIN, buf_str(&line));
	buf_release(&line);
	for (size_t i = 0; i < count; i++) {
		const struct finding *finding = &items[i]->finding;

		if (!one_line)
			sheet_wrap(sheet, SHEET_PLAIN, DETAIL_INDENT, 2,
				   str_of(finding->text));
		if (!is_shown_already(finding))
			excerpt_render(sheet, &finding->excerpt, DETAIL_INDENT);
	}
}

static void render_rest(struct sheet *sheet, const struct finding_group *group)
{
	struct buf line = BUF_INIT;

	if (group->shown == group->total)
		return;
	buf_addf(&line, "... and %zu more like these",
		 group->total - group->shown);
	sheet_wrap(sheet, SHEET_PLAIN, ROW_INDENT, 0, buf_str(&line));
	buf_release(&line);
}

static void render_commits(struct sheet *sheet,
			   const struct finding_group *group)
{
	size_t width = 0;
	size_t i = 0;

	for (size_t k = 0; k < group->shown; k++) {
		size_t one = subject_columns(&group->items[k]->finding);

		width = one > width ? one : width;
	}
	while (i < group->shown) {
		size_t next = i + 1;

		while (next < group->shown &&
		       same_commit(group->items[i], group->items[next]))
			next++;
		render_commit(sheet, &group->items[i], next - i, width);
		i = next;
	}
	render_rest(sheet, group);
	render_rows(sheet, group->items, group->shown);
}

/* What the next sentence would say again is left to it. */
static bool same_rows(const struct judged *a, const struct judged *b)
{
	for (size_t i = 0; i < a->finding.row_count; i++)
		if (!has_row(b, &a->finding.rows[i]))
			return false;
	return true;
}

static void render_sentences(struct sheet *sheet,
			     const struct finding_group *group)
{
	for (size_t i = 0; i < group->shown; i++) {
		const struct judged *judged = group->items[i];
		const struct finding *finding = &judged->finding;

		sheet_say(sheet, word_of(judged), "[%s] %s%s",
			  judged->place.rule_id, mark_of(&judged->place),
			  finding->text);
		excerpt_render(sheet, &finding->excerpt, ROW_INDENT);
		if (i + 1 == group->shown ||
		    !same_rows(judged, group->items[i + 1]))
			render_rows(sheet, &group->items[i], 1);
	}
	render_rest(sheet, group);
}

static void render_broken(struct sheet *sheet,
			  const struct finding_group *group,
			  const char *contact)
{
	for (size_t i = 0; i < group->shown; i++)
		sheet_say(sheet, word_of(group->items[i]),
			  "[%s] could not be judged: %s",
			  group->items[i]->place.rule_id,
			  group->items[i]->finding.text);
	render_rest(sheet, group);
	sheet_say(sheet, SHEET_HINT, "this need not be your fault: ask %s",
		  contact);
}

static void render_repeated(struct sheet *sheet, const struct judged *judged)
{
	sheet_say(sheet, word_of(judged),
		  "[%s] could not be judged while a tree is malformed",
		  judged->place.rule_id);
}

static void render_help(struct sheet *sheet, const struct place *place)
{
	const struct rule_common *common = place->rule ? &place->rule->common :
							 NULL;

	if (common && common->help)
		sheet_say(sheet, SHEET_HINT, "%s", common->help);
	if (common && common->url)
		sheet_say(sheet, SHEET_HINT, "see %s", common->url);
}

void group_render(struct sheet *sheet, struct judgement *judgement,
		  const struct finding_group *group, const char *contact,
		  bool mend, struct ending *ending)
{
	const struct place *place = &group->items[0]->place;
	struct repair *repair = arena_alloc(&judgement->arena, sizeof(*repair));

	if (repeats_all(group->items, group->count)) {
		render_repeated(sheet, group->items[0]);
		return;
	}
	if (place->verdict == VERDICT_BROKEN) {
		render_broken(sheet, group, contact);
		return;
	}
	if (is_about_commit(group->items[0])) {
		render_headline(sheet, group);
		render_commits(sheet, group);
	} else {
		render_sentences(sheet, group);
	}
	render_help(sheet, place);
	if (!repair || place->verdict == VERDICT_OVERRIDDEN)
		return;
	repair->arena = &judgement->arena;
	group_repair(repair, judgement, group, ending);
	repair_render(sheet, repair, mend, ending);
}
