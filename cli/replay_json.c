/*
 * replay_json.c - what a replay found, for programs. Appends one line; never
 * prints, never judges.
 */
#include "replay.h"

#include "base/json.h"

#include <stdlib.h>

static void add_time(struct json *json, const char *key, int64_t time,
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

static void add_size(struct json *json, const char *key, size_t value)
{
	json_int(json, key, (int64_t)value);
}

static void add_example(struct json *json, const struct replay_example *example)
{
	char hex[OID_HEX_SIZE + 1];

	json_object_begin(json, NULL);
	if (oid_is_zero(&example->commit))
		json_nil(json, "commit");
	else
		json_text(json, "commit", oid_format(&example->commit, hex));
	json_text(json, "rule", example->rule);
	json_text(json, "subject", example->subject);
	json_text(json, "text", example->text);
	json_object_end(json);
}

/* One more number, of these rows alone. */
struct extra {
	const char *key;
	size_t offset; /* in struct replay_row; a size_t */
};

static void add_row(struct json *json, const struct replay_row *row,
		    const struct extra *extra)
{
	add_size(json, "pushes", row->pushes);
	add_size(json, "findings", row->findings);
	add_size(json, "warned", row->warned);
	add_size(json, "warnings", row->warnings);
	if (extra)
		add_size(json, extra->key,
			 *(const size_t *)(const void *)((const char *)row +
							 extra->offset));
	json_array_begin(json, "examples");
	for (size_t i = 0; i < row->example_count; i++)
		add_example(json, &row->examples[i]);
	json_array_end(json);
}

static void add_rows(struct json *json, struct buf *out, const char *key,
		     const char *name, const struct replay_rows *rows,
		     const struct extra *extra)
{
	size_t *order = replay_order(rows, true);

	out->failed |= !order;
	json_array_begin(json, key);
	for (size_t i = 0; order && i < rows->names.count; i++) {
		json_object_begin(json, NULL);
		json_text(json, name, replay_name(rows, order[i]));
		add_row(json, &rows->items[order[i]], extra);
		json_object_end(json);
	}
	json_array_end(json);
	free(order);
}

static void add_left_out(struct json *json, const struct replay_tally *tally)
{
	json_array_begin(json, "left_out");
	for (size_t i = 0; i < tally->left_out.names.count; i++) {
		json_object_begin(json, NULL);
		json_text(json, "reason", replay_name(&tally->left_out, i));
		add_size(json, "pushes", tally->left_out.items[i].pushes);
		json_object_end(json);
	}
	json_array_end(json);
}

static void add_unanswered(struct json *json, const struct replay_tally *tally)
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
	for (size_t i = 0; i < tally->broken.names.count; i++) {
		const struct replay_row *row = &tally->broken.items[i];

		json_object_begin(json, NULL);
		json_text(json, "rule", replay_name(&tally->broken, i));
		add_size(json, "times", row->warnings);
		json_text(json, "text", row->examples[0].text);
		json_object_end(json);
	}
	json_array_end(json);
}

void replay_json(struct buf *out, const struct replay_result *result)
{
	static const struct extra alone = { "alone", offsetof(struct replay_row,
							      alone) };
	static const struct extra judged = {
		"judged", offsetof(struct replay_row, judged)
	};
	const struct replay_tally *tally = result->tally;
	struct json json;

	json_init(&json, out);
	json_object_begin(&json, NULL);
	json_text(&json, "of", result->what);
	json_text(&json, "policy", result->policy);
	json_bool(&json, "governed", tally->governed);
	json_str(&json, "evaluate", buf_str(&tally->trial));
	add_size(&json, "pushes", tally->pushes);
	add_size(&json, "refused", tally->refused);
	add_size(&json, "warned", tally->warned);
	add_size(&json, "commits", tally->commits);
	add_size(&json, "nameless", tally->nameless);
	add_time(&json, "from", tally->first, tally->pushes);
	add_time(&json, "to", tally->last, tally->pushes);
	add_left_out(&json, tally);
	add_rows(&json, out, "rules", "rule", &tally->rules, &alone);
	add_rows(&json, out, "authors", "author", &tally->authors, NULL);
	add_rows(&json, out, "months", "month", &tally->months, &judged);
	add_unanswered(&json, tally);
	json_object_end(&json);
	buf_add_byte(out, '\n');
}
