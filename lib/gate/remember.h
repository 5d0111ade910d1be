/*
 * remember.h - what the gate's memory is to have of an update, should it be
 * accepted: memos, as plain values. Never writes.
 */
#ifndef REFGATE_GATE_REMEMBER_H
#define REFGATE_GATE_REMEMBER_H

#include "gate/scopes.h"

/*
 * Each landing, whatever comes of the judging: before it, so that rules see
 * what lands beside.
 */
int remember_landings(struct gate *gate, const struct scopes *scopes,
		      struct error *error);
/* When a branch was first seen, and what the rules want, after it. */
int remember_by_rules(struct gate *gate, const struct scopes *scopes,
		      struct error *error);

#endif
