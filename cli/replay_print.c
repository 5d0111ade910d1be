/*
 * replay_print.c - what a replay found, for people and for programs. Appends
 * text; never prints, never judges.
 */
#include "replay.h"

#include "base/json.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

#define AUTHORS_SHOWN 10
#define SHORT_ID 10
#define NAME_COLUMNS 24
#define SUBJECT_COLUMNS 57
#define TEXT_COLUMNS 66
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
	return count == 1 ? "" : "s";
}

static void add_summary(struct buf *out, const struct replay_result *result)
{
	const struct replay_tally *tally = result->tally;

	text_escape_line(out, str_of(result->what));
	buf_addf(out, ": %zu push%s", tally->pushes,
		 tally->pushes == 1 ? "" : "es");
	if (tally->pushes) {
		buf_add_text(out, ", ");
		add_date(out, tally->first);
		buf_add_text(out, " to ");
		add_date(out, tally->last);
	}
	buf_add_text(out, "\npolicy ");
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
	if (tally->pushes && !tally->governed)
		buf_add_text(out, "no ruleset governs what was pushed\n");
	if (result->pushes->gone)
		buf_addf(out,
			 "%zu push%s left out: what they brought is no longer "
			 "there\n",
			 result->pushes->gone,
			 result->pushes->gone == 1 ? "" : "es");
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

static void add_example(struct buf *out, const struct replay_example *example)
{
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
	text_escape_fit(out, str_of(example->text), TEXT_COLUMNS);
	buf_add_byte(out, '\n');
}

static int by_weight(const void *a, const void *b)
{
	const struct replay_row *left = *(const struct replay_row *const *)a;
	const struct replay_row *right = *(const struct replay_row *const *)b;

	if (left->pushes != right->pushes)
		return left->pushes < right->pushes ? 1 : -1;
	if (left->findings != right->findings)
		return left->findings < right->findings ? 1 : -1;
	if (left->warnings != right->warnings)
		return left->warnings < right->warnings ? 1 : -1;
	return strcmp(left->name, right->name);
}

/* The heaviest first; NULL (and a failed `out`): out of memory. */
static const struct replay_row **sorted(struct buf *out,
					const struct replay_rows *rows)
{
	const struct replay_row **list =
		calloc(rows->count + 1, sizeof(const struct replay_row *));

	if (!list) {
		out->failed = true;
		return NULL;
	}
	for (size_t i = 0; i < rows->count; i++)
		list[i] = &rows->items[i];
	qsort(list, rows->count, sizeof(const struct replay_row *), by_weight);
	return list;
}

static void add_row(struct buf *out, const struct replay_row *row,
		    bool with_examples)
{
	buf_add_text(out, "  ");
	add_padded(out, row->name);
	buf_addf(out, " %8zu %9zu %9zu\n", row->pushes, row->findings,
		 row->warnings);
	for (size_t i = 0; with_examples && i < row->example_count; i++)
		add_example(out, &row->examples[i]);
}

struct section {
	const char *title;
	const struct replay_rows *rows;
	bool with_examples;
	bool by_name; /* else the heaviest first */
	size_t shown; /* 0: all */
};

static void add_section(struct buf *out, const struct section *section)
{
	const struct replay_rows *rows = section->rows;
	const struct replay_row **list = sorted(out, rows);
	size_t shown = section->shown && section->shown < rows->count ?
			       section->shown :
			       rows->count;

	if (!list || !rows->count)
		goto out;
	buf_addf(out, "\n%-*s %8s %9s %9s\n", NAME_COLUMNS + 2, section->title,
		 "refused", "findings", "warnings");
	for (size_t i = 0; i < shown; i++)
		add_row(out, section->by_name ? &rows->items[i] : list[i],
			section->with_examples);
	if (shown < rows->count)
		buf_addf(out, "  and %zu more\n", rows->count - shown);
out:
	free(list);
}

static void add_broken(struct buf *out, const struct replay_rows *rows)
{
	if (rows->count)
		buf_add_text(out, "\nfound no answer, so not counted\n");
	for (size_t i = 0; i < rows->count; i++) {
		buf_add_text(out, "  ");
		add_padded(out, rows->items[i].name);
		buf_addf(out, " %zu time%s\n", rows->items[i].warnings,
			 plural(rows->items[i].warnings));
		add_example(out, &rows->items[i].examples[0]);
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
		{ "by rule", &tally->rules, true, false, 0 },
		{ "by author", &tally->authors, false, false, AUTHORS_SHOWN },
		{ "by month", &tally->months, false, true, 0 },
	};

	add_summary(out, result);
	for (size_t i = 0; i < sizeof(sections) / sizeof(sections[0]); i++)
		add_section(out, &sections[i]);
	add_broken(out, &tally->broken);
	add_unjudged(out, tally);
}

static void json_time(struct json *json, const char *key, int64_t time,
		      bool known)
{
	struct buf text = BUF_INIT;

	clock_format_seconds(&text, time);
	if (known)
		json_str(json, key, buf_str(&text));
	else
		json_nil(json, key);
	buf_release(&text);
}

static void json_example(struct json *json,
			 const struct replay_example *example)
{
	char hex[OID_HEX_SIZE + 1];

	json_object_begin(json, NULL);
	if (oid_is_zero(&example->commit))
		json_nil(json, "commit");
	else
		json_text(json, "commit", oid_format(&example->commit, hex));
	json_text(json, "subject", example->subject);
	json_text(json, "text", example->text);
	json_object_end(json);
}

static void json_rows(struct json *json, const char *key, const char *name,
		      const struct replay_rows *rows)
{
	json_array_begin(json, key);
	for (size_t i = 0; i < rows->count; i++) {
		const struct replay_row *row = &rows->items[i];

		json_object_begin(json, NULL);
		json_text(json, name, row->name);
		json_int(json, "pushes", (int64_t)row->pushes);
		json_int(json, "findings", (int64_t)row->findings);
		json_int(json, "warnings", (int64_t)row->warnings);
		json_array_begin(json, "examples");
		for (size_t j = 0; j < row->example_count; j++)
			json_example(json, &row->examples[j]);
		json_array_end(json);
		json_object_end(json);
	}
	json_array_end(json);
}

static void json_unanswered(struct json *json, const struct replay_tally *tally)
{
	json_array_begin(json, "not_judged");
	for (size_t i = 0; i < tally->unjudged_count; i++) {
		json_object_begin(json, NULL);
		json_text(json, "rule", tally->unjudged[i]->rule);
		json_text(json, "reason", tally->unjudged[i]->reason);
		json_object_end(json);
	}
	json_array_end(json);
	json_array_begin(json, "unanswered");
	for (size_t i = 0; i < tally->broken.count; i++) {
		const struct replay_row *row = &tally->broken.items[i];

		json_object_begin(json, NULL);
		json_text(json, "rule", row->name);
		json_int(json, "times", (int64_t)row->warnings);
		json_text(json, "text", row->examples[0].text);
		json_object_end(json);
	}
	json_array_end(json);
}

void replay_json(struct buf *out, const struct replay_result *result)
{
	const struct replay_tally *tally = result->tally;
	struct json json;

	json_init(&json, out);
	json_object_begin(&json, NULL);
	json_text(&json, "of", result->what);
	json_text(&json, "policy", result->policy);
	json_bool(&json, "governed", tally->governed);
	json_int(&json, "pushes", (int64_t)tally->pushes);
	json_int(&json, "refused", (int64_t)tally->refused);
	json_int(&json, "warned", (int64_t)tally->warned);
	json_int(&json, "commits", (int64_t)tally->commits);
	json_int(&json, "gone", (int64_t)result->pushes->gone);
	json_time(&json, "from", tally->first, tally->pushes);
	json_time(&json, "to", tally->last, tally->pushes);
	json_rows(&json, "rules", "rule", &tally->rules);
	json_rows(&json, "authors", "author", &tally->authors);
	json_rows(&json, "months", "month", &tally->months);
	json_unanswered(&json, tally);
	json_object_end(&json);
	buf_add_byte(out, '\n');
}
