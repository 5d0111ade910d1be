/*
 * bind_people.h - `people` and `groups` of a policy.
 */
#ifndef REFGATE_POLICY_BIND_PEOPLE_H
#define REFGATE_POLICY_BIND_PEOPLE_H

#include "policy/bind.h"

/* Fills in policy->people from the whole tree. */
void bind_people(struct binder *binder, const struct node *tree);

#endif
