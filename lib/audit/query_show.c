/*
 * query_show.c - records for people, a line each. Never lets a byte of a log
 * reach a terminal as a command.
 */
#include "audit/query_show.h"

#include "base/text.h"

#include <inttypes.h>
#include <string.h>

#define ACTION_WIDTH 15 /* of the longest, "policy-override" */
#define REPOSITORY_WIDTH 10
#define USER_WIDTH 8
#define SHORT_ID 7
#define RULES_SHOWN 4
#define MESSAGE_WIDTH 72

static const json_t *look_up(const json_t *record, const char *path)
{
	struct str rest = str_of(path);
	struct str key;

	while (record && rest.size) {
		key = str_first(rest, str_find_byte(rest, '.'));
		rest = str_from(rest, key.size + 1);
		record = json_object_getn(record, key.data, key.size);
	}
	return record;
}

const char *query_text(const json_t *record, const char *path)
{
	const char *text = json_string_value(look_up(record, path));

	return text ? text : "";
}

const json_t *query_array(const json_t *record, const char *path)
{
	const json_t *array = look_up(record, path);

	return json_is_array(array) ? array : NULL;
}

int64_t query_number(const json_t *record, const char *path)
{
	return json_integer_value(look_up(record, path));
}

const char *query_short_action(const char *action)
{
	return strncmp(action, "push-", 5) == 0 ? action + 5 : action;
}

struct str query_short_ref(struct str name)
{
	if (str_starts(name, "refs/heads/"))
		return str_from(name, strlen("refs/heads/"));
	if (str_starts(name, "refs/tags/"))
		return str_from(name, strlen("refs/tags/"));
	return name;
}

void query_add_texts(struct buf *out, const json_t *array,
		     const char *separator, size_t max)
{
	size_t count = json_array_size(array);

	for (size_t i = 0; i < count && i < max; i++) {
		buf_add_text(out, i ? separator : "");
		text_escape_line(
			out, str_of(query_text(json_array_get(array, i), "")));
	}
	if (count > max)
		buf_addf(out, " (+%zu)", count - max);
}

void query_pad(struct buf *out, size_t start, size_t width)
{
	size_t columns = text_columns(str_from(buf_str(out), start));

	for (; columns < width; columns++)
		buf_add_byte(out, ' ');
	buf_add_text(out, "  ");
}

static void add_column(struct buf *out, const char *text, size_t width)
{
	size_t start = out->size;

	text_escape_line(out, str_of(*text ? text : "-"));
	query_pad(out, start, width);
}

void query_add_time(struct buf *out, const char *time)
{
	struct str s = str_of(time);
	struct str date = str_first(s, str_find_byte(s, 'T'));
	struct str clock = str_from(s, date.size + 1);

	text_escape_line(out, date);
	if (clock.size == 0)
		return;
	buf_add_byte(out, ' ');
	text_escape_line(out, str_first(clock, str_find_byte(clock, '.')));
	if (str_find_byte(clock, '.') < clock.size)
		buf_add_byte(out, 'Z');
}

/* "main", "tags/v1", "refs/notes/x": what git would take it for. */
static void add_ref(struct buf *out, const json_t *ref)
{
	struct str name = str_of(query_text(ref, "name"));

	if (str_starts(name, "refs/tags/"))
		buf_add_text(out, "tags/");
	text_escape_line(out, query_short_ref(name));
}

static void add_refs(struct buf *out, const json_t *record)
{
	const json_t *refs = query_array(record, "refgate.refs");
	size_t count = json_array_size(refs);

	if (count)
		add_ref(out, json_array_get(refs, 0));
	else
		buf_add_byte(out, '-');
	if (count > 1)
		buf_addf(out, " (+%zu)", count - 1);
}

static void add_short_id(struct buf *out, const char *id)
{
	text_escape_line(out, str_first(str_of(id), SHORT_ID));
}

static void add_move(struct buf *out, const json_t *ref)
{
	if (!strcmp(query_text(ref, "kind"), "create")) {
		buf_add_text(out, "new at ");
		add_short_id(out, query_text(ref, "new"));
	} else if (!strcmp(query_text(ref, "kind"), "delete")) {
		buf_add_text(out, "deleted at ");
		add_short_id(out, query_text(ref, "old"));
	} else {
		add_short_id(out, query_text(ref, "old"));
		buf_add_text(out, "..");
		add_short_id(out, query_text(ref, "new"));
	}
}

/* "2 commits", "1a2b3c4..5d6e7f8", and the incident, where one is told. */
static void add_moved(struct buf *out, const json_t *record)
{
	const json_t *refs = query_array(record, "refgate.refs");
	const json_t *ref = json_array_get(refs, 0);
	const json_t *incidents = query_array(ref, "incident");
	const char *incident = query_text(record, "refgate.override.incident");

	add_move(out, ref);
	if (*incident) {
		buf_add_text(out, ", ");
		text_escape_line(out, str_of(incident));
	} else if (json_array_size(incidents)) {
		buf_add_text(out, ", ");
		query_add_texts(out, incidents, ", ", RULES_SHOWN);
	}
}

static void add_override(struct buf *out, const json_t *record)
{
	const json_t *approvers =
		query_array(record, "refgate.override.approvers");

	text_escape_line(
		out, str_of(query_text(record, "refgate.override.incident")));
	for (size_t i = 0; i < json_array_size(approvers); i++) {
		buf_add_text(out, i ? ", " : " by ");
		text_escape_line(out,
				 str_of(query_text(json_array_get(approvers, i),
						   "name")));
	}
	buf_add_text(out, ": ");
	query_add_texts(out, query_array(record, "refgate.override.rules"),
			", ", RULES_SHOWN);
}

static void add_message(struct buf *out, const json_t *record)
{
	text_escape_fit(out, str_of(query_text(record, "message")),
			MESSAGE_WIDTH);
}

static void add_rules(struct buf *out, const json_t *record)
{
	query_add_texts(out, query_array(record, "rule.id"), ", ", RULES_SHOWN);
}

static bool has_rules(const json_t *record)
{
	return json_array_size(query_array(record, "rule.id")) > 0;
}

/* The rules that refused; of none, what was pushed. */
static void add_judged(struct buf *out, const json_t *record)
{
	if (has_rules(record))
		add_rules(out, record);
	else
		add_moved(out, record);
}

/* What was let in, and in brackets what rules had to say of it. */
static void add_let_in(struct buf *out, const json_t *record)
{
	add_moved(out, record);
	if (!has_rules(record))
		return;
	buf_add_text(out, " (");
	add_rules(out, record);
	buf_add_byte(out, ')');
}

struct account {
	const char *action;
	void (*add)(struct buf *out, const json_t *record);
};

static const struct account accounts[] = {
	{ "push-accepted", add_let_in },
	{ "push-denied", add_judged },
	{ "check-only", add_judged },
	{ "push-landed", add_moved },
	{ "policy-override", add_override },
	{ "gate-bypassed", add_moved },
	{ "import", add_let_in },
};

/* A record without what its account needs has a message, at least. */
static void add_account(struct buf *out, const json_t *record)
{
	const char *action = query_text(record, "event.action");
	const char *override = query_text(record, "refgate.override.incident");
	bool told = json_array_size(query_array(record, "refgate.refs")) > 0;

	for (size_t i = 0; i < sizeof(accounts) / sizeof(accounts[0]); i++)
		if (!strcmp(action, accounts[i].action) &&
		    (accounts[i].add == add_override ? *override : told)) {
			accounts[i].add(out, record);
			return;
		}
	add_message(out, record);
}

static void add_user(struct buf *out, const json_t *record)
{
	const char *name = query_text(record, "user.name");
	const char *hash = query_text(record, "user.hash");
	size_t start = out->size;

	if (!*name)
		name = query_text(record, "user.email");
	if (*name || !*hash)
		text_escape_line(out, str_of(*name ? name : "-"));
	else
		text_escape_line(out, str_first(str_of(hash), USER_WIDTH));
	query_pad(out, start, USER_WIDTH);
}

void query_show_human(struct buf *out, const json_t *record)
{
	const char *part = query_text(record, "refgate.part");

	query_add_time(out, query_text(record, "@timestamp"));
	buf_add_text(out, "  ");
	add_column(out, query_short_action(query_text(record, "event.action")),
		   ACTION_WIDTH);
	add_column(out, query_text(record, "refgate.repository"),
		   REPOSITORY_WIDTH);
	add_user(out, record);
	add_refs(out, record);
	buf_add_text(out, "  ");
	add_account(out, record);
	if (*part && strcmp(part, "1/1") != 0) {
		buf_add_text(out, " (part ");
		text_escape_line(out, str_of(part));
		buf_add_byte(out, ')');
	}
	buf_add_byte(out, '\n');
}
