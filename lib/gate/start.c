/*
 * start.c - where the branches of a ruleset start from, and which branches
 * are none of theirs. Never judges.
 */
#include "gate/scope.h"

/* Not a branch that is governed by another ruleset. */
static bool is_ours(const char *name, void *context)
{
	const struct scope *scope = context;
	struct error ignored = { 0 };

	return !str_starts(str_of(name), "refs/heads/") ||
	       globs_match(&scope->start, str_of(name)) ||
	       ruleset_governs(scope->ruleset, name, &ignored) == MATCH_YES;
}

/* False: all that it governs is_ours(), so that it need not be listed. */
static bool has_others(const struct scope *scope, const struct ruleset *ruleset)
{
	return ruleset->enforcement != ENFORCE_DISABLED &&
	       (ruleset != scope->ruleset || ruleset->refs.dynamic_count) &&
	       globs_reach_into(&ruleset->refs.fixed, "refs/heads/");
}

static int add_others(struct scope *scope, struct gate *gate,
		      struct error *error)
{
	const struct policy *policy = scope->policy;
	int result = known_new(&scope->other_branches, gate->graph, error);

	for (size_t i = 0; !result && i < policy->ruleset_count; i++)
		if (has_others(scope, &policy->rulesets[i]))
			result = known_add_refs_except(
				scope->other_branches,
				&policy->rulesets[i].refs.fixed, is_ours, scope,
				error);
	return result;
}

struct start_tags {
	struct gate *gate;
	struct known *known;
	struct error *error;
};

/* A tag counts if it is governed and its commit is on a governed branch. */
static int add_start_tag(const struct ref *ref, void *context)
{
	struct start_tags *start = context;
	struct gate *gate = start->gate;
	struct oid commit;
	enum match match;
	int result;

	if (!str_starts(str_of(ref->name), "refs/tags/"))
		return 0;
	match = gate_governs(gate->request, ref->name, start->error);
	if (match != MATCH_YES)
		return match == MATCH_NO ? 0 : start->error->code;
	result = refs_peel(&commit, gate->repo, &ref->id, start->error);
	if (result)
		return result == ERROR_NOT_FOUND ? 0 : result;
	match = graph_is_known(gate->graph, gate->branches_known, &commit,
			       start->error);
	if (match != MATCH_YES)
		return match == MATCH_NO ? 0 : start->error->code;
	return known_add_tip(start->known, &commit, start->error);
}

static bool is_tag(const char *name, void *context)
{
	(void)context;
	return str_starts(str_of(name), "refs/tags/");
}

int scope_add_start(struct known *known, struct gate *gate,
		    const struct scope *scope, struct error *error)
{
	struct start_tags tags = { gate, known, error };
	const struct globs *start = &scope->start;
	int result = known_add_refs_except(known, start, is_tag, NULL, error);

	if (result || !globs_reach_beyond(start, "refs/heads/"))
		return result;
	return refs_each(gate->repo, start, add_start_tag, &tags, error);
}

static int read_start(struct scope *scope, struct gate *gate,
		      const struct ref_globs *start, struct error *error)
{
	int result =
		ref_globs_resolve(&scope->start, start, scope->vars, error);

	if (!result)
		result = known_new(&scope->start_known, gate->graph, error);
	if (!result)
		result =
			scope_add_start(scope->start_known, gate, scope, error);
	return result ? result : add_others(scope, gate, error);
}

/* Another scope of the ruleset has read it: it is the same for both. */
static bool share_start(struct scope *scope, const struct gate *gate)
{
	for (size_t i = 0; i < gate->start_count; i++) {
		const struct scope *first = gate->starts[i];

		if (first->ruleset != scope->ruleset)
			continue;
		scope->start = first->start;
		scope->start_known = first->start_known;
		scope->other_branches = first->other_branches;
		scope->others = first->others;
		return true;
	}
	return false;
}

static int keep_start(struct scope *scope, struct gate *gate,
		      struct error *error)
{
	const struct scope **place =
		array_more(&gate->starts, gate->start_count,
			   &gate->start_capacity, sizeof(*place));

	scope->others =
		arena_alloc(&gate->judgement->arena, sizeof(*scope->others));
	if (!place || !scope->others)
		return error_no_memory(error);
	*scope->others = (struct other_updates){ .known = false };
	*place = scope;
	gate->start_count++;
	return 0;
}

bool scope_shares_start(const struct scope *scope)
{
	const struct ref_globs *start = ruleset_start(scope->ruleset);

	return start && !start->dynamic_count &&
	       !scope->ruleset->refs.dynamic_count;
}

int scope_open_start(struct scope *scope, struct gate *gate,
		     struct error *error)
{
	const struct ref_globs *start = ruleset_start(scope->ruleset);
	bool shares = scope_shares_start(scope);
	int result;

	if (!start || scope->step || (shares && share_start(scope, gate)))
		return 0;
	result = read_start(scope, gate, start, error);
	return result || !shares ? result : keep_start(scope, gate, error);
}
