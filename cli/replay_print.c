/*
 * replay_print.c - what a replay found, for people at a terminal. Appends
 * text; never prints, never judges.
 */
#include "replay.h"

#include "base/text.h"

#include <stdlib.h>
#include <string.h>

#define AUTHORS_SHOWN 10
#define SHORT_ID 10
#define NAME_COLUMNS 24
#define NUMBER_COLUMNS 8
#define SUBJECT_COLUMNS 57
#define TEXT_COLUMNS 66
#define TRIAL_COLUMNS 60
#define DATE_SIZE (sizeof("2026-11-20") - 1)

static void add_date(struct buf *out, int64_t time)
{
	struct buf text = BUF_INIT;

	clock_format_seconds(&text, time);
	buf_truncate(&text, DATE_SIZE);
	buf_add_str(out, buf_str(&text));
	buf_release(&text);
}

static const char *plural(size_t count)
{
	return count == 1 ? "" : "es";
}

static void add_refused(struct buf *out, const struct replay_result *result)
{
	const struct replay_tally *tally = result->tally;

	buf_add_text(out, "policy ");
	text_escape_line(out, str_of(result->policy));
	buf_addf(out, " would have refused %zu of them", tally->refused);
	if (tally->pushes)
		buf_addf(out, " (%.1f%%)",
			 100.0 * (double)tally->refused /
				 (double)tally->pushes);
	buf_add_byte(out, '\n');
	if (tally->warned)
		buf_addf(out, "it would have warned of %zu more\n",
			 tally->warned);
}

/* What the numbers do not take in, or take in that is not so today. */
static void add_limits(struct buf *out, const struct replay_tally *tally)
{
	if (tally->trial.size) {
		buf_add_text(out, "rulesets that only evaluate count as if "
				  "they refused:\n  ");
		text_escape_fit(out, buf_str(&tally->trial), TRIAL_COLUMNS);
		buf_add_byte(out, '\n');
	}
	if (tally->pushes && !tally->governed)
		buf_add_text(out, "no ruleset governs what was pushed\n");
	for (size_t i = 0; i < tally->left_out.names.count; i++)
		buf_addf(out, "%zu push%s cannot be judged: %s\n",
			 tally->left_out.items[i].pushes,
			 plural(tally->left_out.items[i].pushes),
			 replay_name(&tally->left_out, i));
	if (tally->nameless)
		buf_addf(out,
			 "%zu merge%s not name the branch here that came in: "
			 "not judged\n  as its landing\n",
			 tally->nameless,
			 tally->nameless == 1 ? " does" : "s do");
}

static void add_summary(struct buf *out, const struct replay_result *result)
{
	const struct replay_tally *tally = result->tally;

	text_escape_line(out, str_of(result->what));
	buf_addf(out, ": %zu push%s", tally->pushes, plural(tally->pushes));
	if (tally->pushes) {
		buf_add_text(out, ", ");
		add_date(out, tally->first);
		buf_add_text(out, " to ");
		add_date(out, tally->last);
	}
	buf_add_byte(out, '\n');
	add_refused(out, result);
	add_limits(out, tally);
}

static void add_padded(struct buf *out, const char *name)
{
	size_t before = out->size;
	size_t columns;

	text_escape_fit(out, str_of(name), NAME_COLUMNS);
	columns = text_columns(str_from(buf_str(out), before));
	for (; columns < NAME_COLUMNS; columns++)
		buf_add_byte(out, ' ');
}

static void add_example(struct buf *out, const struct replay_example *example,
			bool with_rule)
{
	struct buf text = BUF_INIT;
	char hex[OID_HEX_SIZE + 1];

	buf_add_text(out, "    ");
	if (oid_is_zero(&example->commit))
		buf_add_text(out, "deleted   ");
	else
		buf_add_str(out,
			    str_first(str_of(oid_format(&example->commit, hex)),
				      SHORT_ID));
	buf_add_byte(out, ' ');
	text_escape_fit(out, str_of(example->subject), SUBJECT_COLUMNS);
	buf_add_text(out, "\n      ");
	if (with_rule)
		buf_addf(&text, "[%s] ", example->rule);
	buf_add_text(&text, example->text);
	text_escape_fit(out, buf_str(&text), TEXT_COLUMNS);
	buf_add_byte(out, '\n');
	out->failed |= buf_failed(&text);
	buf_release(&text);
}

struct column {
	const char *title;
	size_t offset; /* in struct replay_row; a size_t */
};
#define COLUMN(member) offsetof(struct replay_row, member)
#define COLUMNS_MAX 5

struct section {
	const char *title;
	const struct replay_rows *rows;
	struct column columns[COLUMNS_MAX];
	bool is_rules;
	bool by_name; /* else the heaviest first */
	size_t shown; /* 0: all */
};

static void add_heads(struct buf *out, const struct section *section)
{
	buf_addf(out, "\n%-*s", NAME_COLUMNS + 2, section->title);
	for (size_t i = 0; i < COLUMNS_MAX && section->columns[i].title; i++)
		buf_addf(out, " %*s", NUMBER_COLUMNS,
			 section->columns[i].title);
	buf_add_byte(out, '\n');
}

static void add_row(struct buf *out, const struct section *section,
		    size_t index)
{
	const struct replay_row *row = &section->rows->items[index];
	size_t number;

	buf_add_text(out, "  ");
	add_padded(out, replay_name(section->rows, index));
	for (size_t i = 0; i < COLUMNS_MAX && section->columns[i].title; i++) {
		memcpy(&number, (const char *)row + section->columns[i].offset,
		       sizeof(number));
		buf_addf(out, " %*zu", NUMBER_COLUMNS, number);
	}
	buf_add_byte(out, '\n');
	for (size_t i = 0; i < row->example_count; i++)
		add_example(out, &row->examples[i], !section->is_rules);
}

/* Months in which nothing was found have a row, too. */
static bool has_any(const struct replay_row *row)
{
	return row->findings || row->warnings;
}

static void add_section(struct buf *out, const struct section *section)
{
	const struct replay_rows *rows = section->rows;
	size_t *order = replay_order(rows, section->by_name);
	size_t shown = 0;
	size_t more = 0;

	out->failed |= !order;
	for (size_t i = 0; order && i < rows->names.count; i++) {
		if (!has_any(&rows->items[order[i]]))
			continue;
		if (section->shown && shown == section->shown) {
			more++;
			continue;
		}
		if (!shown++)
			add_heads(out, section);
		add_row(out, section, order[i]);
	}
	if (more)
		buf_addf(out, "  and %zu more\n", more);
	free(order);
}

static void add_broken(struct buf *out, const struct replay_rows *rows)
{
	if (rows->names.count)
		buf_add_text(out, "\nfound no answer, so not counted\n");
	for (size_t i = 0; i < rows->names.count; i++) {
		size_t count = rows->items[i].warnings;

		buf_add_text(out, "  ");
		add_padded(out, replay_name(rows, i));
		buf_addf(out, " %zu time%s\n", count, count == 1 ? "" : "s");
		add_example(out, &rows->items[i].examples[0], false);
	}
}

static void add_unjudged(struct buf *out, const struct replay_tally *tally)
{
	if (tally->unjudged_count)
		buf_add_text(out, "\nnot judged in a replay\n");
	for (size_t i = 0; i < tally->unjudged_count; i++)
		buf_addf(out, "  %-*s %s\n", NAME_COLUMNS,
			 tally->unjudged[i]->rule, tally->unjudged[i]->reason);
}

void replay_human(struct buf *out, const struct replay_result *result)
{
	const struct replay_tally *tally = result->tally;
	const struct section sections[] = {
		{ .title = "by rule",
		  .rows = &tally->rules,
		  .columns = {
			{ "refused", COLUMN(pushes) },
			{ "findings", COLUMN(findings) },
			{ "warned", COLUMN(warned) },
			{ "warnings", COLUMN(warnings) },
			{ "alone", COLUMN(alone) },
		  },
		  .is_rules = true },
		{ .title = "by author",
		  .rows = &tally->authors,
		  .columns = {
			{ "refused", COLUMN(pushes) },
			{ "findings", COLUMN(findings) },
			{ "warned", COLUMN(warned) },
			{ "warnings", COLUMN(warnings) },
		  },
		  .shown = AUTHORS_SHOWN },
		{ .title = "by month",
		  .rows = &tally->months,
		  .columns = {
			{ "refused", COLUMN(pushes) },
			{ "findings", COLUMN(findings) },
			{ "warned", COLUMN(warned) },
			{ "warnings", COLUMN(warnings) },
			{ "of", COLUMN(judged) },
		  },
		  .by_name = true },
	};

	add_summary(out, result);
	for (size_t i = 0; i < sizeof(sections) / sizeof(sections[0]); i++)
		add_section(out, &sections[i]);
	add_broken(out, &tally->broken);
	add_unjudged(out, tally);
}
