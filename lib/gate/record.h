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
 * The hash over policies of these hashes: of one its own, NULL of none; else
 * in `arena`, NULL if memory is short.
 */
const char *record_version_of(const char *const *hashes, size_t count,
			      struct arena *arena);
/*
 * The hash over all policies in force and their trust files, hex, in the
 * setup's arena; of one policy it is its own. NULL: there is none.
 */
const char *record_version(struct setup *setup);
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
/*
 * A push that could not be judged as a whole, or is beyond a limit. `let_in`:
 * it is accepted all the same.
 */
int record_failure(struct event *event, const struct push_input *input,
		   const struct error *why, bool let_in, struct arena *arena,
		   struct error *error);

/*
 * Why the policy does not load, as findings for the admin; the pusher is not
 * told where the server keeps its files.
 */
int record_diagnostics(struct event *event,
		       const struct diagnostics *diagnostics,
		       struct arena *arena, struct error *error);

#endif
