/*
 * lint.h - the parts of policy_lint(). For lib/policy/lint*.c only.
 */
#ifndef REFGATE_POLICY_LINT_H
#define REFGATE_POLICY_LINT_H

#include "policy/policy.h"

/* Where `groups` names it. */
struct mark lint_group_mark(const struct policy *policy, const char *name);

/*
 * Trust files that are missing, wrong or end soon, rules without any, keys
 * that are nobody's, people who have to sign and have no key.
 */
void lint_trust(const struct policy *policy, struct diagnostics *diagnostics);

#endif
