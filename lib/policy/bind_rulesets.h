/*
 * bind_rulesets.h - `rulesets` of a policy, and the rules that stand where
 * nobody writes them.
 */
#ifndef REFGATE_POLICY_BIND_RULESETS_H
#define REFGATE_POLICY_BIND_RULESETS_H

#include "policy/bind.h"

/* Fills in policy->rulesets and policy->implied from the whole tree. */
void bind_rulesets(struct binder *binder, const struct node *tree);

#endif
