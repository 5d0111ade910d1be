/* event_facts.c - see event_facts.h. */
#include "audit/event_facts.h"

#include "audit/event.h"
#include "audit/fit.h"
#include "base/clock.h"

/* What texts may take, escaped. */
#define BRANCH_SIZE 200
#define ITEM_SIZE 100
#define FOLDER_SIZE 60
#define SAID_SIZE 120
/* ",\"landing_count\":" and its number, and the end of a list. */
#define OVERHEAD 48

static void add_time(struct json *json, const char *key, int64_t time)
{
	struct buf text = BUF_INIT;

	clock_format_seconds(&text, time);
	json->out->failed |= buf_failed(&text);
	json_text(json, key, buf_text(&text));
	buf_release(&text);
}

static void add_folders(struct json *json, const struct event_landing *landing)
{
	json_array_begin(json, "paths");
	for (size_t i = 0; i < landing->folder_count; i++)
		fit_add(json, NULL, landing->folders[i], FOLDER_SIZE);
	json_array_end(json);
}

static void add_landing(struct json *json, const struct event_facts *facts,
			size_t index)
{
	const struct event_landing *landing = &facts->landings[index];

	json_object_begin(json, NULL);
	fit_add(json, "branch", landing->branch, BRANCH_SIZE);
	if (landing->seen)
		add_time(json, "seen", landing->seen);
	if (landing->counted) {
		json_int(json, "commits", (int64_t)landing->commits);
		json_int(json, "files", (int64_t)landing->files);
		if (landing->measured)
			json_int(json, "lines",
				 landing->lines > INT64_MAX ?
					 INT64_MAX :
					 (int64_t)landing->lines);
		add_folders(json, landing);
	}
	if (landing->max) {
		json_int(json, "max", landing->max);
		json_int(json, "per", landing->per);
	}
	json_object_end(json);
}

static void add_debt(struct json *json, const struct event_debt *debt,
		     const char *key)
{
	json_object_begin(json, NULL);
	fit_add(json, "item", debt->item, ITEM_SIZE);
	fit_add(json, "branch", debt->branch, BRANCH_SIZE);
	add_time(json, key, debt->time);
	json_object_end(json);
}

static void add_opened(struct json *json, const struct event_facts *facts,
		       size_t index)
{
	add_debt(json, &facts->opened[index], "due");
}

static void add_closed(struct json *json, const struct event_facts *facts,
		       size_t index)
{
	add_debt(json, &facts->closed[index], "opened");
}

static void add_incident(struct json *json, const struct event_facts *facts,
			 size_t index)
{
	fit_add(json, NULL, facts->said[EVENT_SAID_INCIDENT].values[index],
		SAID_SIZE);
}

static void add_issue(struct json *json, const struct event_facts *facts,
		      size_t index)
{
	fit_add(json, NULL, facts->said[EVENT_SAID_ISSUE].values[index],
		SAID_SIZE);
}

static void add_reason(struct json *json, const struct event_facts *facts,
		       size_t index)
{
	fit_add(json, NULL, facts->said[EVENT_SAID_REASON].values[index],
		SAID_SIZE);
}

struct member {
	const char *key;
	const char *count_key;
	size_t count;
	void (*add)(struct json *json, const struct event_facts *facts,
		    size_t index);
};

/* As many as fit before `end`; where not all do, how many there are. */
static void add_member(struct buf *out, const struct event_facts *facts,
		       const struct member *member, size_t end)
{
	size_t start = out->size;
	struct json json;
	size_t i;

	json_init(&json, out);
	json.comma = true;
	json_array_begin(&json, member->key);
	for (i = 0; i < member->count; i++) {
		size_t before = out->size;

		member->add(&json, facts, i);
		if (out->size + OVERHEAD > end) {
			buf_truncate(out, before);
			break;
		}
	}
	json_array_end(&json);
	if (i < member->count)
		json_int(&json, member->count_key, (int64_t)member->count);
	if (!i)
		buf_truncate(out, start);
}

void event_add_facts(struct buf *out, const struct event_facts *facts)
{
	const struct event_said *said = facts->said;
	/* the first ones count most */
	const struct member members[] = {
		{ "landing", "landing_count", facts->landing_count,
		  add_landing },
		{ "closed", "closed_count", facts->closed_count, add_closed },
		{ "opened", "opened_count", facts->opened_count, add_opened },
		{ "incident", "incident_count", said[EVENT_SAID_INCIDENT].count,
		  add_incident },
		{ "issue", "issue_count", said[EVENT_SAID_ISSUE].count,
		  add_issue },
		{ "reason", "reason_count", said[EVENT_SAID_REASON].count,
		  add_reason },
	};
	size_t end = out->size + EVENT_REF_EXTRA_SIZE_MAX;

	for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++)
		if (members[i].count)
			add_member(out, facts, &members[i], end);
}
