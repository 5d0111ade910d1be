/*
 * query_csv.c - records as rows of a table (RFC 4180). Never lets a cell
 * become a formula of a spreadsheet.
 */
#include "audit/query_show.h"

#include "base/text.h"

#include <inttypes.h>
#include <string.h>

#define SEPARATOR "; "

/* Columns are added at the end only: others count on their places. */
static const char csv_header[] =
	"time,action,outcome,repository,user,email,ip,ref,kind,old,new,"
	"verdict,commits,rules,push_id,sequence,part,message,event_id,chain,"
	"host,incident,issue,reason,approvers\r\n";

/*
 * What a spreadsheet takes for a formula begins so; the last four are the
 * wide forms of the first.
 */
static bool is_formula(struct str s)
{
	static const char *const starts[] = {
		"=",
		"+",
		"-",
		"@",
		"\t",
		"\xef\xbc\x9d",
		"\xef\xbc\x8b",
		"\xef\xbc\x8d",
		"\xef\xbc\xa0",
	};

	for (size_t i = 0; i < sizeof(starts) / sizeof(starts[0]); i++)
		if (str_starts(s, starts[i]))
			return true;
	return false;
}

static void add_cell(struct buf *out, struct str s)
{
	struct buf shown = BUF_INIT;

	text_escape_line(&shown, s);
	buf_add_byte(out, '"');
	if (is_formula(s))
		buf_add_byte(out, '\'');
	for (size_t i = 0; i < shown.size; i++) {
		if (shown.data[i] == '"')
			buf_add_byte(out, '"');
		buf_add_byte(out, shown.data[i]);
	}
	buf_add_byte(out, '"');
	out->failed |= buf_failed(&shown);
	buf_release(&shown);
}

static void add_text_at(struct buf *out, const json_t *item, const char *path)
{
	add_cell(out, str_of(query_text(item, path)));
	buf_add_byte(out, ',');
}

static void add_texts_at(struct buf *out, const json_t *item, const char *path)
{
	struct buf text = BUF_INIT;

	query_add_texts(&text, query_array(item, path), SEPARATOR, SIZE_MAX);
	add_cell(out, buf_str(&text));
	out->failed |= buf_failed(&text);
	buf_release(&text);
	buf_add_byte(out, ',');
}

static void add_number_at(struct buf *out, const json_t *item, const char *path)
{
	buf_addf(out, "%" PRId64 ",", query_number(item, path));
}

/* Of the commits that came in, or else of the override. */
static void add_why(struct buf *out, const json_t *record, const json_t *ref,
		    const char *key)
{
	const json_t *override =
		json_object_get(json_object_get(record, "refgate"), "override");

	if (json_array_size(query_array(ref, key)))
		add_texts_at(out, ref, key);
	else
		add_text_at(out, override, key);
}

static void add_user(struct buf *out, const json_t *record)
{
	const char *name = query_text(record, "user.name");

	add_text_at(out, record, *name ? "user.name" : "user.hash");
	add_text_at(out, record, "user.email");
	add_text_at(out, record, "source.ip");
}

static void add_ref(struct buf *out, const json_t *ref)
{
	static const char *const paths[] = { "name", "kind", "old", "new",
					     "verdict" };

	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++)
		add_text_at(out, ref, paths[i]);
	add_number_at(out, ref, "commits");
}

static void add_approvers(struct buf *out, const json_t *record)
{
	const json_t *approvers =
		query_array(record, "refgate.override.approvers");
	struct buf text = BUF_INIT;

	for (size_t i = 0; i < json_array_size(approvers); i++) {
		buf_add_text(&text, i ? SEPARATOR : "");
		buf_add_text(&text,
			     query_text(json_array_get(approvers, i), "name"));
	}
	add_cell(out, buf_str(&text));
	out->failed |= buf_failed(&text);
	buf_release(&text);
}

static void add_row(struct buf *out, const json_t *record, const json_t *ref)
{
	add_text_at(out, record, "@timestamp");
	add_text_at(out, record, "event.action");
	add_text_at(out, record, "event.outcome");
	add_text_at(out, record, "refgate.repository");
	add_user(out, record);
	add_ref(out, ref);
	add_texts_at(out, record, "rule.id");
	add_text_at(out, record, "refgate.push_id");
	add_number_at(out, record, "event.sequence");
	add_text_at(out, record, "refgate.part");
	add_text_at(out, record, "message");
	add_text_at(out, record, "event.id");
	add_text_at(out, record, "refgate.chain");
	add_text_at(out, record, "host.name");
	add_why(out, record, ref, "incident");
	add_why(out, record, ref, "issue");
	add_why(out, record, ref, "reason");
	add_approvers(out, record);
	buf_add_text(out, "\r\n");
}

void query_show_csv(struct buf *out, const json_t *record)
{
	const json_t *refs = query_array(record, "refgate.refs");

	if (json_array_size(refs) == 0)
		add_row(out, record, NULL);
	for (size_t i = 0; i < json_array_size(refs); i++)
		add_row(out, record, json_array_get(refs, i));
}

void query_show_csv_header(struct buf *out)
{
	buf_add_text(out, csv_header);
}
