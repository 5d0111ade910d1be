/*
 * bind_later.h - rules of a policy that has loaded whole before, bound when
 * they are first asked for: a push asks for those of few rulesets.
 */
#ifndef REFGATE_POLICY_BIND_LATER_H
#define REFGATE_POLICY_BIND_LATER_H

#include "policy/bind.h"
#include "policy/cache_pack.h"

/*
 * For rules that `binder` would bind now: copies it, and the name of the
 * default ref. What else it points to has to stay. NULL: memory is short.
 */
struct policy_rest *bind_rest(const struct binder *binder,
			      const struct packed *packed);
/* `node`, which lies in its rules, says which rule it is. */
void bind_rule_later(struct binder *binder, struct node *node,
		     struct policy_rule *out);

#endif
