/*
 * test_people.h - who acts in a case: the policy's people, and those that are
 * made up for it, with their keys, and the policy that names them.
 */
#ifndef REFGATE_CLI_TEST_PEOPLE_H
#define REFGATE_CLI_TEST_PEOPLE_H

#include "test_plan.h"

struct test_person {
	const char *word; /* as the case calls him */
	const char *name; /* under `people` */
	const char *email;
	const char *login;
	const struct person *listed; /* in the policy, or NULL */
	const struct node *written;  /* in the case's `people`, or NULL */
};

struct test_people {
	struct test_person *items; /* arena */
	size_t count;
};

/*
 * Everybody whom the plan names, and the members that groups get; all in
 * `arena`.
 */
int people_gather(struct test_people *out, const struct plan *plan,
		  const struct plan_case *test, const struct policy *policy,
		  struct arena *arena, struct error *error);
const struct test_person *people_find(const struct test_people *people,
				      const char *word);

/* The policy that extends the one under test. */
void people_write_policy(struct buf *out, const struct test_people *people,
			 const struct plan_case *test,
			 const struct policy *policy, const char *path);
/* The trust file; `key_dir` has a WORD.pub for everybody who signs. */
int people_write_signers(struct buf *out, const struct test_people *people,
			 const char *key_dir, struct error *error);

#endif
