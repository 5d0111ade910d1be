/*
 * verbs.h - the verbs of `refgate`. argv[0] is the verb; all return the exit
 * status: 0 clean, 1 findings, 2 usage or policy error, 3 internal error.
 */
#ifndef REFGATE_CLI_VERBS_H
#define REFGATE_CLI_VERBS_H

int verb_approve(int argc, char **argv);
int verb_authorize(int argc, char **argv);
int verb_check(int argc, char **argv);
int verb_doctor(int argc, char **argv);
int verb_explain(int argc, char **argv);
int verb_governed(int argc, char **argv);
int verb_import(int argc, char **argv);
int verb_log(int argc, char **argv);
int verb_metrics(int argc, char **argv);
int verb_policy(int argc, char **argv);
int verb_record(int argc, char **argv);
int verb_replay(int argc, char **argv);
int verb_report(int argc, char **argv);
int verb_template(int argc, char **argv);

#endif
