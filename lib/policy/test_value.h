/*
 * test_value.h - the single values of `tests:`. All flaws become diagnostics.
 */
#ifndef REFGATE_POLICY_TEST_VALUE_H
#define REFGATE_POLICY_TEST_VALUE_H

#include "policy/bind.h"
#include "policy/test_keys.h"

/* False after an error: "'files' is a mapping". */
bool test_is_mapping(struct binder *binder, const struct node *node,
		     const char *what);
/* The row's type is one of a single text. */
void test_scalar(struct binder *binder, const struct test_key *row,
		 const struct node *node);
/* One, or a list of them. */
void test_list(struct binder *binder, const char *key, const struct node *node,
	       enum test_type type);
void test_rules(struct binder *binder, const struct node *list);
void test_text_map(struct binder *binder, const struct node *node,
		   const char *what);
void test_group_map(struct binder *binder, const struct node *node);

/* "-40d", "+1h": seconds from now; "2026-01-31T09:00:00Z": since 1970. */
bool test_moment(struct str text, int64_t *seconds, bool *relative);

#endif
