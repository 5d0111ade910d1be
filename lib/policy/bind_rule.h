/*
 * bind_rule.h - one rule of a ruleset.
 */
#ifndef REFGATE_POLICY_BIND_RULE_H
#define REFGATE_POLICY_BIND_RULE_H

#include "policy/bind.h"

/* `node` NULL: the rule with its fallbacks, as nobody wrote it. */
void bind_rule(struct binder *binder, const struct rule *rule,
	       const struct node *node, struct policy_rule *out);

#endif
