/*
 * updates.h - from the lines of a push to ref updates: first by their names
 * alone, then against the real refs and objects. Never judges.
 */
#ifndef REFGATE_GATE_UPDATES_H
#define REFGATE_GATE_UPDATES_H

#include "gate/gate.h"

/* Names, classes and claims only: the repository is not opened. */
int updates_name(struct judgement *judgement,
		 const struct gate_request *request, struct error *error);
/*
 * Real values, types, kinds. ERROR_BROKEN: an object is missing or
 * unreadable. An old id that is not the real value is left for the caller to
 * compare.
 */
int updates_look_up(struct ref_update *update, struct repo *repo,
		    struct error *error);
/* After that: whether the update takes something back. */
int updates_compare(struct ref_update *update, struct graph *graph,
		    struct error *error);
/*
 * graph_steps() from what the ref was to what it is to be; none of one that
 * the push makes or deletes. Heap; free() it.
 */
int update_steps(struct step **steps, size_t *count, struct graph *graph,
		 const struct ref_update *update, struct error *error);
/* The client's old id is no longer (or never was) the ref's value. */
bool update_is_stale(const struct ref_update *update);

#endif
