/*
 * landing.h - which steps of a ref bring in a branch that a `merging`
 * ruleset names: recognised by the commits that come in, never by a name in
 * a message.
 */
#ifndef REFGATE_GATE_LANDING_H
#define REFGATE_GATE_LANDING_H

#include "gate/scope.h"

/*
 * Full name of the branch (of the server or of this push) whose commits the
 * step brings in: the one whose tip comes in as the merge's further parent
 * or as the step's end, else the first by name. *out NULL: none.
 */
int landing_branch(const char **out, struct gate *gate,
		   const struct ruleset *ruleset, const struct step *step,
		   struct error *error);

#endif
