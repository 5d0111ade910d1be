/*
 * policy_diff.h - a verb below `refgate policy`.
 */
#ifndef REFGATE_CLI_POLICY_DIFF_H
#define REFGATE_CLI_POLICY_DIFF_H

/* argv[0] is the verb; the exit status, as in verbs.h. */
int verb_policy_diff(int argc, char **argv);

#endif
