/*
 * test_verb.h - a verb below `refgate policy`.
 */
#ifndef REFGATE_CLI_TEST_VERB_H
#define REFGATE_CLI_TEST_VERB_H

/* argv[0] is the verb; the exit status, as in verbs.h. */
int verb_policy_test(int argc, char **argv);

#endif
