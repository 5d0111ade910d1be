/*
 * record_override.h - an override as an event for the auditor. Plain values;
 * never writes.
 */
#ifndef REFGATE_GATE_RECORD_OVERRIDE_H
#define REFGATE_GATE_RECORD_OVERRIDE_H

#include "gate/record.h"

/*
 * `push` is the push's own event, of record_judgement(); all that is built
 * lives in the judgement's arena.
 */
int record_override(struct event *event, const struct event *push,
		    struct judgement *judgement,
		    const struct override_grant *grant, struct error *error);

#endif
