/*
 * seen.h - when the server first saw a branch, in the gate's memory. Never by
 * the dates of commits.
 */
#ifndef REFGATE_RULES_SEEN_H
#define REFGATE_RULES_SEEN_H

#include "rules/rule.h"

/* 1: it is known, in seconds since 1970; 0: it is not; negative. */
int seen_first(int64_t *out, const struct rule_context *context,
	       const char *branch, struct error *error);
/*
 * Remembers the context's branch: when it is new, or when it was there before
 * anybody asked and moves. What is deleted is forgotten.
 */
int seen_remember(const struct rule_context *context, struct error *error);

#endif
