/*
 * event_item.h - a ref and a finding as objects of a line of the log. For
 * lib/audit only.
 */
#ifndef REFGATE_AUDIT_EVENT_ITEM_H
#define REFGATE_AUDIT_EVENT_ITEM_H

#include "audit/event.h"
#include "base/json.h"

/*
 * Whole, whatever its name: at most 3400 bytes, or 4100 with its `extra`;
 * where that would be more, `extra` is left out.
 */
void event_add_ref(struct json *json, const struct event_ref *ref);
/* At most 3700 bytes. */
void event_add_finding(struct json *json, const struct event_finding *finding);

#endif
