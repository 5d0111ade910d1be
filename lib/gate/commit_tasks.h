/*
 * commit_tasks.h - the commits of one scope, each with the rules that it is
 * new to. Never judges.
 */
#ifndef REFGATE_GATE_COMMIT_TASKS_H
#define REFGATE_GATE_COMMIT_TASKS_H

#include "gate/scope.h"

#define SCOPE_RULES_MAX 64

/* A commit and the rules (by index in the ruleset) that judge it. */
struct commit_task {
	struct oid id;
	size_t order;
	uint64_t rules;
};

struct commit_tasks {
	size_t count;
	/* of several sets, heap; of one its commits are the tasks */
	struct commit_task *items;
	size_t capacity;
	const struct range *only;
	uint64_t only_rules;
	const struct looked_at *sets[SCOPE_RULES_MAX]; /* one a rule */
	struct known *knowns[SCOPE_RULES_MAX];
	/* at the first of those that have one set: all of them */
	uint64_t rules[SCOPE_RULES_MAX];
	bool several; /* sets */
};

/*
 * Newest first, where all rules have one set; else those of the first set, then
 * what else others have. To be released, also on failure.
 */
int commit_tasks_gather(struct commit_tasks *out, struct gate *gate,
			const struct scope *scope, struct error *error);
void commit_tasks_release(struct commit_tasks *tasks);
struct commit_task commit_task_at(const struct commit_tasks *tasks,
				  size_t index);

/*
 * The commits of `tip` that `known` does not hold, remembered for counts and
 * repairs. NULL: *error says why.
 */
struct looked_at *look_at(struct gate *gate, struct known *known,
			  const struct oid *tip, struct error *error);

#endif
