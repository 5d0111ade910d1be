/*
 * commits.c - every new commit before every rule that does not know it; each
 * is read once a scope. Never decides what is new: known_class.c does.
 */
#include "gate/judge.h"

#include "base/slices.h"
#include "gate/fold.h"
#include "gate/scopes.h"
#include "rules/own_paths.h"

#include <stdlib.h>

#define SCOPE_RULES_MAX 64
#define PROGRESS_STEP 256
/* Of a whole push: each takes memory. */
#define FINDINGS_MAX 500000

/* A commit and the rules (by index in the ruleset) that judge it. */
struct task {
	struct oid id;
	size_t order;
	uint64_t rules;
};

struct tasks {
	struct task *items; /* heap */
	size_t count, capacity;
	const struct looked_at *sets[SCOPE_RULES_MAX]; /* one a rule */
	struct known *knowns[SCOPE_RULES_MAX];
	/* at the first of those that have one set: all of them */
	uint64_t rules[SCOPE_RULES_MAX];
	bool several; /* sets */
};

/* What each task is judged by. */
struct run {
	struct gate *gate;
	const struct scope *scope;
	const struct tasks *tasks;
	struct own_paths_kept own_paths;
	struct fold fold;
	struct error *error;
};

static bool has_merges(struct gate *gate, const struct range *range,
		       struct error *error)
{
	const struct commit_links *links;

	for (size_t i = 0; i < range->count; i++)
		if (graph_links(&links, gate->graph, &range->commits[i],
				error) ||
		    links->parent_count > 1)
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

int judge_answer(struct gate *gate, int answer, struct error *error)
{
	judgement_settle(gate->judgement);
	if (answer != ERROR_BROKEN && answer != ERROR_NOT_FOUND)
		return answer;
	judgement_broken(gate->judgement, error);
	return 0;
}

static int add_tasks(struct tasks *tasks, const struct range *range,
		     uint64_t rules, struct error *error)
{
	for (size_t i = 0; i < range->count; i++) {
		struct task *task = array_more(&tasks->items, tasks->count,
					       &tasks->capacity, sizeof(*task));

		if (!task)
			return error_no_memory(error);
		*task = (struct task){ range->commits[i], tasks->count, rules };
		tasks->count++;
	}
	return 0;
}

/* The first rule before `index` that has the same commits, or `index`. */
static size_t twin_of(const struct tasks *tasks, size_t index)
{
	size_t i = 0;

	while (tasks->knowns[i] != tasks->knowns[index])
		i++;
	return i;
}

static int gather_rule(struct tasks *tasks, struct gate *gate,
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
	const struct task *left = a, *right = b;
	int order = oid_compare(&left->id, &right->id);

	if (order)
		return order;
	return (left->order > right->order) - (left->order < right->order);
}

static int compare_order(const void *a, const void *b)
{
	const struct task *left = a, *right = b;

	return (left->order > right->order) - (left->order < right->order);
}

/* The same commit of several sets becomes one task. */
static void merge_tasks(struct tasks *tasks)
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

static int make_tasks(struct tasks *tasks, struct error *error)
{
	size_t sets = 0;
	int result = 0;

	for (size_t i = 0; !result && i < SCOPE_RULES_MAX; i++) {
		if (!tasks->rules[i])
			continue;
		sets++;
		result = add_tasks(tasks, &tasks->sets[i]->range,
				   tasks->rules[i], error);
	}
	tasks->several = sets > 1;
	if (!result && tasks->several && tasks->count)
		merge_tasks(tasks);
	return result;
}

/* Whether another rule judges what this one would. */
static enum match is_taken(const struct gate *gate, const struct scope *scope,
			   const struct rule *rule, const struct commit *commit,
			   struct error *error)
{
	if (!(rule->traits & RULE_LEAVES_MERGES) || commit->parent_count < 2)
		return MATCH_NO;
	return scopes_take_merge(scope, gate, &commit->id, error);
}

static int ask_rule(struct run *run, size_t index,
		    const struct commit *commit, struct arena *arena)
{
	const struct scope *scope = run->scope;
	const struct policy_rule *rule = &scope->ruleset->rules[index];
	struct rule_context context = scope_context(run->gate, scope);
	size_t mark = run->gate->judgement->finding_count;
	enum match taken =
		is_taken(run->gate, scope, rule->rule, commit, run->error);
	char hex[OID_HEX_SIZE + 1];
	int result;

	if (taken == MATCH_YES)
		return 0;
	context.arena = arena;
	context.commit_count = run->tasks->sets[index]->range.count;
	context.own_paths = &run->own_paths;
	result = taken == MATCH_BROKEN ?
			 (int)run->error->code :
			 rule->rule->judge_commit(rule->options, &context,
						  commit, run->error);
	if (result)
		error_context(run->error, "commit %.12s",
			      oid_format(&commit->id, hex));
	result = judge_answer(run->gate, result, run->error);
	return result ? result :
			exempt_commit(run->gate, scope, rule, commit, mark,
				      run->error);
}

static int judge_by_rule(struct run *run, size_t index,
			 const struct commit *commit)
{
	struct judgement *judgement = run->gate->judgement;
	struct arena *arena;
	int result;

	scope_enter(run->gate, run->scope, &run->scope->ruleset->rules[index],
		    run->tasks->sets[index]);
	arena = fold_begin(&run->fold, judgement);
	result = ask_rule(run, index, commit, arena);
	fold_end(&run->fold, judgement);
	return result;
}

/* A malformed commit is structure's finding, unless it was there before. */
static int report_unreadable(const struct run *run, const struct task *task,
			     const struct flaw *flaw)
{
	struct gate *gate = run->gate;
	const struct scope *scope = run->scope;
	char hex[OID_HEX_SIZE + 1];
	size_t index = 0;

	if (graph_is_known(gate->graph, gate->governed_known, &task->id,
			   run->error) == MATCH_NO)
		return 0;
	while (!(task->rules & UINT64_C(1) << index))
		index++;
	scope_enter(gate, scope, &scope->ruleset->rules[index],
		    run->tasks->sets[index]);
	return judge_answer(gate,
			    error_set(run->error, ERROR_BROKEN,
				      "commit %.12s is malformed: %s",
				      oid_format(&task->id, hex), flaw->what),
			    run->error);
}

static int judge_task(struct run *run, const struct task *task)
{
	struct object object = { 0 };
	struct commit commit;
	struct flaw flaw;
	int result = object_read(
		&object, run->gate->repo, &task->id,
		run->gate->message_limit + OBJECT_HEADERS_SIZE_MAX, run->error);

	if (result)
		return result;
	if (commit_read(&commit, &task->id, object.data, &flaw)) {
		result = report_unreadable(run, task, &flaw);
	} else {
		for (size_t i = 0;
		     !result && i < run->scope->ruleset->rule_count; i++)
			if (task->rules & UINT64_C(1) << i)
				result = judge_by_rule(run, i, &commit);
	}
	object_release(&object);
	return result;
}

static int run_task(size_t index, bool helping, void *context)
{
	struct run *run = context;
	const struct gate_request *request = run->gate->request;
	size_t count = run->tasks->count;
	int result;

	if (!helping && index % PROGRESS_STEP == 0 && request->progress)
		request->progress(index, count, request->context);
	if (run->gate->judgement->finding_count > FINDINGS_MAX)
		return error_set(run->error, ERROR_LIMIT,
				 "more than %d things are wrong: no more are "
				 "counted",
				 FINDINGS_MAX);
	if (deadline_passed(&run->gate->deadline))
		return error_set(run->error, ERROR_LIMIT,
				 "judging took too long: %zu of %zu commits "
				 "were done",
				 index, count);
	result = judge_task(run, &run->tasks->items[index]);
	return result ? result :
			repo_check_answers(run->gate->repo, run->error);
}

static size_t left_behind(const void *context)
{
	const struct run *run = context;

	return judgement_size(run->gate->judgement);
}

/*
 * At least what is shown of them; 0: all. Of several sets the commits are not
 * in the order of each, in which the last of those that are folded is the
 * oldest.
 */
static size_t kept_of(const struct gate *gate, const struct scope *scope,
		      const struct tasks *tasks)
{
	size_t kept = gate->request->findings_kept;
	size_t shown = (size_t)scope->policy->limits.findings;

	if (tasks->several)
		return 0;
	return kept && kept < shown ? shown : kept;
}

static int run_tasks(struct gate *gate, const struct scope *scope,
		     const struct tasks *tasks, struct error *error)
{
	struct run run = {
		.gate = gate, .scope = scope, .tasks = tasks, .error = error
	};
	const struct slices_work work = { tasks->count, run_task, left_behind,
					  &run };
	struct ref_verdict *ref =
		&gate->judgement
			 ->refs[scope->update - gate->judgement->updates];
	int result;

	if (tasks->count > ref->commits)
		ref->commits = tasks->count;
	fold_init(&run.fold, kept_of(gate, scope, tasks));
	result = slices_run(&work);
	fold_release(&run.fold);
	own_paths_forget(&run.own_paths);
	return result;
}

int judge_commits(struct gate *gate, const struct scope *scope,
		  struct error *error)
{
	const struct ruleset *ruleset = scope->ruleset;
	struct tasks tasks = { 0 };
	int result = 0;

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
			result = gather_rule(&tasks, gate, scope, i, error);
	}
	if (!result)
		result = make_tasks(&tasks, error);
	if (!result)
		result = run_tasks(gate, scope, &tasks, error);
	free(tasks.items);
	return result;
}
