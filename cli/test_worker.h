/*
 * test_worker.h - a process that runs cases, and what it leaves of each.
 */
#ifndef REFGATE_CLI_TEST_WORKER_H
#define REFGATE_CLI_TEST_WORKER_H

#include "test_step.h"

#include <sys/types.h>

struct worker {
	const struct test_ground *ground;
	int jobs; /* numbers of cases, uint32_t */
	int done; /* the same, as they are done */
	size_t number;
	pid_t parent;
};

/* Ends the process. */
void worker_work(const struct worker *worker) __attribute__((noreturn));
/* What was left of the case; CASE_LOST if there is nothing. */
void worker_read(struct case_result *out, const struct test_ground *ground,
		 size_t index);

#endif
