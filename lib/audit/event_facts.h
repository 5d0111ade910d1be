/*
 * event_facts.h - what landed with a ref, what that owes and what it paid, as
 * members of the ref in the log. Plain values; never writes.
 */
#ifndef REFGATE_AUDIT_EVENT_FACTS_H
#define REFGATE_AUDIT_EVENT_FACTS_H

#include "base/buf.h"

#include <stdint.h>

#define EVENT_FOLDERS_MAX 8
#define EVENT_SAID_MAX 3

struct event_landing {
	struct str branch; /* full name */
	int64_t seen; /* when it was first; seconds since 1970; 0: not known */
	bool counted; /* the next two are known */
	size_t commits; /* of the branch itself, no merges */
	size_t files;
	bool measured; /* the next one is known */
	uint64_t lines;
	struct str folders[EVENT_FOLDERS_MAX];
	size_t folder_count;
	int64_t max, per; /* planned, in seconds; max 0: nothing is */
};

struct event_debt {
	struct str item; /* for people */
	struct str branch;
	int64_t time; /* opened: when it is due; closed: since when it was */
};

/* What messages say under one name. */
struct event_said {
	struct str values[EVENT_SAID_MAX];
	size_t count;
};

enum event_said_kind {
	EVENT_SAID_INCIDENT,
	EVENT_SAID_ISSUE,
	EVENT_SAID_REASON,
	EVENT_SAID_KINDS,
};

struct event_facts {
	const struct event_landing *landings;
	size_t landing_count;
	const struct event_debt *opened;
	size_t opened_count;
	const struct event_debt *closed;
	size_t closed_count;
	struct event_said said[EVENT_SAID_KINDS];
};

/*
 * Appends them for struct event_ref.extra, at most EVENT_REF_EXTRA_SIZE_MAX
 * bytes and one line: long texts are cut, and what does not fit is left out
 * whole, with the true number beside it. Nothing for no facts.
 */
void event_add_facts(struct buf *out, const struct event_facts *facts);

#endif
