/*
 * echo.h - what a rule says that fell over a malformed tree: what structure
 * says of it, once more. To mend that is all there is to do.
 */
#ifndef REFGATE_GATE_ECHO_H
#define REFGATE_GATE_ECHO_H

#include "gate/judgement.h"

bool echo_is(const struct judgement *judgement, const struct judged *judged);
/* All of the items are. */
bool echo_all(const struct judgement *judgement,
	      const struct judged *const *items, size_t count);

#endif
