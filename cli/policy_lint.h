/*
 * policy_lint.h - `refgate policy lint`.
 */
#ifndef REFGATE_CLI_POLICY_LINT_H
#define REFGATE_CLI_POLICY_LINT_H

int verb_policy_lint(int argc, char **argv);

#endif
