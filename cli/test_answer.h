/*
 * test_answer.h - what a push came to, out of what git says, and whether the
 * step wanted that.
 */
#ifndef REFGATE_CLI_TEST_ANSWER_H
#define REFGATE_CLI_TEST_ANSWER_H

#include "test_process.h"

#include "policy/node.h"

#define ANSWER_RULES_MAX 64

struct answer {
	bool refused; /* by the gate */
	/* what git itself did not do, before the gate was asked; else empty */
	struct buf git;
	struct buf text; /* of the gate: lines without "remote: " */
	struct buf flat; /* the same on one line, without "error:" and so on */
	struct buf refusing, warning; /* rules, sorted: "a, b" */
};

/* False: memory is short. answer_release() in any case. */
bool answer_read(struct answer *out, const struct process *process);
void answer_release(struct answer *answer);

/* Adds what is amiss to `out`; nothing: the step wanted just that. */
bool answer_check(const struct answer *answer, const struct node *step,
		  const char *says, struct buf *out);

#endif
