/*
 * test_step.h - one case from its repository to its verdict.
 */
#ifndef REFGATE_CLI_TEST_STEP_H
#define REFGATE_CLI_TEST_STEP_H

#include "test_world.h"

enum case_status {
	CASE_PASSED,
	CASE_FAILED, /* the gate did something else */
	CASE_BROKEN, /* the case cannot be done */
	CASE_LOST,   /* the machine failed: nothing is known */
};

struct case_result {
	enum case_status status;
	struct buf text; /* what was wanted, what came */
	int64_t usec;
};

/* A repository that is made once for many cases. */
struct base_world {
	const struct plan_case *test; /* the first that has it; NULL: none */
	struct world world;
};

/*
 * Runs a case in `dir`, which is not there yet. `bases` is for one worker
 * and has room for each case. ERROR_INTERNAL when the machine fails.
 */
int case_run(struct case_result *out, const struct test_ground *ground,
	     const struct plan_case *test, struct base_world *bases,
	     const char *dir, struct error *error);

/* For all steps of a case; past the gate if `given`. */
int steps_run(struct case_result *out, struct world *world,
	      const struct node *steps, bool given, struct error *error);
int step_run(struct case_result *out, struct world *world,
	     const struct node *step, bool given, struct error *error);

#endif
