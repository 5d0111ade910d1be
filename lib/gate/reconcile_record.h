/*
 * reconcile_record.h - what reconcile.h has found as events for the auditor.
 * None of them names the pusher: who pushed has only noticed it. For
 * reconcile.c only.
 */
#ifndef REFGATE_GATE_RECONCILE_RECORD_H
#define REFGATE_GATE_RECONCILE_RECORD_H

#include "gate/generation.h"
#include "gate/reconcile.h"
#include "gate/tracked.h"

/* One `gate-bypassed` for all that are; nothing if none is. */
int reconcile_record_bypassed(struct reconcile *reconcile,
			      const struct tracked_list *list,
			      struct error *error);
/* `policy-changed`. */
int reconcile_record_change(struct reconcile *reconcile,
			    const struct generation *before,
			    struct error *error);
/* `gate-bypassed` for refs/refgate/policy, which was `known` and is gone. */
int reconcile_record_loss(struct reconcile *reconcile, const struct oid *known,
			  struct error *error);

#endif
