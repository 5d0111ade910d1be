/*
 * ref_vars.h - the variables that a ruleset has on a ref, outside of a push.
 */
#ifndef REFGATE_CLI_REF_VARS_H
#define REFGATE_CLI_REF_VARS_H

#include "policy/policy.h"

/* A ref, and who would push to it. */
struct ref_place {
	const char *ref;
	const struct pusher *pusher;
};

/*
 * What the name does not give stays unset. Values live in `arena`.
 * vars_release() in any case.
 */
int ref_vars_init(struct vars *vars, const struct policy *policy,
		  const struct ruleset *ruleset, const struct ref_place *place,
		  struct arena *arena, struct error *error);

#endif
