/*
 * query_details.c - the details of a record for people, a line each: what
 * `-v` adds. Passes over members that it does not know.
 */
#include "audit/query_show.h"

#include "base/text.h"

#include <inttypes.h>
#include <string.h>

#define LABEL_WIDTH 10
#define SHORT_ID 12
#define FINDING_WIDTH 400

static void begin(struct buf *out, size_t depth, const char *label)
{
	size_t start;

	buf_addf(out, "%*s", (int)(4 + 2 * depth), "");
	start = out->size;
	text_escape_line(out, str_of(label));
	query_pad(out, start, LABEL_WIDTH);
}

/* " by alice", or nothing. */
static void add_if(struct buf *out, const char *before, const char *text,
		   const char *after)
{
	if (!*text)
		return;
	buf_add_text(out, before);
	text_escape_line(out, str_of(text));
	buf_add_text(out, after);
}

static void add_time_if(struct buf *out, const char *before, const char *time)
{
	if (!*time)
		return;
	buf_add_text(out, before);
	query_add_time(out, time);
}

static void add_count(struct buf *out, const char *before, const json_t *item,
		      const char *key, const char *one, const char *more)
{
	int64_t count = query_number(item, key);

	if (json_object_get(item, key))
		buf_addf(out, "%s%" PRId64 " %s", before, count,
			 count == 1 ? one : more);
}

static void add_place(struct buf *out, const json_t *record)
{
	begin(out, 0, "record");
	buf_addf(out, "%" PRId64, query_number(record, "event.sequence"));
	add_if(out, " on ", query_text(record, "host.name"), "");
	add_if(out, ", id ", query_text(record, "event.id"), "");
	buf_add_byte(out, '\n');
	if (!*query_text(record, "refgate.push_id"))
		return;
	begin(out, 0, "push");
	text_escape_line(out, str_of(query_text(record, "refgate.push_id")));
	add_if(out, " part ", query_text(record, "refgate.part"), "\n");
}

static void add_person(struct buf *out, const json_t *record)
{
	const char *hash = query_text(record, "user.hash");
	const char *name = query_text(record, "user.name");

	if (!*name && !*hash && !*query_text(record, "user.email"))
		return;
	begin(out, 0, "by");
	text_escape_line(out, str_of(*name ? name : hash));
	add_if(out, *name || *hash ? " <" : "<",
	       query_text(record, "user.email"), ">");
	add_if(out, " from ", query_text(record, "source.ip"), "");
	add_if(out, " over ", query_text(record, "network.protocol"), "");
	add_if(out, " (", query_text(record, "refgate.identity_source"), ")");
	buf_add_byte(out, '\n');
}

static void add_version(struct buf *out, const char *label, const char *version,
			const char *behind)
{
	if (!*version)
		return;
	begin(out, 0, label);
	text_escape_line(out, str_of(version));
	buf_add_text(out, behind);
	buf_add_byte(out, '\n');
}

static void add_policy(struct buf *out, const json_t *record)
{
	bool only = !strcmp(query_text(record, "refgate.mode"), "evaluate");

	add_version(out, "policy", query_text(record, "rule.version"),
		    only ? ", only evaluated" : "");
	add_version(out, "was", query_text(record, "refgate.policy_was"), "");
	add_version(out, "floor was", query_text(record, "refgate.floor_was"),
		    "");
}

static void add_message(struct buf *out, const json_t *record)
{
	begin(out, 0, "message");
	text_escape_line(out, str_of(query_text(record, "message")));
	buf_add_byte(out, '\n');
}

static void add_list(struct buf *out, size_t depth, const char *label,
		     const json_t *texts)
{
	if (!json_array_size(texts))
		return;
	begin(out, depth, label);
	query_add_texts(out, texts, "; ", SIZE_MAX);
	buf_add_byte(out, '\n');
}

static void add_landing(struct buf *out, const json_t *landing)
{
	begin(out, 1, "landing");
	text_escape_line(out, str_of(query_text(landing, "branch")));
	add_count(out, ", ", landing, "commits", "commit", "commits");
	add_count(out, ", ", landing, "files", "file", "files");
	add_count(out, ", ", landing, "lines", "line", "lines");
	add_time_if(out, ", first seen ", query_text(landing, "seen"));
	buf_add_byte(out, '\n');
	add_list(out, 2, "in", query_array(landing, "paths"));
}

static void add_debt(struct buf *out, const char *label, const json_t *debt)
{
	begin(out, 1, label);
	text_escape_line(out, str_of(query_text(debt, "item")));
	add_if(out, " of ", query_text(debt, "branch"), "");
	add_time_if(out, ", due ", query_text(debt, "due"));
	add_time_if(out, ", owed since ", query_text(debt, "opened"));
	buf_add_byte(out, '\n');
}

static void add_ids(struct buf *out, const json_t *ref)
{
	buf_add_text(out, "  ");
	text_escape_line(out,
			 str_first(str_of(query_text(ref, "old")), SHORT_ID));
	buf_add_text(out, " -> ");
	text_escape_line(out,
			 str_first(str_of(query_text(ref, "new")), SHORT_ID));
}

/* What is past the gate is looked for elsewhere, too: in full. */
static void add_full_ids(struct buf *out, const json_t *ref)
{
	begin(out, 1, "was");
	text_escape_line(out, str_of(query_text(ref, "old")));
	buf_add_byte(out, '\n');
	begin(out, 1, "is");
	text_escape_line(out, str_of(query_text(ref, "new")));
	buf_add_byte(out, '\n');
}

static void add_reference(struct buf *out, const json_t *ref)
{
	bool bypassed = !strcmp(query_text(ref, "verdict"), "bypassed");
	const json_t *list;

	begin(out, 0, query_text(ref, "verdict"));
	add_if(out, "", query_text(ref, "kind"), " ");
	text_escape_line(out, str_of(query_text(ref, "name")));
	if (!bypassed)
		add_ids(out, ref);
	if (query_number(ref, "commits"))
		add_count(out, "  ", ref, "commits", "commit", "commits");
	buf_add_byte(out, '\n');
	if (bypassed)
		add_full_ids(out, ref);
	add_list(out, 1, "incident", query_array(ref, "incident"));
	add_list(out, 1, "issue", query_array(ref, "issue"));
	add_list(out, 1, "reason", query_array(ref, "reason"));
	list = query_array(ref, "landing");
	for (size_t i = 0; i < json_array_size(list); i++)
		add_landing(out, json_array_get(list, i));
	list = query_array(ref, "opened");
	for (size_t i = 0; i < json_array_size(list); i++)
		add_debt(out, "owes", json_array_get(list, i));
	list = query_array(ref, "closed");
	for (size_t i = 0; i < json_array_size(list); i++)
		add_debt(out, "paid", json_array_get(list, i));
}

static void add_finding(struct buf *out, const json_t *finding)
{
	const char *commit = query_text(finding, "commit");

	begin(out, 0, query_text(finding, "verdict"));
	buf_add_byte(out, '[');
	text_escape_line(out, str_of(query_text(finding, "rule")));
	buf_add_text(out, "] ");
	text_escape_line(out, str_first(str_of(commit), SHORT_ID));
	buf_add_text(out, *commit ? "  " : "");
	text_escape_fit(out, str_of(query_text(finding, "detail")),
			FINDING_WIDTH);
	buf_add_byte(out, '\n');
}

static void add_approvers(struct buf *out, const json_t *override)
{
	const json_t *list = query_array(override, "approvers");
	size_t count = json_array_size(list);
	int64_t all = query_number(override, "approver_count");

	for (size_t i = 0; i < count; i++) {
		begin(out, 1, "approver");
		text_escape_line(out, str_of(query_text(json_array_get(list, i),
							"name")));
		add_if(out, "  ", query_text(json_array_get(list, i), "key"),
		       "");
		buf_add_byte(out, '\n');
	}
	if (all > 0 && (uint64_t)all > count) {
		begin(out, 1, "approver");
		buf_addf(out, "and %" PRId64 " more\n", all - (int64_t)count);
	}
}

static void add_override(struct buf *out, json_t *override)
{
	static const char own[] = " incident expires ";
	struct buf word = BUF_INIT;
	const char *key;
	json_t *value;

	if (!json_is_object(override))
		return;
	begin(out, 0, "override");
	text_escape_line(out, str_of(query_text(override, "incident")));
	add_time_if(out, " until ", query_text(override, "expires"));
	buf_add_byte(out, '\n');
	add_list(out, 1, "lets in", query_array(override, "rules"));
	add_approvers(out, override);
	json_object_foreach(override, key, value)
	{
		buf_clear(&word);
		buf_addf(&word, " %s ", key);
		if (!json_is_string(value) || strstr(own, buf_text(&word)))
			continue;
		begin(out, 1, key);
		text_escape_line(out, str_of(json_string_value(value)));
		buf_add_byte(out, '\n');
	}
	out->failed |= buf_failed(&word);
	buf_release(&word);
}

/* What a record about the log itself says. */
static void add_break(struct buf *out, const json_t *refgate, const char *key)
{
	const json_t *broken = json_object_get(refgate, key);

	if (!broken)
		return;
	begin(out, 0, key);
	text_escape_line(out, str_of(query_text(broken, "reason")));
	add_if(out, " after ", query_text(broken, "after"), "");
	if (query_number(broken, "bytes"))
		add_count(out, ", ", broken, "bytes", "byte", "bytes");
	buf_add_byte(out, '\n');
}

void query_show_details(struct buf *out, const json_t *record)
{
	const json_t *refgate = json_object_get(record, "refgate");
	const json_t *list;

	add_message(out, record);
	add_place(out, record);
	add_person(out, record);
	add_policy(out, record);
	list = query_array(refgate, "refs");
	for (size_t i = 0; i < json_array_size(list); i++)
		add_reference(out, json_array_get(list, i));
	list = query_array(refgate, "findings");
	for (size_t i = 0; i < json_array_size(list); i++)
		add_finding(out, json_array_get(list, i));
	add_override(out, json_object_get(refgate, "override"));
	add_break(out, refgate, "rotated");
	add_break(out, refgate, "recovered");
}
