/*
 * report_landings.c - the list of hotfixes that landed: what, where, who,
 * why. Never shows more than the newest.
 */
#include "audit/report_page.h"

#include "audit/query_show.h"
#include "base/clock.h"

#include <inttypes.h>

static const char *const why_keys[] = { "incident", "issue", "reason" };

static void add_why(struct buf *out, const json_t *ref)
{
	bool any = false;

	for (size_t i = 0; i < sizeof(why_keys) / sizeof(why_keys[0]); i++) {
		const json_t *values = query_array(ref, why_keys[i]);

		for (size_t j = 0; j < json_array_size(values); j++) {
			buf_addf(out, "<p><span class=\"aside\">%s</span> ",
				 why_keys[i]);
			html_text(out,
				  query_text(json_array_get(values, j), ""));
			buf_add_text(out, "</p>");
			any = true;
		}
	}
	if (!any)
		buf_add_text(out, "nothing was said");
}

static void add_count(struct buf *out, const json_t *landing, const char *key,
		      const char *one, const char *more, const char *before)
{
	const json_t *value = json_object_get(landing, key);

	if (!json_is_integer(value) || json_integer_value(value) < 0)
		return;
	buf_add_text(out, before);
	html_count(out, (uint64_t)json_integer_value(value), one, more);
}

static void add_took(struct html_table *table, int64_t time,
		     const json_t *landing)
{
	int64_t seen;

	if (clock_parse(str_of(query_text(landing, "seen")), &seen) &&
	    seen <= time)
		html_cell_duration(table, time - seen);
	else
		html_cell_text(table, "not known");
}

static void add_landing(struct html_table *table,
			const struct report_line *line, const json_t *record,
			const json_t *ref, const json_t *landing)
{
	struct buf *out = table->out;

	html_row(table);
	html_cell(table);
	html_time(out, line->time);
	html_cell(table);
	buf_add_text(out, "<p>");
	html_code(out, page_branch(query_text(landing, "branch")));
	buf_add_text(out, "</p><p class=\"aside\">on ");
	html_text(out, page_branch(query_text(ref, "name")));
	buf_add_text(out, " of ");
	html_text(out, query_text(record, "refgate.repository"));
	buf_add_text(out, "</p>");
	html_cell(table);
	page_user(out, record);
	html_cell(table);
	add_why(out, ref);
	html_cell(table);
	add_count(out, landing, "commits", "commit", "commits", "");
	add_count(out, landing, "files", "file", "files", ", ");
	add_count(out, landing, "lines", "line", "lines", ", ");
	add_took(table, line->time, landing);
}

static void add_record(struct html_table *table, const struct report_line *line)
{
	json_t *record = page_record(line);
	const json_t *refs = query_array(record, "refgate.refs");

	for (size_t i = 0; i < json_array_size(refs); i++) {
		const json_t *ref = json_array_get(refs, i);
		const json_t *landings = query_array(ref, "landing");

		for (size_t j = 0; j < json_array_size(landings); j++)
			add_landing(table, line, record, ref,
				    json_array_get(landings, j));
	}
	json_decref(record);
}

void page_landings(struct buf *out, const struct report *report)
{
	static const struct html_column columns[] = {
		{ "When", false }, { "Branch", false }, { "By", false },
		{ "Why", false },  { "Size", false },	{ "Took", false },
	};
	const struct report_lines *list = &report->lists[LIST_LANDINGS];
	struct html_table table;

	if (!list->count)
		return;
	buf_add_text(out, "<h3>Each landing</h3>\n");
	page_not_all(out, list->count, list->total);
	html_table(&table, out, "Landings of hotfixes, the newest first",
		   columns, 6, true);
	for (size_t i = 0; i < list->count; i++)
		add_record(&table, &list->items[i]);
	html_table_end(&table);
}
