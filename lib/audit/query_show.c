/*
 * query_show.c - records for people: a line each, or rows of a table (RFC
 * 4180). Never lets a byte of a log reach a terminal or a spreadsheet as a
 * command.
 */
#include "audit/query_show.h"

#include "base/text.h"

#include <inttypes.h>
#include <string.h>

#define ACTION_WIDTH 8
#define REPOSITORY_WIDTH 12
#define USER_WIDTH 10
#define SHORT_ID 10

static const char csv_header[] =
	"time,action,outcome,repository,user,email,ip,ref,kind,old,new,"
	"verdict,commits,rules,push_id,sequence,part,message,event_id\r\n";

/* Two blanks at least before what follows. */
static void add_column(struct buf *out, const char *text, size_t width)
{
	size_t columns;
	size_t start = out->size;

	text_escape_line(out, str_of(*text ? text : "-"));
	columns = text_columns(str_from(buf_str(out), start));
	for (; columns < width; columns++)
		buf_add_byte(out, ' ');
	buf_add_text(out, "  ");
}

/* 2026-11-20T09:00:01.123456Z -> 2026-11-20 09:00:01Z */
static void add_time(struct buf *out, const char *time)
{
	struct str s = str_of(time);
	struct str date = str_first(s, str_find_byte(s, 'T'));
	struct str clock = str_from(s, date.size + 1);

	if (clock.size == 0) {
		text_escape_line(out, s);
	} else {
		text_escape_line(out, date);
		buf_add_byte(out, ' ');
		text_escape_line(out,
				 str_first(clock, str_find_byte(clock, '.')));
		if (str_find_byte(clock, '.') < clock.size)
			buf_add_byte(out, 'Z');
	}
	buf_add_text(out, "  ");
}

static const char *short_action(const char *action)
{
	return strncmp(action, "push-", 5) == 0 ? action + 5 : action;
}

static void add_texts(struct buf *out, const json_t *array,
		      const char *separator)
{
	size_t i;

	for (i = 0; i < json_array_size(array); i++) {
		if (i)
			buf_add_text(out, separator);
		text_escape_line(
			out, str_of(query_text(json_array_get(array, i), "")));
	}
}

static void add_refs(struct buf *out, const json_t *refs)
{
	size_t count = json_array_size(refs);

	if (count == 0) {
		buf_add_byte(out, '-');
		return;
	}
	text_escape_line(out,
			 str_of(query_text(json_array_get(refs, 0), "name")));
	if (count > 1)
		buf_addf(out, " (+%zu)", count - 1);
}

/* The rules that failed, or, where there are none, the message. */
static void add_reason(struct buf *out, const json_t *record)
{
	const json_t *rules = query_array(record, "rule.id");

	buf_add_text(out, "  ");
	if (json_array_size(rules))
		add_texts(out, rules, ", ");
	else
		text_escape_line(out, str_of(query_text(record, "message")));
}

static void add_short_id(struct buf *out, const char *id)
{
	text_escape_line(out, str_first(str_of(id), SHORT_ID));
}

static void add_details(struct buf *out, const json_t *record)
{
	const json_t *refs = query_array(record, "refgate.refs");
	const json_t *findings = query_array(record, "refgate.findings");
	const json_t *item;
	size_t i;

	buf_add_text(out, "    push ");
	text_escape_line(out, str_of(query_text(record, "refgate.push_id")));
	buf_add_text(out, " part ");
	text_escape_line(out, str_of(query_text(record, "refgate.part")));
	buf_add_byte(out, '\n');
	for (i = 0; i < json_array_size(refs); i++) {
		item = json_array_get(refs, i);
		buf_add_text(out, "    ");
		add_column(out, query_text(item, "verdict"), ACTION_WIDTH);
		add_short_id(out, query_text(item, "old"));
		buf_add_text(out, "..");
		add_short_id(out, query_text(item, "new"));
		buf_add_text(out, "  ");
		text_escape_line(out, str_of(query_text(item, "name")));
		buf_add_byte(out, '\n');
	}
	for (i = 0; i < json_array_size(findings); i++) {
		item = json_array_get(findings, i);
		buf_add_text(out, "    [");
		text_escape_line(out, str_of(query_text(item, "rule")));
		buf_add_text(out, "] ");
		add_short_id(out, query_text(item, "commit"));
		if (*query_text(item, "commit"))
			buf_add_text(out, "  ");
		text_escape_line(out, str_of(query_text(item, "detail")));
		buf_add_byte(out, '\n');
	}
}

void query_show_human(struct buf *out, const json_t *record, bool verbose)
{
	const char *user = query_text(record, "user.name");

	add_time(out, query_text(record, "@timestamp"));
	add_column(out, short_action(query_text(record, "event.action")),
		   ACTION_WIDTH);
	add_column(out, query_text(record, "refgate.repository"),
		   REPOSITORY_WIDTH);
	add_column(out, *user ? user : query_text(record, "user.email"),
		   USER_WIDTH);
	add_refs(out, query_array(record, "refgate.refs"));
	add_reason(out, record);
	buf_add_byte(out, '\n');
	if (verbose)
		add_details(out, record);
}

/* A spreadsheet takes a cell that begins with one of these for a formula. */
static bool is_formula(struct str s)
{
	return s.size && s.data[0] && strchr("=+-@\t", s.data[0]);
}

static void add_cell(struct buf *out, struct str s)
{
	struct buf shown = BUF_INIT;
	size_t i;

	text_escape_line(&shown, s);
	buf_add_byte(out, '"');
	if (is_formula(s))
		buf_add_byte(out, '\'');
	for (i = 0; i < shown.size; i++) {
		if (shown.data[i] == '"')
			buf_add_byte(out, '"');
		buf_add_byte(out, shown.data[i]);
	}
	buf_add_byte(out, '"');
	out->failed |= buf_failed(&shown);
	buf_release(&shown);
}

static void add_cells(struct buf *out, const json_t *record,
		      const char *const *paths, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++) {
		add_cell(out, str_of(query_text(record, paths[i])));
		buf_add_byte(out, ',');
	}
}

static void add_row(struct buf *out, const json_t *record, const json_t *ref)
{
	static const char *const before[] = {
		"@timestamp",	      "event.action", "event.outcome",
		"refgate.repository", "user.name",    "user.email",
		"source.ip",
	};
	static const char *const of_ref[] = { "name", "kind", "old", "new",
					      "verdict" };
	struct buf rules = BUF_INIT;
	const json_t *event = json_object_get(record, "event");

	add_cells(out, record, before, sizeof(before) / sizeof(before[0]));
	add_cells(out, ref, of_ref, sizeof(of_ref) / sizeof(of_ref[0]));
	buf_addf(out, "%" JSON_INTEGER_FORMAT ",",
		 json_integer_value(json_object_get(ref, "commits")));
	add_texts(&rules, query_array(record, "rule.id"), " ");
	out->failed |= buf_failed(&rules);
	add_cell(out, buf_str(&rules));
	buf_add_byte(out, ',');
	add_cell(out, str_of(query_text(record, "refgate.push_id")));
	buf_addf(out, ",%" JSON_INTEGER_FORMAT ",",
		 json_integer_value(json_object_get(event, "sequence")));
	add_cell(out, str_of(query_text(record, "refgate.part")));
	buf_add_byte(out, ',');
	add_cell(out, str_of(query_text(record, "message")));
	buf_add_byte(out, ',');
	add_cell(out, str_of(query_text(record, "event.id")));
	buf_add_text(out, "\r\n");
	buf_release(&rules);
}

void query_show_csv(struct buf *out, const json_t *record)
{
	const json_t *refs = query_array(record, "refgate.refs");
	size_t i;

	if (json_array_size(refs) == 0)
		add_row(out, record, NULL);
	for (i = 0; i < json_array_size(refs); i++)
		add_row(out, record, json_array_get(refs, i));
}

void query_show_csv_header(struct buf *out)
{
	buf_add_text(out, csv_header);
}
