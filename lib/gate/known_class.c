/*
 * known_class.c - which refs make a commit known to a rule: the ref itself,
 * refs under the same rule, the start, the baseline. Nothing else does.
 */
#include "gate/scope.h"

#include <stdlib.h>
#include <string.h>

#define CLASS_RULESETS_MAX 64

static bool never_known(const char *name, void *context)
{
	static const char *const prefixes[] = { "refs/notes/",
						"refs/approvals/",
						"refs/overrides/",
						"refs/proposals/" };

	(void)context;
	for (size_t i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]); i++)
		if (str_starts(str_of(name), prefixes[i]))
			return true;
	return false;
}

static int add_baseline(struct known *known, const struct oid *baseline,
			size_t count, struct error *error)
{
	int result = 0;

	for (size_t i = 0; !result && i < count; i++)
		result = known_add_tip(known, &baseline[i], error);
	return result;
}

/* The rulesets of the policy that the ref is under, a bit each. */
static uint64_t rulesets_of(const struct policy *policy, const char *name)
{
	struct error ignored = { 0 };
	uint64_t rulesets = 0;

	for (size_t i = 0; i < policy->ruleset_count && i < CLASS_RULESETS_MAX;
	     i++)
		if (ruleset_governs(&policy->rulesets[i], name, &ignored) ==
		    MATCH_YES)
			rulesets |= UINT64_C(1) << i;
	return rulesets;
}

/* Of each update; NULL: out of memory. */
static const uint64_t *updates_under(struct gate *gate,
				     const struct policy *policy)
{
	struct judgement *judgement = gate->judgement;
	uint64_t *under;
	size_t index = 0;

	while (gate->request->policies[index] != policy)
		index++;
	if (gate->under[index])
		return gate->under[index];
	under = arena_alloc(&judgement->arena,
			    (judgement->ref_count + 1) * sizeof(*under));
	for (size_t i = 0; under && i < judgement->ref_count; i++)
		under[i] = rulesets_of(policy, judgement->updates[i].name);
	gate->under[index] = under;
	return under;
}

static int add_old_value(struct known *known, const struct ref_update *update,
			 struct error *error)
{
	if (never_known(update->name, NULL) || oid_is_zero(&update->old_commit))
		return 0;
	return known_add_tip(known, &update->old_commit, error);
}

/* The values of pushed refs answer most questions: they are tips. */
static int add_old_values(struct gate *gate, const struct known_class *class,
			  struct error *error)
{
	struct judgement *judgement = gate->judgement;
	const uint64_t *under = updates_under(gate, class->policy);
	int result = under ? 0 : error_no_memory(error);

	for (size_t i = 0; !result && i < judgement->ref_count; i++) {
		const struct ref_update *update = &judgement->updates[i];

		/* under one of the rulesets that the class takes in */
		if (update == class->update || class->rulesets & under[i])
			result = add_old_value(class->known, update, error);
	}
	return result;
}

static int add_governed_values(struct gate *gate, struct error *error)
{
	struct judgement *judgement = gate->judgement;
	int result = 0;

	for (size_t i = 0; !result && i < judgement->ref_count; i++)
		if (judgement->refs[i].governed)
			result = add_old_value(gate->governed_known,
					       &judgement->updates[i], error);
	return result;
}

/* Refs of one ruleset as known; what is never known is left out. */
static int add_ruleset(struct known *known, const struct ruleset *ruleset,
		       struct error *error)
{
	return known_add_refs_except(known, &ruleset->refs.fixed, never_known,
				     NULL, error);
}

static bool is_no_branch(const char *name, void *context)
{
	(void)context;
	return !str_starts(str_of(name), "refs/heads/");
}

static void append_globs(struct globs *out, const struct globs *more)
{
	for (size_t i = 0; i < more->count; i++)
		if (!more->items[i].exclude)
			out->items[out->count++] = more->items[i];
}

/* Calls back for each ruleset that is not disabled. */
static int each_ruleset(const struct gate *gate,
			int (*each)(struct gate *gate,
				    const struct ruleset *ruleset,
				    struct error *error),
			struct error *error)
{
	const struct gate_request *request = gate->request;
	int result = 0;

	for (size_t i = 0; !result && i < request->policy_count; i++) {
		const struct policy *policy = request->policies[i];

		for (size_t j = 0; !result && j < policy->ruleset_count; j++)
			if (policy->rulesets[j].enforcement != ENFORCE_DISABLED)
				result = each((struct gate *)gate,
					      &policy->rulesets[j], error);
	}
	return result;
}

static int count_globs(struct gate *gate, const struct ruleset *ruleset,
		       struct error *error)
{
	(void)error;
	gate->governed.count += ruleset->refs.fixed.count;
	return 0;
}

static int gather(struct gate *gate, const struct ruleset *ruleset,
		  struct error *error)
{
	int result = add_ruleset(gate->governed_known, ruleset, error);

	if (!result)
		result = known_add_refs_except(gate->branches_known,
					       &ruleset->refs.fixed,
					       is_no_branch, NULL, error);
	if (!result)
		result = add_baseline(gate->governed_known, ruleset->baseline,
				      ruleset->baseline_count, error);
	append_globs(&gate->governed, &ruleset->refs.fixed);
	return result;
}

int gate_prepare(struct gate *gate, struct error *error)
{
	const struct gate_request *request = gate->request;
	int result = known_new(&gate->governed_known, gate->graph, error);

	if (!result)
		result = known_new(&gate->branches_known, gate->graph, error);
	if (!result)
		result = each_ruleset(gate, count_globs, error);
	gate->governed.items = arena_alloc(
		&gate->judgement->arena,
		(gate->governed.count + 1) * sizeof(*gate->governed.items));
	gate->governed.count = 0;
	if (!gate->governed.items)
		return error_no_memory(error);
	if (!result)
		result = add_governed_values(gate, error);
	for (size_t i = 0; !result && i < request->policy_count; i++)
		result = add_baseline(gate->governed_known,
				      request->policies[i]->baseline,
				      request->policies[i]->baseline_count,
				      error);
	return result ? result : each_ruleset(gate, gather, error);
}

void gate_release(struct gate *gate)
{
	const struct graph_limits no_limits = { .commits = SIZE_MAX };

	if (gate->graph && gate->request->graph) {
		graph_reset(gate->graph, &no_limits);
	} else {
		graph_free(gate->graph);
		if (gate->request->opened)
			refs_let_go(gate->request->opened);
		else
			repo_close(gate->repo);
	}
	free(gate->classes);
	free(gate->starts);
}

static bool is_equally_strict(const struct ruleset *ruleset,
			      const struct policy_rule *rule)
{
	const struct policy_rule *other;

	/* of the refs of a landing only the landings were judged */
	if (ruleset->enforcement != ENFORCE_ACTIVE || ruleset->has_merging ||
	    rule->dynamic)
		return false;
	other = ruleset_rule(ruleset, rule->rule->id);
	return other && !other->dynamic && str_equal(other->said, rule->said);
}

static struct known_class describe(const struct scope *scope,
				   const struct policy_rule *rule)
{
	const struct policy *policy = scope->policy;
	struct known_class class = {
		.policy = policy,
		.start = scope->start_known ? scope->ruleset : NULL,
		.step = scope->step,
	};
	bool own = false;

	for (size_t i = 0; i < policy->ruleset_count && i < CLASS_RULESETS_MAX;
	     i++) {
		if (!is_equally_strict(&policy->rulesets[i], rule))
			continue;
		class.rulesets |= UINT64_C(1) << i;
		own |= &policy->rulesets[i] == scope->ruleset;
	}
	/* a step belongs to one update, as does its own value */
	if (!own || class.step || (class.start && !scope_shares_start(scope)))
		class.update = scope->update;
	return class;
}

static bool same_class(const struct known_class *a, const struct known_class *b)
{
	return a->policy == b->policy && a->rulesets == b->rulesets &&
	       a->start == b->start && a->update == b->update &&
	       a->step == b->step;
}

static int fill_class(struct known_class *class, struct gate *gate,
		      const struct scope *scope, struct error *error)
{
	const struct policy *policy = class->policy;
	const struct ruleset *ruleset = scope->ruleset;
	int result = known_new(&class->known, gate->graph, error);

	if (!result)
		result = add_old_values(gate, class, error);
	if (!result && class->step)
		result = known_add_tip(class->known, &class->step->from, error);
	if (!result)
		result = add_baseline(class->known, policy->baseline,
				      policy->baseline_count, error);
	if (!result)
		result = add_baseline(class->known, ruleset->baseline,
				      ruleset->baseline_count, error);
	if (!result && class->start)
		result = scope_add_start(class->known, gate, scope, error);
	for (size_t i = 0; !result && i < policy->ruleset_count; i++)
		if (i < CLASS_RULESETS_MAX && class->rulesets & UINT64_C(1)
									<< i)
			result = add_ruleset(class->known, &policy->rulesets[i],
					     error);
	return result;
}

/* Updates are judged one after the other: nobody asks for them again. */
static void drop_classes_of_others(struct gate *gate,
				   const struct ref_update *update)
{
	size_t kept = 0;

	for (size_t i = 0; i < gate->class_count; i++)
		if (!gate->classes[i].update ||
		    gate->classes[i].update == update)
			gate->classes[kept++] = gate->classes[i];
	gate->class_count = kept;
}

int scope_known(struct known **out, struct gate *gate,
		const struct scope *scope, const struct policy_rule *rule,
		struct error *error)
{
	struct known_class class = describe(scope, rule);
	struct known_class *place;
	int result;

	for (size_t i = 0; i < gate->class_count; i++) {
		*out = gate->classes[i].known;
		if (same_class(&class, &gate->classes[i]))
			return 0;
	}
	drop_classes_of_others(gate, scope->update);
	place = array_more(&gate->classes, gate->class_count,
			   &gate->class_capacity, sizeof(class));
	if (!place)
		return error_no_memory(error);
	result = fill_class(&class, gate, scope, error);
	if (result)
		return result;
	*place = class;
	gate->class_count++;
	*out = class.known;
	return 0;
}
