/*
 * test_plan.h - the cases of a policy, each with the settings that count for
 * it. Plain values that point into the policy's tree; never runs anything.
 */
#ifndef REFGATE_CLI_TEST_PLAN_H
#define REFGATE_CLI_TEST_PLAN_H

#include "base/error.h"
#include "policy/node.h"
#include "policy/policy.h"

#define PLAN_CASES_MAX 4096
#define PLAN_TEXTS_MAX 64

struct plan_case {
	const char *name;
	struct mark mark;
	const struct node *item; /* with `steps`, or a step itself */
	/* NULL: nobody said it */
	const struct node *as, *given, *sign, *defaults, *people, *groups;
	const struct node *texts[PLAN_TEXTS_MAX]; /* later ones win */
	size_t text_count;
};

struct plan {
	struct plan_case *cases; /* heap */
	size_t count, capacity;
	size_t left_out;      /* by the filter */
	const char **signers; /* heap: words that may need a key, each once */
	size_t signer_count, signer_capacity;
	const char **words; /* heap: everybody who is named, each once */
	size_t word_count, word_capacity;
};

/* `filter` NULL: all. The tree has been checked. plan_release() anyhow. */
int plan_make(struct plan *out, const struct node *tree, const char *filter,
	      struct error *error);
void plan_release(struct plan *plan);
/* What a setting key is worth: NULL where nobody said it, or said ~. */
const char *plan_text(const struct node *node);

#endif
