/*
 * event_override.h - an override as a member of an event: who let what in,
 * until when, and why. Plain values; never writes.
 */
#ifndef REFGATE_AUDIT_EVENT_OVERRIDE_H
#define REFGATE_AUDIT_EVENT_OVERRIDE_H

#include "base/buf.h"

#include <stdint.h>

struct event_approver {
	struct str name;
	const char *key; /* NULL: not known */
};

struct event_trailer {
	const char *name; /* "Reason" */
	struct str value;
};

struct event_override {
	const char *incident;
	const char *const *rules;
	size_t rule_count;
	int64_t expires; /* seconds since 1970, of the first to end */
	const struct event_approver *approvers;
	size_t approver_count;
	const struct event_trailer *trailers;
	size_t trailer_count;
};

/*
 * Appends it for struct event.extra, within EVENT_EXTRA_SIZE_MAX: long texts
 * are cut, of many approvers the first ones are named, and all are counted.
 */
void event_add_override(struct buf *out, const struct event_override *override);
/* The same of an override whose own event has said all else. */
void event_add_incident(struct buf *out, const char *incident);

#endif
