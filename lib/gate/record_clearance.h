/*
 * record_clearance.h - what a clearance has to say, so that what lands is
 * recorded as what was accepted is. Never writes.
 */
#ifndef REFGATE_GATE_RECORD_CLEARANCE_H
#define REFGATE_GATE_RECORD_CLEARANCE_H

#include "gate/clearance.h"
#include "gate/setup.h"

/*
 * Who, where, the logs and the policy's files; `event` is the push's own.
 * Strings are borrowed, or in `arena`.
 */
int record_clearance(struct clearance *out, const struct setup *setup,
		     const char *git_dir, const struct event *event,
		     const struct cleared_ref *refs, size_t count,
		     struct arena *arena, struct error *error);

#endif
