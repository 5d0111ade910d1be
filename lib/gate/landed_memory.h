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
 * return but for values, as memory_put_value() has it.
 */
int landed_remember(const struct value_store *values,
		    const struct clearance *landed, size_t count,
		    struct arena *arena, struct error *error);

#endif
