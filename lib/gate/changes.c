/*
 * changes.c - the whole change of a branch since its start, or each step of
 * a ref, before the rules that judge changes. Never judges a commit.
 */
#include "gate/judge.h"
#include "gate/updates.h"

#include <stdlib.h>
#include <string.h>

/* Trees that hold one tree many times make any number of paths. */
#define CHANGE_PATHS_MAX 1000000

struct paths {
	struct arena *arena;
	struct change_path *items; /* heap */
	size_t count, capacity;
	struct error *error;
};

static int collect_path(const struct diff_entry *entry, void *context)
{
	struct paths *paths = context;
	struct change_path *path;
	char *copy;

	if (paths->count == CHANGE_PATHS_MAX)
		return error_set(paths->error, ERROR_LIMIT,
				 "the change touches more than %d paths",
				 CHANGE_PATHS_MAX);
	path = array_more(&paths->items, paths->count, &paths->capacity,
			  sizeof(*path));
	copy = path ? arena_copy(paths->arena, entry->path) : NULL;
	if (!copy)
		return error_no_memory(paths->error);
	path->path = (struct str){ copy, entry->path.size };
	path->new = entry->new;
	if (entry->old_count)
		path->old = entry->old[0];
	paths->count++;
	return 0;
}

static bool rule_judges(const struct scope *scope,
			const struct policy_rule *rule)
{
	return rule->rule->judge_change &&
	       (!rule->rule->asks_of_changes ||
		rule->rule->asks_of_changes(rule->options)) &&
	       (!rule->dynamic || scope->named);
}

static int judge_by_rules(struct gate *gate, const struct scope *scope,
			  const struct change *change,
			  const struct looked_at *set, struct error *error)
{
	const struct ruleset *ruleset = scope->ruleset;
	int result = 0;

	for (size_t i = 0; !result && i < ruleset->rule_count; i++) {
		const struct policy_rule *rule = &ruleset->rules[i];
		struct rule_context context = scope_context(gate, scope);
		size_t mark = gate->judgement->finding_count;

		if (!rule_judges(scope, rule))
			continue;
		context.commit_count = change->commit_count;
		scope_enter(gate, scope, rule, set);
		result = judge_answer(gate,
				      rule->rule->judge_change(rule->options,
							       &context, change,
							       error),
				      error);
		if (!result)
			result = exempt_update(gate, scope, rule,
					       change->commits,
					       change->commit_count, mark,
					       error);
	}
	return result;
}

/* Where there is no difference to judge, none of its rules can. */
static int answer_for_all(struct gate *gate, const struct scope *scope,
			  const struct looked_at *set, int answer,
			  struct error *error)
{
	const struct ruleset *ruleset = scope->ruleset;
	int result = 0;

	for (size_t i = 0; !result && i < ruleset->rule_count; i++) {
		if (!rule_judges(scope, &ruleset->rules[i]))
			continue;
		scope_enter(gate, scope, &ruleset->rules[i], set);
		result = judge_answer(gate, answer, error);
	}
	return result;
}

/* The difference from all of `bases` (commits) to the change's tip. */
static int collect(struct paths *paths, struct gate *gate,
		   const struct oid *bases, size_t base_count,
		   const struct oid *tip)
{
	struct oid *trees =
		arena_alloc(paths->arena, (base_count + 1) * sizeof(*trees));
	struct diff_request request = {
		.bases = trees,
		.base_count = base_count,
		.deadline = &gate->deadline,
		.each = collect_path,
		.context = paths,
	};
	const struct commit_links *links;
	int result =
		trees ? graph_links(&links, gate->graph, tip, paths->error) :
			error_no_memory(paths->error);

	if (!result)
		request.new = links->tree;
	for (size_t i = 0; !result && i < base_count; i++) {
		result = graph_links(&links, gate->graph, &bases[i],
				     paths->error);
		if (!result)
			trees[i] = links->tree;
	}
	return result ? result : diff_trees(gate->repo, &request, paths->error);
}

static int judge_difference(struct gate *gate, const struct scope *scope,
			    const struct oid *bases, size_t base_count,
			    const struct looked_at *set, struct change *change,
			    struct error *error)
{
	struct paths paths = { .arena = &gate->judgement->arena,
			       .error = error };
	int result = collect(&paths, gate, bases, base_count, &change->tip);

	if (result) {
		result = answer_for_all(gate, scope, set, result, error);
	} else {
		change->paths = paths.items;
		change->path_count = paths.count;
		change->commits = set->range.commits;
		change->commit_count = set->range.count;
		change->counts =
			calloc(paths.count + 1, sizeof(*change->counts));
		change->counted =
			calloc(paths.count + 1, sizeof(*change->counted));
		result = change->counts && change->counted ?
				 judge_by_rules(gate, scope, change, set,
						error) :
				 error_no_memory(error);
	}
	free(change->counts);
	free(change->counted);
	free(paths.items);
	return result;
}

static int judge_branch(struct gate *gate, const struct scope *scope,
			struct error *error)
{
	struct change change = { .tip = scope->tip, .whole_branch = true };
	struct looked_at *set =
		look_at(gate, scope->start_known, &scope->tip, error);
	struct oid *bases = NULL;
	size_t count = 0;
	int result;

	if (!set)
		return error->code;
	result = graph_merge_bases(&bases, &count, gate->graph,
				   scope->start_known, &scope->tip, error);
	if (!result && count) {
		change.base = bases[0];
		result = judge_difference(gate, scope, bases, count, set,
					  &change, error);
	}
	free(bases);
	return result;
}

int changes_since(struct change_path **out, size_t *count, struct gate *gate,
		  struct known *before, const struct oid *tip,
		  struct error *error)
{
	struct paths paths = { .arena = &gate->judgement->arena,
			       .error = error };
	struct oid *bases = NULL;
	size_t base_count = 0;
	int result = graph_merge_bases(&bases, &base_count, gate->graph, before,
				       tip, error);

	if (!result && base_count)
		result = collect(&paths, gate, bases, base_count, tip);
	free(bases);
	*out = paths.items;
	*count = paths.count;
	return result;
}

/* What a merge's further parent changed since it left the first one. */
static int find_brought(struct change *out, struct change_path **paths,
			struct gate *gate, const struct step *step,
			struct known *before, struct error *error)
{
	const struct commit_links *links;
	int result = graph_links(&links, gate->graph, &step->to, error);

	if (result || links->parent_count != 2)
		return result;
	out->tip = links->parents[1];
	result = changes_since(paths, &out->path_count, gate, before, &out->tip,
			       error);
	out->paths = *paths;
	return result;
}

static int judge_landing(struct gate *gate, const struct scope *scope,
			 const struct step *step, struct known *before,
			 const struct looked_at *set, struct error *error)
{
	struct change change = { .tip = step->to, .base = step->from };
	struct change brought = { .path_count = 0 };
	struct change_path *paths = NULL;
	int result = 0;

	if (scope->landing)
		result = find_brought(&brought, &paths, gate, step, before,
				      error);
	if (brought.path_count)
		change.brought = &brought;
	result = result ? answer_for_all(gate, scope, set, result, error) :
			  judge_difference(gate, scope, &step->from, 1, set,
					   &change, error);
	free(paths);
	return result;
}

static int judge_step(struct gate *gate, const struct scope *scope,
		      const struct step *step, struct error *error)
{
	struct known *known = NULL;
	struct looked_at *set = NULL;
	int result = known_new(&known, gate->graph, error);

	if (!result)
		result = known_add_tip(known, &step->from, error);
	if (!result)
		set = look_at(gate, known, &step->to, error);
	if (result || !set)
		return result ? result : error->code;
	return judge_landing(gate, scope, step, known, set, error);
}

static int judge_steps(struct gate *gate, const struct scope *scope,
		       struct error *error)
{
	struct step *steps;
	size_t count;
	int result =
		update_steps(&steps, &count, gate->graph, scope->update, error);

	for (size_t i = 0; !result && i < count; i++)
		result = judge_step(gate, scope, &steps[i], error);
	free(steps);
	return result;
}

static bool judges_changes(const struct scope *scope)
{
	for (size_t i = 0; i < scope->ruleset->rule_count; i++)
		if (rule_judges(scope, &scope->ruleset->rules[i]))
			return true;
	return false;
}

int judge_changes(struct gate *gate, const struct scope *scope,
		  struct error *error)
{
	if (oid_is_zero(&scope->tip) || !judges_changes(scope))
		return 0;
	if (scope->step)
		return judge_step(gate, scope, scope->step, error);
	if (scope->start_known)
		return judge_branch(gate, scope, error);
	return judge_steps(gate, scope, error);
}
