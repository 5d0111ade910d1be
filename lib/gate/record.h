/*
 * record.h - a judgement as an event for the auditor. Plain values; never
 * writes.
 */
#ifndef REFGATE_GATE_RECORD_H
#define REFGATE_GATE_RECORD_H

#include "audit/event.h"
#include "gate/judgement.h"
#include "gate/setup.h"

/*
 * Who, where, under which policy; strings are borrowed. `pusher` NULL: as
 * `setup` has it.
 */
void record_who(struct event *event, struct setup *setup,
		const struct pusher *pusher, const char *push_id);
/*
 * Refs, findings, rules and the message; everything that is built lives in
 * the judgement's arena. `check_only`: the push only asked.
 */
int record_judgement(struct event *event, struct judgement *judgement,
		     bool check_only, struct error *error);
/* A push that could not be judged as a whole. */
int record_failure(struct event *event, const struct push_input *input,
		   const struct error *why, struct arena *arena,
		   struct error *error);

/*
 * Why the policy does not load, as findings for the admin; the pusher is not
 * told where the server keeps its files.
 */
int record_diagnostics(struct event *event,
		       const struct diagnostics *diagnostics,
		       struct arena *arena, struct error *error);

#endif
