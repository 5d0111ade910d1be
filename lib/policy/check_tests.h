/*
 * check_tests.h - whether `tests:` says what the language of test_keys.h
 * allows. Never runs one.
 */
#ifndef REFGATE_POLICY_CHECK_TESTS_H
#define REFGATE_POLICY_CHECK_TESTS_H

#include "policy/bind.h"

/* All flaws become diagnostics. A tree without `tests` has none. */
void check_tests(struct binder *binder, const struct node *tree);

#endif
