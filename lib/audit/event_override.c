/* event_override.c - see event_override.h. */
#include "audit/event_override.h"

#include "audit/event.h"
#include "audit/fit.h"

#include <ctype.h>

#define INCIDENT_SIZE 128
#define RULES_SIZE 400
#define APPROVERS_SHOWN 10
#define NAME_SIZE 100
#define KEY_SIZE 64
#define TRAILERS_SHOWN 8
#define TRAILER_NAME_SIZE 40
#define TRAILER_SIZE_MIN 16
#define HASHES_SIZE 700 /* by how much people grow as hashes */
#define OVERHEAD 16	/* of a member: quotes, a colon, a comma, an end */

static void add_approvers(struct json *json,
			  const struct event_override *override)
{
	json_array_begin(json, "approvers");
	for (size_t i = 0; i < override->approver_count && i < APPROVERS_SHOWN;
	     i++) {
		const struct event_approver *one = &override->approvers[i];

		json_object_begin(json, NULL);
		fit_add(json, "name", one->name, NAME_SIZE);
		fit_add_text(json, "key", one->key, KEY_SIZE);
		json_object_end(json);
	}
	json_array_end(json);
	if (override->approver_count > APPROVERS_SHOWN)
		json_int(json, "approver_count",
			 (int64_t) override->approver_count);
}

/* "Follow-up" -> "follow-up"; false: too long, or no name of ours. */
static bool make_key(char *out, const char *name)
{
	size_t size = 0;

	for (; name[size]; size++) {
		unsigned char byte = (unsigned char)name[size];

		if (size == TRAILER_NAME_SIZE ||
		    (!isalnum(byte) && byte != '-' && byte != '_'))
			return false;
		out[size] = (char)tolower(byte);
	}
	out[size] = '\0';
	return size > 0;
}

static bool is_taken(const struct event_override *override, size_t index,
		     const char *key)
{
	static const char *const own[] = { "incident", "rules", "expires",
					   "approvers", "approver_count" };
	char other[TRAILER_NAME_SIZE + 1];

	for (size_t i = 0; i < sizeof(own) / sizeof(own[0]); i++)
		if (str_is(str_of(key), own[i]))
			return true;
	for (size_t i = 0; i < index; i++)
		if (make_key(other, override->trailers[i].name) &&
		    str_is(str_of(key), other))
			return true;
	return false;
}

/* Each gets its share of what is left. */
static void add_trailers(struct json *json,
			 const struct event_override *override, size_t end)
{
	size_t count = override->trailer_count < TRAILERS_SHOWN ?
			       override->trailer_count :
			       TRAILERS_SHOWN;

	for (size_t i = 0; i < count; i++) {
		const struct event_trailer *one = &override->trailers[i];
		char key[TRAILER_NAME_SIZE + 1];
		size_t room = end > json->out->size ?
				      (end - json->out->size) / (count - i) :
				      0;

		if (room < TRAILER_NAME_SIZE + OVERHEAD + TRAILER_SIZE_MIN ||
		    !make_key(key, one->name) || is_taken(override, i, key))
			continue;
		fit_add(json, key, one->value,
			room - TRAILER_NAME_SIZE - OVERHEAD);
	}
}

void event_add_override(struct buf *out, const struct event_override *override)
{
	size_t end = out->size + EVENT_EXTRA_SIZE_MAX - HASHES_SIZE - OVERHEAD;
	struct buf time = BUF_INIT;
	struct json json;

	buf_add_text(out, ",\"override\":");
	json_init(&json, out);
	json_object_begin(&json, NULL);
	fit_add_text(&json, "incident", override->incident, INCIDENT_SIZE);
	fit_add_list(&json, "rules", override->rules, override->rule_count,
		     RULES_SIZE);
	clock_format_seconds(&time, override->expires);
	json_text(&json, "expires", buf_text(&time));
	add_approvers(&json, override);
	add_trailers(&json, override, end);
	json_object_end(&json);
	out->failed |= buf_failed(&time);
	buf_release(&time);
}

void event_add_incident(struct buf *out, const char *incident)
{
	struct json json;

	buf_add_text(out, ",\"override\":");
	json_init(&json, out);
	json_object_begin(&json, NULL);
	fit_add_text(&json, "incident", incident, INCIDENT_SIZE);
	json_object_end(&json);
}
