/*
 * commits.c - every new commit before every rule that does not know it; each
 * is asked for once a scope. Never decides what is new: known_class.c does.
 */
#include "gate/commits.h"

#include "base/slices.h"
#include "gate/judge.h"
#include "gate/scopes.h"

#define PROGRESS_STEP 256
/* Of a whole push: each takes memory. */
#define FINDINGS_MAX 500000

int judge_answer(struct gate *gate, int answer, struct error *error)
{
	judgement_settle(gate->judgement);
	if (answer != ERROR_BROKEN && answer != ERROR_NOT_FOUND)
		return answer;
	judgement_broken(gate->judgement, error);
	return 0;
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

static int ask_rule(struct commit_run *run, size_t index,
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

static int judge_by_rule(struct commit_run *run, size_t index,
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
static int report_unreadable(const struct commit_run *run,
			     const struct commit_task *task,
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

static int judge_commit(struct commit_run *run, const struct commit_task *task,
			const struct commit *commit)
{
	size_t count = run->scope->ruleset->rule_count;
	int result = 0;

	for (size_t i = 0; !result && i < count; i++)
		if (task->rules & UINT64_C(1) << i)
			result = judge_by_rule(run, i, commit);
	return result;
}

static int judge_task(struct commit_run *run, const struct commit_task *task)
{
	struct object object = { 0 };
	struct commit commit;
	struct flaw flaw;
	int result = object_read(
		&object, run->gate->repo, &task->id,
		run->gate->message_limit + OBJECT_HEADERS_SIZE_MAX, run->error);

	if (result)
		return result;
	if (commit_read(&commit, &task->id, object.data, &flaw))
		result = report_unreadable(run, task, &flaw);
	else
		result = judge_commit(run, task, &commit);
	object_release(&object);
	return result;
}

int commit_run_tick(const struct commit_run *run, size_t done, size_t count,
		    bool helping)
{
	const struct gate_request *request = run->gate->request;

	if (!helping && done % PROGRESS_STEP == 0 && request->progress)
		request->progress(done, count, request->context);
	if (run->gate->judgement->finding_count > FINDINGS_MAX)
		return error_set(run->error, ERROR_LIMIT,
				 "more than %d things are wrong: no more are "
				 "counted",
				 FINDINGS_MAX);
	if (deadline_passed(&run->gate->deadline))
		return error_set(run->error, ERROR_LIMIT,
				 "judging took too long: %zu of %zu commits "
				 "were done",
				 done, count);
	return 0;
}

int commit_run_read(struct commit_run *run, size_t index,
		    const struct commit *commit)
{
	struct commit_task task = commit_task_at(run->tasks, index);
	int result = judge_commit(run, &task, commit);

	return result ? result :
			repo_check_answers(run->gate->repo, run->error);
}

static int run_next(size_t index, bool helping, void *context)
{
	struct commit_run *run = context;
	struct commit_task task = commit_task_at(run->tasks, index);
	int result = commit_run_tick(run, index, run->tasks->count, helping);

	if (!result)
		result = judge_task(run, &task);
	return result ? result :
			repo_check_answers(run->gate->repo, run->error);
}

static size_t left_behind(const void *context)
{
	const struct commit_run *run = context;

	return judgement_size(run->gate->judgement);
}

/*
 * At least what is shown of them; 0: all. Of several sets the commits are not
 * in the order of each, in which the last of those that are folded is the
 * oldest.
 */
static size_t kept_of(const struct gate *gate, const struct scope *scope,
		      const struct commit_tasks *tasks)
{
	size_t kept = gate->request->findings_kept;
	size_t shown = (size_t)scope->policy->limits.findings;

	if (tasks->several)
		return 0;
	return kept && kept < shown ? shown : kept;
}

void commit_run_begin(struct commit_run *run, struct gate *gate,
		      const struct scope *scope,
		      const struct commit_tasks *tasks, struct error *error)
{
	struct ref_verdict *ref =
		&gate->judgement
			 ->refs[scope->update - gate->judgement->updates];

	*run = (struct commit_run){
		.gate = gate, .scope = scope, .tasks = tasks, .error = error
	};
	if (tasks->count > ref->commits)
		ref->commits = tasks->count;
	fold_init(&run->fold, kept_of(gate, scope, tasks));
}

void commit_run_end(struct commit_run *run)
{
	fold_release(&run->fold);
	own_paths_forget(&run->own_paths);
}

static int run_tasks(struct gate *gate, const struct scope *scope,
		     const struct commit_tasks *tasks, struct error *error)
{
	struct commit_run run;
	const struct slices_work work = { tasks->count, run_next, left_behind,
					  &run };
	int result;

	commit_run_begin(&run, gate, scope, tasks, error);
	result = slices_run(&work);
	commit_run_end(&run);
	return result;
}

int judge_commits(struct gate *gate, const struct scope *scope,
		  struct error *error)
{
	struct commit_tasks tasks;
	int result;

	if (scope->passed)
		return 0;
	result = commit_tasks_gather(&tasks, gate, scope, error);
	if (!result)
		result = run_tasks(gate, scope, &tasks, error);
	commit_tasks_release(&tasks);
	return result;
}
