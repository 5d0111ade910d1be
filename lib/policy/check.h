/*
 * check.h - what rows cannot say about the policy's own keys.
 */
#ifndef REFGATE_POLICY_CHECK_H
#define REFGATE_POLICY_CHECK_H

#include "policy/bind.h"

void check_policy(struct binder *binder, const struct node *tree);
/* Seconds since 1970 of the day's end; false: no day. */
bool check_parse_day(struct str text, int64_t *end);

#endif
