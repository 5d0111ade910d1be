/*
 * report_events.c - who overrode what and why, and what went past the gate:
 * one row each, the newest first. Never leaves out a reason that was given.
 */
#include "audit/report_page.h"

#include "audit/query_show.h"
#include "base/clock.h"

#include <string.h>

#define FINDINGS_SHOWN 3
#define REFS_SHOWN 20
#define ROWS_MAX 1000
#define ID_SHOWN 12
#define KEY_SHOWN 15 /* "SHA256:" and eight more */
#define DETAIL_COLUMNS 160

static void add_codes(struct buf *out, const json_t *array)
{
	for (size_t i = 0; i < json_array_size(array); i++) {
		buf_add_text(out, i ? ", " : "");
		html_code(out, query_text(json_array_get(array, i), ""));
	}
}

static void add_ref_names(struct buf *out, const json_t *record)
{
	const json_t *refs = query_array(record, "refgate.refs");
	size_t count = json_array_size(refs);

	for (size_t i = 0; i < count && i < REFS_SHOWN; i++) {
		buf_add_text(out, i ? ", " : "");
		html_code(out, page_branch(query_text(json_array_get(refs, i),
						      "name")));
	}
	if (count > REFS_SHOWN)
		buf_addf(out, " and %zu more", count - REFS_SHOWN);
}

static void add_time_of(struct buf *out, const char *text)
{
	int64_t time;

	if (clock_parse(str_of(text), &time))
		html_time(out, time);
	else
		html_text(out, *text ? text : "-");
}

/* What the rules had found. */
static void add_findings(struct buf *out, const json_t *record)
{
	const json_t *findings = query_array(record, "refgate.findings");
	size_t count = json_array_size(findings);

	for (size_t i = 0; i < count && i < FINDINGS_SHOWN; i++) {
		const json_t *finding = json_array_get(findings, i);

		buf_add_text(out, "<p class=\"aside\">");
		html_text(out, query_text(finding, "rule"));
		buf_add_text(out, ": ");
		html_short(out, query_text(finding, "detail"), DETAIL_COLUMNS);
		buf_add_text(out, "</p>");
	}
	if (count > FINDINGS_SHOWN)
		buf_addf(out, "<p class=\"aside\">and %zu more</p>",
			 count - FINDINGS_SHOWN);
}

static bool is_own(const char *key)
{
	static const char *const own[] = { "incident",	     "rules",
					   "expires",	     "approvers",
					   "approver_count", "reason" };

	for (size_t i = 0; i < sizeof(own) / sizeof(own[0]); i++)
		if (!strcmp(own[i], key))
			return true;
	return false;
}

/* "follow-up" -> "Follow-up" */
static void add_key(struct buf *out, const char *key)
{
	char first = key[0] >= 'a' && key[0] <= 'z' ? (char)(key[0] - 32) :
						      key[0];

	html_str(out, (struct str){ &first, *key ? 1 : 0 });
	html_text(out, *key ? key + 1 : "");
}

static void add_reasons(struct buf *out, const json_t *override)
{
	const char *incident = query_text(override, "incident");
	const char *reason = query_text(override, "reason");
	const char *key;
	json_t *value;

	buf_add_text(out, "<p>Incident <strong>");
	html_text(out, *incident ? incident : "not given");
	buf_add_text(out, "</strong></p><p>");
	html_text(out, *reason ? reason : "No reason was given.");
	buf_add_text(out, "</p>");
	json_object_foreach((json_t *) override, key, value)
	{
		if (is_own(key) || !json_is_string(value))
			continue;
		buf_add_text(out, "<p class=\"aside\">");
		add_key(out, key);
		buf_add_text(out, ": ");
		html_text(out, json_string_value(value));
		buf_add_text(out, "</p>");
	}
}

/* In full it is in the table of keys. */
static void add_short_key(struct buf *out, const char *key)
{
	struct str all = str_of(key);

	buf_add_text(out, "<code title=\"");
	html_str(out, all);
	buf_add_text(out, "\">");
	html_str(out, str_first(all, KEY_SHOWN));
	buf_add_text(out, all.size > KEY_SHOWN ? "...</code>" : "</code>");
}

static void add_approvers(struct buf *out, const json_t *override)
{
	const json_t *approvers = query_array(override, "approvers");
	size_t count = json_array_size(approvers);
	json_int_t all =
		json_integer_value(json_object_get(override, "approver_count"));

	if (!count)
		buf_add_text(out, "<p>nobody is named</p>");
	for (size_t i = 0; i < count; i++) {
		const json_t *one = json_array_get(approvers, i);

		buf_add_text(out, "<p>");
		html_text(out, query_text(one, "name"));
		buf_add_text(out, "<br>");
		add_short_key(out, query_text(one, "key"));
		buf_add_text(out, "</p>");
	}
	if (all > (json_int_t)count)
		buf_addf(out, "<p>and %" JSON_INTEGER_FORMAT " more</p>",
			 all - (json_int_t)count);
	buf_add_text(out, "<p class=\"aside\">until ");
	add_time_of(out, query_text(override, "expires"));
	buf_add_text(out, "</p>");
}

static void add_override(struct html_table *table,
			 const struct report_line *line)
{
	json_t *record = page_record(line);
	const json_t *override =
		json_object_get(json_object_get(record, "refgate"), "override");
	struct buf *out = table->out;

	html_row(table);
	html_cell(table);
	html_time(out, line->time);
	html_cell(table);
	buf_add_text(out, "<p><strong>");
	page_user(out, record);
	buf_add_text(out, "</strong></p><p>");
	html_text(out, query_text(record, "refgate.repository"));
	buf_add_text(out, " ");
	add_ref_names(out, record);
	buf_add_text(out, "</p>");
	html_cell(table);
	buf_add_text(out, "<p>");
	add_codes(out, query_array(override, "rules"));
	buf_add_text(out, "</p>");
	add_findings(out, record);
	html_cell(table);
	add_reasons(out, override);
	html_cell(table);
	add_approvers(out, override);
	json_decref(record);
}

/* How often each key of each name has signed: {name: {key: count}}. */
static void count_keys(json_t *names, const struct report_line *line)
{
	json_t *record = page_record(line);
	const json_t *approvers =
		query_array(record, "refgate.override.approvers");

	for (size_t i = 0; i < json_array_size(approvers); i++) {
		const json_t *one = json_array_get(approvers, i);
		const char *name = query_text(one, "name");
		const char *key = query_text(one, "key");
		json_t *keys = json_object_get(names, name);

		if (!keys) {
			keys = json_object();
			json_object_set_new(names, name, keys);
		}
		json_object_set_new(
			keys, key,
			json_integer(1 + json_integer_value(
						 json_object_get(keys, key))));
	}
	json_decref(record);
}

static void add_keys(struct buf *out, const struct report_lines *list)
{
	static const struct html_column columns[] = { { "Who", false },
						      { "Key", false },
						      { "Overrides", true } };
	json_t *names = json_object();
	struct html_table table;
	const char *name, *key;
	json_t *keys, *count;

	out->failed |= !names;
	for (size_t i = 0; i < list->count; i++)
		count_keys(names, &list->items[i]);
	html_table(&table, out, "Keys that have signed these overrides",
		   columns, 3, false);
	json_object_foreach(names, name, keys)
	{
		json_object_foreach(keys, key, count)
		{
			html_row(&table);
			html_cell_text(&table, name);
			html_cell(&table);
			html_code(out, key);
			html_cell_number(&table,
					 (uint64_t)json_integer_value(count));
		}
	}
	html_table_end(&table);
	json_decref(names);
}

void page_overrides(struct buf *out, const struct report *report)
{
	static const struct html_column columns[] = {
		{ "When", false },	   { "Who, and where", false },
		{ "Rules let go", false }, { "Why", false },
		{ "Signed by", false },
	};
	const struct report_lines *list = &report->lists[LIST_OVERRIDES];
	struct html_table table;

	if (!list->count) {
		html_none(out, "No override in this time.");
		return;
	}
	buf_add_text(out, "<p>People who may do so let in what these rules "
			  "refuse. Each was signed beforehand.</p>\n");
	page_not_all(out, list->count, list->total);
	html_table(&table, out, "Overrides, the newest first", columns, 5,
		   true);
	for (size_t i = 0; i < list->count; i++)
		add_override(&table, &list->items[i]);
	html_table_end(&table);
	add_keys(out, list);
}

static void add_id(struct buf *out, const json_t *ref, const char *key)
{
	const char *id = query_text(ref, key);

	if (strspn(id, "0") == strlen(id)) {
		buf_add_text(out, "nothing");
		return;
	}
	buf_add_text(out, "<code>");
	html_str(out, str_first(str_of(id), ID_SHOWN));
	buf_add_text(out, "</code>");
}

static const char *kind_word(const char *kind)
{
	if (!strcmp(kind, "create"))
		return "created";
	return !strcmp(kind, "delete") ? "deleted" : "moved";
}

static void add_moved(struct html_table *table, const struct report_line *line,
		      const json_t *record, const json_t *ref)
{
	struct buf *out = table->out;

	html_row(table);
	html_cell(table);
	html_time(out, line->time);
	html_cell_text(table, query_text(record, "refgate.repository"));
	html_cell(table);
	html_code(out, page_branch(query_text(ref, "name")));
	html_cell(table);
	buf_addf(out, "%s: ", kind_word(query_text(ref, "kind")));
	add_id(out, ref, "old");
	buf_add_text(out, " &rarr; ");
	add_id(out, ref, "new");
	html_cell_text(table, query_text(record, "message"));
}

void page_bypasses(struct buf *out, const struct report *report)
{
	static const struct html_column columns[] = {
		{ "Noticed", false },	 { "Repository", false },
		{ "Ref", false },	 { "From and to", false },
		{ "In the log", false },
	};
	const struct report_lines *list = &report->lists[LIST_BYPASSES];
	struct html_table table;
	size_t rows = 0;

	if (!list->count) {
		html_none(out, "Nothing was moved past the gate in this time, "
			       "as far as the gate has noticed.");
		return;
	}
	buf_add_text(out, "<p>These refs have values that no accepted push "
			  "explains. The gate saw it when the next push came; "
			  "it does not know who did it.</p>\n");
	page_not_all(out, list->count, list->total);
	html_table(&table, out, "Refs moved past the gate, the newest first",
		   columns, 5, true);
	for (size_t i = 0; i < list->count; i++) {
		json_t *record = page_record(&list->items[i]);
		const json_t *refs = query_array(record, "refgate.refs");

		for (size_t j = 0; j < json_array_size(refs) && rows < ROWS_MAX;
		     j++, rows++)
			add_moved(&table, &list->items[i], record,
				  json_array_get(refs, j));
		json_decref(record);
	}
	html_table_end(&table);
}
