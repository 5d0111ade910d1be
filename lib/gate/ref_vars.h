/*
 * ref_vars.h - the variables that a ref brings along: the built-in ones, and
 * what its name captures. Never judges.
 */
#ifndef REFGATE_GATE_REF_VARS_H
#define REFGATE_GATE_REF_VARS_H

#include "policy/policy.h"

/* "hotfix/x" of "refs/heads/hotfix/x"; others are whole. Borrowed. */
struct str ref_vars_short_name(const char *ref);

/* ref, branch or tag, pusher (if proven), date. `now`: seconds since 1970. */
int ref_vars_builtins(struct vars *vars, const char *ref,
		      const struct pusher *pusher, int64_t now,
		      struct error *error);
/*
 * The captures of the ruleset's patterns on a short name. *named is set to
 * whether the last of these patterns matched, and left where there is none.
 */
int ref_vars_captures(struct vars *vars, const struct ruleset *ruleset,
		      struct str name, bool *named, struct error *error);

#endif
