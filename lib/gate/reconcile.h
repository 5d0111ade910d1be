/*
 * reconcile.h - compares the governed refs with what the gate's memory has of
 * them, before a push is judged: what no accepted push explains was moved
 * past the gate, and is recorded once. Never refuses a push for it, and tells
 * the pusher nothing.
 *
 * It takes the refs that the push names and those that the policies name in
 * full. First without a lock: where both values are equal, all is well. Else
 * under the lock of value.h, where it is decided:
 *
 *   1. what the ref has;  2. the clearances under way;  3. what is recorded
 *
 * This raises no false alarm. Let X be the accepted push that gave the ref
 * the value that (1) saw. X's clearance was in landing/ before the ref moved
 * (in clearance/, where update is not installed: that is looked at first,
 * lest it be missed on its way). Its post-receive takes the lock, records
 * the value if the ref has it, and removes the clearance after that. If that
 * was before our lock, the ref had X's value then, too, and whoever recorded
 * one since had to find the ref at it: (3) has X's. Else the clearance is
 * still there: (2) has it. A late record keeps the same order.
 *
 * What is found is logged before it is recorded, under the lock: after a
 * crash it may be told twice, but is never lost, and two pushes at a time
 * tell it once. A ref that is legitimately moved on meanwhile gets its value
 * from that push: value_put() records no value that the ref no longer has.
 *
 * When a policy changes, every ref that the old one governed is compared
 * first (its globs stand in the snapshot): so a change of policy hides no
 * move.
 */
#ifndef REFGATE_GATE_RECONCILE_H
#define REFGATE_GATE_RECONCILE_H

#include "gate/clearance.h"
#include "gate/setup.h"

struct reconcile {
	struct setup *setup;
	const struct push_input *input; /* count 0: none */
	const char *push_id;		/* of the push that notices; or NULL */
	/* stays open until the release: the judging goes on with it */
	struct repo *repo;
	struct arena arena;
};

void reconcile_init(struct reconcile *reconcile, struct setup *setup,
		    const struct push_input *input, const char *push_id);
void reconcile_release(struct reconcile *reconcile); /* NULL-safe inside */

/*
 * 0 also if something was found. Without a governed ref nothing is opened.
 * ERROR_BROKEN: the memory or the log cannot be read or written.
 */
int reconcile_push(struct reconcile *reconcile, struct error *error);
/* Begins to remember, if nothing is remembered yet: for installing. */
int reconcile_begin(struct reconcile *reconcile, struct error *error);
/*
 * Compares for the last time, and forgets the values: for taking the hooks
 * out. What moves from then on is nobody's business.
 */
int reconcile_end(struct reconcile *reconcile, struct error *error);
/* Fills in which of the refs are governed, and as what. */
int reconcile_mark(const struct setup *setup, struct cleared_ref *refs,
		   size_t count, struct arena *arena, struct error *error);

#endif
