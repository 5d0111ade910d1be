/*
 * scopes.c - see scopes.h. Never judges.
 */
#include "gate/scopes.h"
#include "gate/landing.h"
#include "gate/updates.h"

#include <stdlib.h>

static int add_scope(struct scopes *scopes, struct gate *gate,
		     const struct policy *policy, const struct ruleset *ruleset,
		     const struct ref_update *update, const struct step *step,
		     const char *landing, struct error *error)
{
	struct scope *scope =
		arena_alloc(&gate->judgement->arena, sizeof(*scope));
	struct scope **slot = array_more(&scopes->items, scopes->count,
					 &scopes->capacity, sizeof(*slot));

	if (!scope || !slot)
		return error_no_memory(error);
	*slot = scope;
	scopes->count++;
	return scope_open(scope, gate, policy, ruleset, update, step, landing,
			  error);
}

static int add_landings(struct scopes *scopes, struct gate *gate,
			const struct policy *policy,
			const struct ruleset *ruleset,
			const struct ref_update *update, struct error *error)
{
	struct step *steps;
	size_t count;
	int result = update_steps(&steps, &count, gate->graph, update, error);

	for (size_t i = 0; !result && i < count; i++) {
		struct step *step =
			arena_alloc(&gate->judgement->arena, sizeof(*step));
		const char *branch = NULL;

		if (!step) {
			result = error_no_memory(error);
			break;
		}
		*step = steps[i];
		result = landing_branch(&branch, gate, ruleset, step, error);
		if (!result && branch)
			result = add_scope(scopes, gate, policy, ruleset,
					   update, step, branch, error);
	}
	free(steps);
	return result;
}

static int open_policy(struct scopes *scopes, struct gate *gate,
		       const struct policy *policy,
		       const struct ref_update *update, struct error *error)
{
	int result = 0;

	for (size_t i = 0; !result && i < policy->ruleset_count; i++) {
		const struct ruleset *ruleset = &policy->rulesets[i];
		enum match match =
			ruleset_governs(ruleset, update->name, error);

		if (match == MATCH_BROKEN)
			return error->code;
		if (match == MATCH_NO)
			continue;
		result = ruleset->has_merging ?
				 add_landings(scopes, gate, policy, ruleset,
					      update, error) :
				 add_scope(scopes, gate, policy, ruleset,
					   update, NULL, NULL, error);
	}
	return result;
}

/* Of what is made anew, commits or tags. */
static bool asks_for_signatures(const struct scope *scope)
{
	const struct ruleset *ruleset = scope->ruleset;
	bool is_tag = scope->update->class == REF_TAG;

	if (ruleset->enforcement != ENFORCE_ACTIVE)
		return false;
	for (size_t i = 0; i < ruleset->rule_count; i++) {
		const struct policy_rule *rule = &ruleset->rules[i];

		if (rule->common.severity == SEVERITY_ERROR &&
		    rule->rule->traits & RULE_SIGNED &&
		    is_tag == !!(rule->rule->traits & RULE_TAGS))
			return true;
	}
	return false;
}

int scopes_open(struct scopes *out, struct gate *gate,
		const struct ref_update *update, struct error *error)
{
	const struct gate_request *request = gate->request;
	struct judgement *judgement = gate->judgement;
	struct ref_verdict *ref = &judgement->refs[update - judgement->updates];
	int result = 0;

	for (size_t i = 0; !result && i < request->policy_count; i++)
		result = open_policy(out, gate, request->policies[i], update,
				     error);
	out->judged = out->count;
	for (size_t i = 0; i < out->count; i++)
		out->items[i]->beside = out;
	for (size_t i = 0; !result && i < out->count; i++)
		ref->has_to_be_signed |= asks_for_signatures(out->items[i]);
	return result;
}

struct taking {
	struct scope *scope;
	struct error *error;
};

static int take(const struct oid *merge, void *data)
{
	struct taking *taking = data;
	struct scope *scope = taking->scope;
	struct oid *place = array_more(&scope->taken, scope->taken_count,
				       &scope->taken_capacity, sizeof(*place));

	if (!place)
		return error_no_memory(taking->error);
	*place = *merge;
	scope->taken_count++;
	return 0;
}

static int compare_oids(const void *a, const void *b)
{
	return oid_compare(a, b);
}

static int read_taken(struct scope *scope, const struct gate *gate,
		      struct error *error)
{
	const struct ruleset *ruleset = scope->ruleset;
	struct rule_context context = scope_context(gate, scope);
	struct taking taking = { scope, error };
	int result = 0;

	scope->taken_count = 0;
	for (size_t i = 0; !result && i < ruleset->rule_count; i++) {
		const struct policy_rule *rule = &ruleset->rules[i];

		if (rule->rule->takes_merges &&
		    (!rule->dynamic || scope->named))
			result = rule->rule->takes_merges(
				rule->options, &context, take, &taking, error);
	}
	if (!result && scope->taken_count)
		qsort(scope->taken, scope->taken_count, sizeof(*scope->taken),
		      compare_oids);
	scope->knows_taken = !result;
	return result;
}

/* What is only tried out replaces nothing that is active. */
static bool may_take(const struct scope *taker, const struct scope *scope)
{
	int enforcement = taker->ruleset->enforcement;

	return taker->policy == scope->policy &&
	       (enforcement == ENFORCE_ACTIVE ||
		enforcement == (int)scope->ruleset->enforcement);
}

enum match scopes_take_merge(const struct scope *scope, const struct gate *gate,
			     const struct oid *merge, struct error *error)
{
	const struct scopes *scopes = scope->beside;

	for (size_t i = 0; scopes && i < scopes->judged; i++) {
		struct scope *taker = scopes->items[i];

		if (!may_take(taker, scope))
			continue;
		if (!taker->knows_taken && read_taken(taker, gate, error))
			return MATCH_BROKEN;
		if (taker->taken_count &&
		    bsearch(merge, taker->taken, taker->taken_count,
			    sizeof(*merge), compare_oids))
			return MATCH_YES;
	}
	return MATCH_NO;
}

void scopes_release(struct scopes *scopes)
{
	for (size_t i = 0; i < scopes->count; i++)
		free(scopes->items[i]->taken);
	free(scopes->items);
	*scopes = (struct scopes){ 0 };
}

static const struct scope *whole_scope(const struct scopes *scopes,
				       const struct ruleset *ruleset)
{
	for (size_t i = 0; i < scopes->count; i++)
		if (scopes->items[i]->ruleset == ruleset &&
		    !scopes->items[i]->step)
			return scopes->items[i];
	return NULL;
}

/*
 * The first ruleset of that enforcement that governs the ref, if possible one
 * that governs every change; *written: one of these writes the rule. What a
 * landing writes does not count: it judges steps only.
 */
static int find_implying(const struct ruleset **out,
			 const struct policy *policy, int enforcement,
			 const char *name, const char *rule_id, bool *written,
			 struct error *error)
{
	*out = NULL;
	for (size_t i = 0; i < policy->ruleset_count; i++) {
		const struct ruleset *ruleset = &policy->rulesets[i];
		enum match match = ruleset_governs(ruleset, name, error);

		if (match == MATCH_BROKEN)
			return error->code;
		if (match == MATCH_NO || ruleset->enforcement != enforcement)
			continue;
		if (!ruleset->has_merging && ruleset_rule(ruleset, rule_id))
			*written = true;
		if (!*out || ((*out)->has_merging && !ruleset->has_merging))
			*out = ruleset;
	}
	return 0;
}

/* What is only tried out neither weakens nor replaces what is active. */
int scopes_implied(const struct scope **out, struct scopes *scopes,
		   struct gate *gate, const struct policy *policy,
		   const struct ref_update *update, const char *rule_id,
		   struct error *error)
{
	static const int enforcements[] = { ENFORCE_ACTIVE, ENFORCE_EVALUATE };
	const struct ruleset *first = NULL;
	bool written = false;
	int result = 0;

	*out = NULL;
	for (size_t i = 0; !result && !first && i < 2; i++)
		result = find_implying(&first, policy, enforcements[i],
				       update->name, rule_id, &written, error);
	if (result || !first || written)
		return result;
	*out = whole_scope(scopes, first);
	if (!*out)
		result = add_scope(scopes, gate, policy, first, update, NULL,
				   NULL, error);
	if (!result && !*out)
		*out = scopes->items[scopes->count - 1];
	return result;
}
