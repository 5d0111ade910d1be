/*
 * policy_import.h - a verb below `refgate policy`.
 */
#ifndef REFGATE_CLI_POLICY_IMPORT_H
#define REFGATE_CLI_POLICY_IMPORT_H

/* argv[0] is the verb; the exit status, as in verbs.h. */
int verb_policy_import(int argc, char **argv);

#endif
