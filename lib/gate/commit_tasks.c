/* commit_tasks.c - see commit_tasks.h. */
#include "gate/commit_tasks.h"

#include <stdlib.h>

static bool has_merges(struct gate *gate, const struct range *range,
		       struct error *error)
{
	size_t parents;

	for (size_t i = 0; i < range->count; i++)
		if (graph_parent_count(&parents, gate->graph,
				       &range->commits[i], error) ||
		    parents > 1)
			return true;
	return false;
}

struct looked_at *look_at(struct gate *gate, struct known *known,
			  const struct oid *tip, struct error *error)
{
	struct looked_at *set = judgement_new_set(gate->judgement);

	if (!set) {
		error_no_memory(error);
		return NULL;
	}
	set->tip = *tip;
	if (gate->exact && graph_make_exact(gate->graph, known, error))
		return NULL;
	if (graph_range(&set->range, gate->graph, known, tip, error))
		return NULL;
	set->has_merges = has_merges(gate, &set->range, error);
	return set;
}

static int add_tasks(struct commit_tasks *tasks, const struct range *range,
		     uint64_t rules, struct error *error)
{
	for (size_t i = 0; i < range->count; i++) {
		struct commit_task *task =
			array_more(&tasks->items, tasks->count,
				   &tasks->capacity, sizeof(*task));

		if (!task)
			return error_no_memory(error);
		*task = (struct commit_task){ range->commits[i], tasks->count,
					      rules };
		tasks->count++;
	}
	return 0;
}

/* The first rule before `index` that has the same commits, or `index`. */
static size_t twin_of(const struct commit_tasks *tasks, size_t index)
{
	size_t i = 0;

	while (tasks->knowns[i] != tasks->knowns[index])
		i++;
	return i;
}

static int gather_rule(struct commit_tasks *tasks, struct gate *gate,
		       const struct scope *scope, size_t index,
		       struct error *error)
{
	const struct policy_rule *rule = &scope->ruleset->rules[index];
	int result =
		scope_known(&tasks->knowns[index], gate, scope, rule, error);
	size_t twin;

	if (result)
		return result;
	twin = twin_of(tasks, index);
	if (twin == index)
		tasks->sets[index] =
			look_at(gate, tasks->knowns[index], &scope->tip, error);
	else
		tasks->sets[index] = tasks->sets[twin];
	tasks->rules[twin] |= UINT64_C(1) << index;
	return tasks->sets[index] ? 0 : (int)error->code;
}

static int compare_ids(const void *a, const void *b)
{
	const struct commit_task *left = a, *right = b;
	int order = oid_compare(&left->id, &right->id);

	if (order)
		return order;
	return (left->order > right->order) - (left->order < right->order);
}

static int compare_order(const void *a, const void *b)
{
	const struct commit_task *left = a, *right = b;

	return (left->order > right->order) - (left->order < right->order);
}

/* The same commit of several sets becomes one task. */
static void merge_tasks(struct commit_tasks *tasks)
{
	size_t kept = 0;

	qsort(tasks->items, tasks->count, sizeof(*tasks->items), compare_ids);
	for (size_t i = 1; i < tasks->count; i++) {
		if (oid_equal(&tasks->items[i].id, &tasks->items[kept].id))
			tasks->items[kept].rules |= tasks->items[i].rules;
		else
			tasks->items[++kept] = tasks->items[i];
	}
	tasks->count = kept + 1;
	qsort(tasks->items, tasks->count, sizeof(*tasks->items), compare_order);
}

static void take_only(struct commit_tasks *tasks)
{
	for (size_t i = 0; i < SCOPE_RULES_MAX; i++) {
		if (!tasks->rules[i])
			continue;
		tasks->only = &tasks->sets[i]->range;
		tasks->only_rules = tasks->rules[i];
		tasks->count = tasks->only->count;
	}
}

static int make_tasks(struct commit_tasks *tasks, struct error *error)
{
	size_t sets = 0;
	int result = 0;

	for (size_t i = 0; i < SCOPE_RULES_MAX; i++)
		sets += tasks->rules[i] != 0;
	tasks->several = sets > 1;
	if (!tasks->several) {
		take_only(tasks);
		return 0;
	}
	for (size_t i = 0; !result && i < SCOPE_RULES_MAX; i++)
		if (tasks->rules[i])
			result = add_tasks(tasks, &tasks->sets[i]->range,
					   tasks->rules[i], error);
	if (!result && tasks->count)
		merge_tasks(tasks);
	return result;
}

struct commit_task commit_task_at(const struct commit_tasks *tasks,
				  size_t index)
{
	return tasks->several ? tasks->items[index] :
				(struct commit_task){
					.id = tasks->only->commits[index],
					.order = index,
					.rules = tasks->only_rules,
				};
}

int commit_tasks_gather(struct commit_tasks *out, struct gate *gate,
			const struct scope *scope, struct error *error)
{
	const struct ruleset *ruleset = scope->ruleset;
	int result = 0;

	*out = (struct commit_tasks){ .items = NULL };
	if (oid_is_zero(&scope->tip))
		return 0;
	for (size_t i = 0; !result && i < ruleset->rule_count; i++) {
		const struct policy_rule *rule = &ruleset->rules[i];

		if (!rule->rule->judge_commit ||
		    (rule->dynamic && !scope->named))
			continue;
		if (i >= SCOPE_RULES_MAX)
			result = error_set(error, ERROR_LIMIT,
					   "more than %d rules in a ruleset",
					   SCOPE_RULES_MAX);
		else
			result = gather_rule(out, gate, scope, i, error);
	}
	return result ? result : make_tasks(out, error);
}

void commit_tasks_release(struct commit_tasks *tasks)
{
	free(tasks->items);
	tasks->items = NULL;
}
