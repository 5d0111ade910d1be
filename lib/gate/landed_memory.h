/*
 * landed_memory.h - what has landed, into the gate's memory: what its refs
 * were cleared to leave there, and the values that they have now.
 */
#ifndef REFGATE_GATE_LANDED_MEMORY_H
#define REFGATE_GATE_LANDED_MEMORY_H

#include "gate/clearance.h"
#include "gate/value.h"

/*
 * Under the lock of the values, before any of them is claimed. Durable on
 * return but for values: `pending` has them, until the landing is recorded.
 */
struct memory_pending;
int landed_remember(struct memory_pending *pending,
		    const struct value_store *values,
		    const struct clearance *landed, size_t count,
		    struct error *error);

#endif
