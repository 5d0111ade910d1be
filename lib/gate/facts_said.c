/*
 * facts_said.c - the incident, the issue and the reason that a message tells
 * in its trailers or sections. Never believes it: it is for reading.
 */
#include "gate/facts.h"

#include "git/message.h"

#define VALUE_SIZE_MAX 512 /* before it is shown */

/* Without regard to case. */
static const struct {
	const char *name;
	enum event_said_kind kind;
} names[] = {
	{ "incident", EVENT_SAID_INCIDENT },
	{ "incident-id", EVENT_SAID_INCIDENT },
	{ "issue", EVENT_SAID_ISSUE },
	{ "issues", EVENT_SAID_ISSUE },
	{ "issue-id", EVENT_SAID_ISSUE },
	{ "ticket", EVENT_SAID_ISSUE },
	{ "ticket-id", EVENT_SAID_ISSUE },
	{ "bug", EVENT_SAID_ISSUE },
	{ "bug-id", EVENT_SAID_ISSUE },
	{ "fixes", EVENT_SAID_ISSUE },
	{ "closes", EVENT_SAID_ISSUE },
	{ "resolves", EVENT_SAID_ISSUE },
	{ "refs", EVENT_SAID_ISSUE },
	{ "reason", EVENT_SAID_REASON },
};

/* Above the trailers, as people write them. */
static const char *const sections[] = {
	"Incident", "INCIDENT", "incident", "Issue",  "ISSUE",
	"issue",    "Ticket",	"TICKET",   "ticket", "Bug",
	"Fixes",    "fixes",	"Closes",   "closes", "Resolves",
	"Refs",	    "refs",	"Reason",   "REASON", "reason",
};

static bool is_letter(char byte)
{
	return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}

/* A line that says something else: "Impact: none". */
static bool begins_field(struct str line)
{
	size_t size = 0;

	while (size < line.size &&
	       (is_letter(line.data[size]) || line.data[size] == '-' ||
		(size && line.data[size] == ' ')))
		size++;
	return size && size < line.size && line.data[size] == ':';
}

/* The first line; of a reason the first paragraph, on one line. */
static int read_value(struct str *out, struct str value, bool whole,
		      struct arena *arena, struct error *error)
{
	struct buf text = BUF_INIT;
	struct str line;
	int result;

	while (str_next_line(&value, &line) && text.size < VALUE_SIZE_MAX) {
		line = str_trim(line);
		if (text.size && (!whole || !line.size || begins_field(line)))
			break;
		if (text.size)
			buf_add_byte(&text, ' ');
		buf_add_str(&text, str_first(line, VALUE_SIZE_MAX));
	}
	out->size = text.size;
	out->data = arena_copy(arena, buf_str(&text));
	result = out->data && !buf_failed(&text) ? 0 : error_no_memory(error);
	buf_release(&text);
	return result;
}

static int add(struct event_said *said, struct str value, bool whole,
	       struct arena *arena, struct error *error)
{
	struct str shown;

	if (said->count == EVENT_SAID_MAX)
		return 0;
	if (read_value(&shown, value, whole, arena, error))
		return error->code;
	if (!shown.size)
		return 0;
	for (size_t i = 0; i < said->count; i++)
		if (str_equal(said->values[i], shown))
			return 0;
	said->values[said->count++] = shown;
	return 0;
}

int facts_read_message(struct event_facts *out, struct str text,
		       struct arena *arena, struct error *error)
{
	struct message message;
	int result = message_read(&message, text, sections,
				  sizeof(sections) / sizeof(sections[0]), arena,
				  error);

	for (size_t i = 0; !result && i < message.field_count; i++) {
		const struct message_field *field = &message.fields[i];

		for (size_t j = 0; j < sizeof(names) / sizeof(names[0]); j++)
			if (str_equal_ascii_case(field->name,
						 str_of(names[j].name))) {
				enum event_said_kind kind = names[j].kind;

				result = add(&out->said[kind], field->value,
					     kind == EVENT_SAID_REASON, arena,
					     error);
				break;
			}
	}
	return result;
}
