/*
 * query.c - finds records in logs. Never trusts a line: one that is no
 * record is counted and passed over.
 */
#include "audit/query.h"

#include "audit/line_reader.h"
#include "audit/query_show.h"
#include "base/clock.h"

#include <string.h>

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

static bool is_or_any(const char *wanted, const char *text)
{
	return !wanted || strcmp(wanted, text) == 0;
}

static bool ref_is(const char *wanted, const char *name)
{
	struct str s = str_of(name);

	if (str_is(s, wanted))
		return true;
	if (str_starts(s, "refs/heads/"))
		return str_is(str_from(s, strlen("refs/heads/")), wanted);
	return str_starts(s, "refs/tags/") &&
	       str_is(str_from(s, strlen("refs/tags/")), wanted);
}

/* Whether a member of an item of the array is `wanted`. */
static bool has_item(const json_t *record, const char *path, const char *key,
		     const char *wanted)
{
	const json_t *array = query_array(record, path);
	const char *text;
	size_t i;

	for (i = 0; i < json_array_size(array); i++) {
		text = query_text(json_array_get(array, i), key);
		if (strcmp(key, "name") == 0 ? ref_is(wanted, text) :
					       strcmp(wanted, text) == 0)
			return true;
	}
	return false;
}

static bool has_rule(const json_t *record, const char *wanted)
{
	return !wanted || has_item(record, "rule.id", "", wanted) ||
	       has_item(record, "refgate.findings", "rule", wanted);
}

static bool has_verdict(const json_t *record, const char *wanted)
{
	return !wanted || has_item(record, "refgate.refs", "verdict", wanted) ||
	       has_item(record, "refgate.findings", "verdict", wanted);
}

static bool has_user(const json_t *record, const char *wanted)
{
	return !wanted || is_or_any(wanted, query_text(record, "user.name")) ||
	       is_or_any(wanted, query_text(record, "user.email"));
}

static bool is_action(const json_t *record, const char *wanted)
{
	const char *action = query_text(record, "event.action");

	return is_or_any(wanted, action) || (strncmp(action, "push-", 5) == 0 &&
					     is_or_any(wanted, action + 5));
}

static bool is_between(const json_t *record, int64_t since, int64_t until)
{
	int64_t time;

	if (!since && !until)
		return true;
	return clock_parse(str_of(query_text(record, "@timestamp")), &time) &&
	       (!since || time >= since) && (!until || time < until);
}

static bool matches(const struct query *query, const json_t *record)
{
	return is_between(record, query->since, query->until) &&
	       is_or_any(query->repository,
			 query_text(record, "refgate.repository")) &&
	       is_or_any(query->push_id,
			 query_text(record, "refgate.push_id")) &&
	       is_action(record, query->action) &&
	       has_user(record, query->user) && has_rule(record, query->rule) &&
	       has_verdict(record, query->verdict) &&
	       (!query->ref ||
		has_item(record, "refgate.refs", "name", query->ref));
}

static void show(const struct query *query, const json_t *record,
		 struct str line, struct buf *out)
{
	if (query->format == QUERY_HUMAN) {
		query_show_human(out, record, query->verbose);
	} else if (query->format == QUERY_CSV) {
		query_show_csv(out, record);
	} else {
		buf_add_str(out, line);
		buf_add_byte(out, '\n');
	}
}

/* 1: a record that matches; 0: one that does not; -1: none. */
static int take_line(const struct query *query, struct str line,
		     struct buf *out)
{
	json_t *record =
		json_loadb(line.data, line.size, JSON_REJECT_DUPLICATES, NULL);
	int result = -1;

	if (*query_text(record, "event.action")) {
		result = matches(query, record);
		if (result)
			show(query, record, line, out);
	}
	json_decref(record);
	return result;
}

int query_run(const struct query *query, int fd, struct buf *out,
	      int (*flush)(struct buf *out, void *context), void *context,
	      size_t *matched, size_t *odd, struct error *error)
{
	struct line_reader reader;
	struct line_piece piece;
	int found;
	int result = line_reader_init(&reader, fd, UINT64_MAX, error);

	while (result == 0 &&
	       (result = line_reader_next(&reader, &piece, error)) > 0) {
		result = 0;
		if (!piece.first)
			continue;
		found = piece.last ? take_line(query, piece.text, out) : -1;
		if (buf_failed(out))
			result = error_no_memory(error);
		else if (found > 0)
			result = flush(out, context);
		*matched += found > 0;
		*odd += found < 0;
	}
	line_reader_release(&reader);
	return result;
}

void query_header(const struct query *query, struct buf *out)
{
	if (query->format == QUERY_CSV)
		query_show_csv_header(out);
}
