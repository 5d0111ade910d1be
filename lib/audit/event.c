/*
 * event.c - an event as lines of the log, in the Elastic Common Schema.
 * Never writes anywhere, and never puts in what it was not given: no
 * environment, no push options.
 */
#include "audit/event.h"

#include "audit/action.h"
#include "audit/event_item.h"
#include "audit/fit.h"
#include "base/arena.h"
#include "base/paths.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define ECS_VERSION "8.17"

/*
 * What the members may take, escaped. All but refs, findings and `extra`
 * come to less than 3700, and a ref to at most 4100: one always fits.
 */
#define MESSAGE_SIZE 512
#define USER_SIZE 200
#define SHORT_SIZE 64
#define REPOSITORY_SIZE 256
#define RULES_SIZE 640
#define RULESETS_SIZE 400

static bool is_refused(const struct event *event)
{
	size_t i;

	for (i = 0; i < event->ref_count; i++)
		if (event->refs[i].verdict &&
		    (strcmp(event->refs[i].verdict, "fail") == 0 ||
		     strcmp(event->refs[i].verdict, "broken") == 0))
			return true;
	return false;
}

/* What could not be judged is let in where a policy only evaluates. */
static const char *word_of(const char *word, const struct event *event)
{
	bool let_in = event->ref_count && !is_refused(event);

	return let_in && strcmp(word, "denied") == 0 ? "allowed" : word;
}

static void add_words(struct json *json, const char *key,
		      const char *const *words, const struct event *event)
{
	size_t i;

	json_array_begin(json, key);
	for (i = 0; i < ACTION_WORDS_MAX && words[i]; i++)
		json_text(json, NULL, word_of(words[i], event));
	json_array_end(json);
}

/* What an admin did is no push. */
static const char *dataset(const struct event *event,
			   const struct action *action)
{
	if (event->action == EVENT_IMPORT && !event->push_id)
		return action_of(EVENT_INSTALLED)->dataset;
	return action->dataset;
}

static const char *outcome(const struct event *event,
			   const struct action *action)
{
	if (action->outcome)
		return action->outcome;
	return is_refused(event) ? "failure" : "success";
}

static int64_t nanoseconds(usec duration)
{
	return duration > INT64_MAX / 1000 ? INT64_MAX : duration * 1000;
}

/* Sequences are below 2^63: a log of that size has never been. */
static void add_event(struct json *json, const struct event *event,
		      const struct event_place *place)
{
	const struct action *action = action_of(event->action);

	json_object_begin(json, "event");
	json_text(json, "id", place->id);
	json_text(json, "kind", "event");
	add_words(json, "category", action->categories, event);
	add_words(json, "type", action->types, event);
	json_text(json, "action", action->name);
	json_text(json, "outcome", outcome(event, action));
	json_text(json, "dataset", dataset(event, action));
	json_int(json, "duration", nanoseconds(event->duration));
	json_int(json, "sequence", (int64_t)place->sequence);
	json_object_end(json);
}

/* An object with one text in it. */
static void add_single(struct json *json, const char *object, const char *key,
		       const char *value)
{
	if (!value)
		return;
	json_object_begin(json, object);
	fit_add_text(json, key, value, SHORT_SIZE);
	json_object_end(json);
}

static void add_origin(struct json *json, const struct event *event,
		       const struct event_place *place)
{
	add_single(json, "log", "level", action_of(event->action)->level);
	json_object_begin(json, "service");
	json_text(json, "name", "refgate");
	fit_add_text(json, "version", paths_version, SHORT_SIZE);
	json_object_end(json);
	add_single(json, "host", "name", place->host);
	json_object_begin(json, "process");
	json_int(json, "pid", place->pid);
	json_object_end(json);
}

static void add_user(struct json *json, const struct event *event)
{
	if (event->user_hash) {
		add_single(json, "user", "hash", event->user_hash);
		return;
	}
	if (!event->user_name && !event->user_email)
		return;
	json_object_begin(json, "user");
	if (event->user_name)
		fit_add_text(json, "name", event->user_name, USER_SIZE);
	if (event->user_email)
		fit_add_text(json, "email", event->user_email, USER_SIZE);
	json_object_end(json);
}

static void add_rule(struct json *json, const struct event *event)
{
	json_object_begin(json, "rule");
	fit_add_list(json, "id", event->rules, event->rule_count, RULES_SIZE);
	fit_add_list(json, "ruleset", event->rulesets, event->ruleset_count,
		     RULESETS_SIZE);
	if (event->policy_hash) {
		struct buf version = BUF_INIT;

		buf_addf(&version, "sha256:%s", event->policy_hash);
		json->out->failed |= buf_failed(&version);
		fit_add_text(json, "version", buf_text(&version),
			     2 * SHORT_SIZE);
		buf_release(&version);
	}
	json_object_end(json);
}

static void add_items(struct json *json, const struct event *event,
		      const struct event_part *part)
{
	size_t i;

	json_array_begin(json, "refs");
	for (i = 0; i < part->ref_count; i++)
		event_add_ref(json, &event->refs[part->ref + i]);
	json_array_end(json);
	json_array_begin(json, "findings");
	for (i = 0; i < part->finding_count; i++)
		event_add_finding(json, &event->findings[part->finding + i]);
	json_array_end(json);
}

static const char *extra_of(const struct event *event,
			    const struct event_place *place)
{
	return event->extra && place->part == 1 ? event->extra : "";
}

static void add_refgate(struct json *json, const struct event *event,
			const struct event_part *part,
			const struct event_place *place)
{
	const char *extra = extra_of(event, place);
	char parts[SHORT_SIZE];

	snprintf(parts, sizeof(parts), "%zu/%zu", place->part, place->parts);
	json_object_begin(json, "refgate");
	json_text(json, "prev", place->previous);
	fit_add_text(json, "chain", place->chain, SHORT_SIZE);
	fit_add_text(json, "push_id", event->push_id, SHORT_SIZE);
	json_text(json, "part", parts);
	fit_add_text(json, "repository", event->repository, REPOSITORY_SIZE);
	fit_add_text(json, "identity_source", event->identity_source,
		     SHORT_SIZE);
	fit_add_text(json, "mode", event->mode, SHORT_SIZE);
	add_items(json, event, part);
	if (!str_starts(str_of(extra), ",\"override\":"))
		json_nil(json, "override");
	buf_add_text(json->out, extra);
	json_object_end(json);
}

static void add_line(struct buf *out, const struct event *event,
		     const struct event_part *part,
		     const struct event_place *place)
{
	struct buf time = BUF_INIT;
	struct json json;

	clock_format(&time, event->time);
	out->failed |= buf_failed(&time);
	json_init(&json, out);
	json_object_begin(&json, NULL);
	json_text(&json, "@timestamp", buf_text(&time));
	add_single(&json, "ecs", "version", ECS_VERSION);
	add_event(&json, event, place);
	fit_add_text(&json, "message", event->message ? event->message : "",
		     MESSAGE_SIZE);
	add_origin(&json, event, place);
	add_user(&json, event);
	add_single(&json, "source", "ip", event->source_ip);
	add_single(&json, "network", "protocol", event->protocol);
	add_rule(&json, event);
	add_refgate(&json, event, part, place);
	json_object_end(&json);
	buf_release(&time);
}

/* Bytes that are left for refs and findings, whatever the place. */
static size_t room(const struct event *event, bool with_extra,
		   struct buf *scratch)
{
	static const struct event_part nothing;
	static const char widest[] = "0000000000000000000000000000000000000000"
				     "000000000000000000000000";
	struct event_place place = { 0 };

	place.sequence = INT64_MAX;
	memcpy(place.previous, widest, sizeof(widest));
	place.chain = widest;
	place.part = with_extra ? 1 : 9999999;
	place.parts = 9999999;
	place.id = widest;
	place.host = widest;
	place.pid = INT64_MAX;
	buf_clear(scratch);
	add_line(scratch, event, &nothing, &place);
	if (scratch->size >= EVENT_LINE_SIZE_MAX)
		return 0;
	return EVENT_LINE_SIZE_MAX - 1 - scratch->size;
}

/* What item `index`, the refs first, takes with its comma. */
static size_t item_size(const struct event *event, size_t index,
			struct buf *scratch)
{
	struct json json;

	buf_clear(scratch);
	json_init(&json, scratch);
	if (index < event->ref_count)
		event_add_ref(&json, &event->refs[index]);
	else
		event_add_finding(&json,
				  &event->findings[index - event->ref_count]);
	return scratch->size + 1;
}

static void take_item(struct event_part *part, const struct event *event,
		      size_t index)
{
	if (index < event->ref_count) {
		if (part->ref_count++ == 0)
			part->ref = index;
		return;
	}
	if (part->finding_count++ == 0)
		part->finding = index - event->ref_count;
}

static int check_extra(const struct event *event, struct error *error)
{
	struct str extra = str_of(event->extra);
	size_t i;

	if (extra.size > EVENT_EXTRA_SIZE_MAX)
		return error_set(error, ERROR_LIMIT,
				 "an audit record of more than %d bytes",
				 EVENT_EXTRA_SIZE_MAX);
	for (i = 0; i < extra.size; i++)
		if ((unsigned char)extra.data[i] < ' ')
			return error_set(error, ERROR_LIMIT,
					 "an audit record is not one line");
	return 0;
}

int event_split(struct event_part **parts, size_t *count,
		const struct event *event, struct error *error)
{
	size_t items = event->ref_count + event->finding_count;
	struct buf scratch = BUF_INIT;
	struct event_part *list = NULL;
	struct event_part *part;
	size_t capacity = 0;
	size_t used = 0;
	size_t left = 0;
	size_t size;
	size_t i;
	int result;

	*parts = NULL;
	*count = 0;
	result = check_extra(event, error);
	for (i = 0; result == 0 && i <= items; i++) {
		size = i ? item_size(event, i - 1, &scratch) : 0;
		if (i == 0 || size > left) {
			if (!array_more(&list, used, &capacity,
					sizeof(*list))) {
				result = error_no_memory(error);
				break;
			}
			left = room(event, used++ == 0, &scratch);
		}
		part = &list[used - 1];
		left -= size < left ? size : left;
		if (i)
			take_item(part, event, i - 1);
	}
	if (result == 0 && buf_failed(&scratch))
		result = error_no_memory(error);
	if (result == 0) {
		*parts = list;
		*count = used;
		list = NULL;
	}
	free(list);
	buf_release(&scratch);
	return result;
}

int event_format(const struct event *event, const struct event_part *part,
		 const struct event_place *place, struct buf *out,
		 struct error *error)
{
	struct event_place known = *place;
	char host[SHORT_SIZE + 1] = "";
	char id[UUID_TEXT_SIZE];
	size_t start = out->size;

	if (check_extra(event, error))
		return ERROR_LIMIT;
	if (!known.id) {
		if (!uuid7(id))
			return error_set(error, ERROR_INTERNAL,
					 "no randomness for an id");
		known.id = id;
	}
	if (!known.host && gethostname(host, SHORT_SIZE) == 0 && *host)
		known.host = host;
	if (!known.pid)
		known.pid = getpid();
	add_line(out, event, part, &known);
	if (buf_failed(out))
		return error_no_memory(error);
	if (out->size - start >= EVENT_LINE_SIZE_MAX)
		return error_set(error, ERROR_LIMIT,
				 "a line of the audit log is too long");
	return 0;
}
