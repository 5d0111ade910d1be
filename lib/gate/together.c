/*
 * together.c - structure and the rules of scopes on each commit in turn, while
 * its objects are in memory. At the first word about any of them all is taken
 * back, and left to those who judge in order. Never keeps a finding.
 *
 * What rules on the whole update work out first, such as ${base}, is not there
 * yet: a rule that asks for it cannot judge, and says so.
 */
#include "gate/judge.h"

#include "base/slices.h"
#include "gate/commits.h"
#include "gate/structure.h"
#include "git/survey.h"

#include <stdlib.h>

/* Below that, what is read twice is still in memory. */
#define TOGETHER_MIN 16
/* Each takes memory for as many commits; any further ones come later. */
#define PARTS_MAX 8
#define SAYS_SOMETHING 1

/* A scope of which each commit is one of structure's. */
struct part {
	struct scope *scope;
	struct commit_tasks tasks;
	/* heap; of each commit: its task, from 1; 0: none. NULL: one each */
	size_t *places;
	struct commit_run run;
};

struct together {
	struct gate *gate;
	const struct rule_context *structure;
	struct place place; /* structure's */
	const struct range *commits;
	struct part *parts; /* heap */
	size_t count;
	size_t before; /* size of the judgement */
	struct error *error;
};

static size_t left_behind(const void *context)
{
	const struct together *together = context;

	return judgement_size(together->gate->judgement);
}

static int judge_part(struct part *part, size_t at, const struct commit *commit)
{
	size_t place = part->places ? part->places[at] : at + 1;

	return place ? commit_run_read(&part->run, place - 1, commit) : 0;
}

static int judge_one(struct together *together, size_t at)
{
	struct whole_commit whole;
	int result = structure_commit(&whole, together->structure,
				      &together->commits->commits[at],
				      together->gate->message_limit,
				      together->error);

	for (size_t i = 0; !result && i < together->count; i++) {
		if (left_behind(together) != together->before)
			result = SAYS_SOMETHING;
		else
			result = judge_part(&together->parts[i], at,
					    &whole.commit);
	}
	object_release(&whole.object);
	return result;
}

static int judge_next(size_t index, bool helping, void *context)
{
	struct together *together = context;
	struct gate *gate = together->gate;
	const struct range *commits = together->commits;
	size_t at = commits->count - 1 - index;
	int result = commit_run_tick(&together->parts->run, index,
				     commits->count, helping);

	gate->judgement->place = together->place;
	if (!result)
		result = judge_one(together, at);
	if (!result && left_behind(together) != together->before)
		result = SAYS_SOMETHING;
	return result;
}

static bool is_task(const struct commit_tasks *tasks, size_t index,
		    const struct oid *id)
{
	struct commit_task task;

	if (index == tasks->count)
		return false;
	task = commit_task_at(tasks, index);
	return oid_equal(&task.id, id);
}

static bool are_tasks(const struct commit_tasks *tasks,
		      const struct range *commits)
{
	size_t i = 0;

	while (i < commits->count && is_task(tasks, i, &commits->commits[i]))
		i++;
	return i == commits->count && i == tasks->count;
}

/* False: some are not among the commits, or stand in another order. */
static bool find_places(struct part *part, const struct range *commits)
{
	const struct commit_tasks *tasks = &part->tasks;
	size_t found = 0;
	size_t *places;

	if (!tasks->count || are_tasks(tasks, commits))
		return tasks->count;
	places = calloc(commits->count, sizeof(*places));
	for (size_t i = 0; places && i < commits->count; i++)
		if (is_task(tasks, found, &commits->commits[i]))
			places[i] = ++found;
	if (found < tasks->count) {
		free(places);
		return false;
	}
	part->places = places;
	return true;
}

static int add_part(struct together *together, struct scope *scope)
{
	struct part *part = &together->parts[together->count];
	int result = commit_tasks_gather(&part->tasks, together->gate, scope,
					 together->error);

	part->scope = scope;
	part->places = NULL;
	if (result || !find_places(part, together->commits)) {
		commit_tasks_release(&part->tasks);
		return result;
	}
	commit_run_begin(&part->run, together->gate, scope, &part->tasks,
			 together->error);
	together->count++;
	return 0;
}

static int add_parts(struct together *together, struct scopes *scopes)
{
	int result = 0;

	together->parts = calloc(PARTS_MAX, sizeof(*together->parts));
	if (!together->parts)
		return ERROR_INTERNAL;
	/* of landings there may be many, with few commits each */
	for (size_t i = 0; !result && i < scopes->judged; i++)
		if (!scopes->items[i]->step && together->count < PARTS_MAX)
			result = add_part(together, scopes->items[i]);
	return result || together->count ? result : SAYS_SOMETHING;
}

static void release(struct together *together, bool passed)
{
	for (size_t i = 0; i < together->count; i++) {
		struct part *part = &together->parts[i];

		part->scope->passed = passed;
		commit_run_end(&part->run);
		free(part->places);
		commit_tasks_release(&part->tasks);
	}
	free(together->parts);
}

/* What was judged by a survey that comes to nothing may not stay. */
static int run_all(struct gate *gate, const struct slices_work *work)
{
	int result;

	survey_assume(gate->repo, work->count);
	result = slices_run(work);
	if (survey_confirm(gate->repo))
		return result;
	graph_forget_patches(gate->graph);
	return result ? result : SAYS_SOMETHING;
}

int judge_together(bool *passed, struct gate *gate, struct scopes *scopes,
		   const struct rule_context *structure,
		   const struct looked_at *set, struct error *error)
{
	struct judgement *judgement = gate->judgement;
	struct judgement_mark mark = judgement_mark(judgement);
	struct together together = {
		.gate = gate,
		.structure = structure,
		.place = judgement->place,
		.commits = &set->range,
		.before = judgement_size(judgement),
		.error = error,
	};
	const struct slices_work work = { set->range.count, judge_next,
					  left_behind, &together };
	int result;

	*passed = false;
	if (!scopes->judged || set->range.count < TOGETHER_MIN)
		return 0;
	result = add_parts(&together, scopes);
	if (!result)
		result = run_all(gate, &work);
	*passed = !result;
	release(&together, *passed);
	judgement->place = together.place;
	if (!*passed)
		judgement_take_back(judgement, &mark);
	return result == ERROR_LIMIT && deadline_passed(&gate->deadline) ?
		       result :
		       0;
}
