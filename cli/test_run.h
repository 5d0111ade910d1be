/*
 * test_run.h - all cases of a plan, by as many processes as are wanted.
 */
#ifndef REFGATE_CLI_TEST_RUN_H
#define REFGATE_CLI_TEST_RUN_H

#include "test_step.h"

#define RUN_JOBS_MAX 64

struct run {
	struct test_ground ground;
	struct case_result *results; /* heap: one a case of the plan */
	size_t jobs;
	bool progress; /* a line on standard error tells how far it is */
};

/*
 * Fills in the results. Ends the command by the signal, with everything
 * removed, if it gets SIGINT, SIGTERM or SIGHUP.
 */
int run_cases(struct run *run, struct error *error);
void run_release(struct run *run);

#endif
