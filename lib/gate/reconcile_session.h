/*
 * reconcile_session.h - what the parts of reconcile.h share while they hold
 * the lock. For lib/gate/reconcile*.c only.
 */
#ifndef REFGATE_GATE_RECONCILE_SESSION_H
#define REFGATE_GATE_RECONCILE_SESSION_H

#include "gate/generation.h"
#include "gate/reconcile.h"
#include "gate/tracked.h"
#include "gate/value.h"

/* All under one lock. */
struct reconcile_session {
	struct reconcile *reconcile;
	struct value_store store;
	struct generation generation; /* as it was when the lock was taken */
	struct tracked_list *list;
	struct error *error;
};

/* Which of the list were moved past the gate. */
int reconcile_compare(struct reconcile_session *session);

/*
 * reconcile_old.c: compares all that the policy governed that is no longer in
 * force, and records what was moved past the gate. A ref that came and went
 * under that policy, and whose name nobody knows any more, goes by the name
 * that its value has in the memory.
 */
int reconcile_settle_old(struct reconcile_session *session);

#endif
