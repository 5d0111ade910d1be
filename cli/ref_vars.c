/*
 * ref_vars.c - the variables of a ref as `explain` and `template` want them.
 */
#include "ref_vars.h"

#include "base/clock.h"
#include "gate/ref_vars.h"

int ref_vars_init(struct vars *vars, const struct policy *policy,
		  const struct ruleset *ruleset, const struct ref_place *place,
		  struct arena *arena, struct error *error)
{
	bool named;
	int result;

	vars_init(vars, policy->pattern_slots, arena);
	result = ref_vars_builtins(vars, place->ref, place->pusher,
				   clock_now() / USEC_PER_SECOND, error);
	/* a landing has the captures of a branch that nobody has named yet */
	if (result || ruleset->has_merging)
		return result;
	return ref_vars_captures(vars, ruleset, ref_vars_short_name(place->ref),
				 &named, error);
}
