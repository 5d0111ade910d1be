/*
 * captures.h - which late names each ruleset's rules may use.
 */
#ifndef REFGATE_POLICY_CAPTURES_H
#define REFGATE_POLICY_CAPTURES_H

#include "policy/bind.h"

/* What one ruleset gives. */
struct captures {
	struct late_names own;	 /* captures of its names */
	struct late_names given; /* what its rules find out on a ref */
};

/* Fills in `out` for a ruleset's rules; errors are about names. */
void captures_find(struct captures *out, struct binder *binder,
		   const struct node *rules);
/* Built-ins, and what the ruleset (rulesets[index]) may use. */
void captures_known(struct late_names *out, const struct policy *policy,
		    const struct captures *captures, size_t index);

#endif
