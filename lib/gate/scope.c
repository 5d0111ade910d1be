/*
 * scope.c - see scope.h. Never judges.
 */
#include "gate/scope.h"
#include "gate/ref_vars.h"

void gate_introduce(const struct gate *gate, const struct policy *policy,
		    struct rule_context *context)
{
	const struct gate_request *request = gate->request;

	context->people = &policy->people;
	for (size_t i = 0; i < request->policy_count; i++) {
		if (request->policies[i] != policy)
			continue;
		context->pusher = &gate->pushers[i];
		context->trust = request->trusts[i];
		if (request->input->has_certificate)
			context->certificate = &gate->certificates[i];
	}
}

enum match gate_governs(const struct gate_request *request, const char *name,
			struct error *error)
{
	for (size_t i = 0; i < request->policy_count; i++) {
		const struct policy *policy = request->policies[i];

		for (size_t j = 0; j < policy->ruleset_count; j++) {
			enum match match = ruleset_governs(&policy->rulesets[j],
							   name, error);

			if (match != MATCH_NO)
				return match;
		}
	}
	return MATCH_NO;
}

/* A landing takes the variables of the branch that lands. */
static int set_landing_captures(struct scope *scope, struct error *error)
{
	struct str name = ref_vars_short_name(scope->landing);
	int result = 0;

	for (size_t i = 0; !result && i < scope->policy->ruleset_count; i++) {
		const struct ruleset *other = &scope->policy->rulesets[i];
		enum match match;

		if (other->has_merging)
			continue;
		match = ruleset_governs(other, scope->landing, error);
		if (match == MATCH_BROKEN)
			return error->code;
		if (match == MATCH_YES)
			result = ref_vars_captures(scope->vars, other, name,
						   &scope->named, error);
	}
	return result;
}

int scope_open(struct scope *out, struct gate *gate,
	       const struct policy *policy, const struct ruleset *ruleset,
	       const struct ref_update *update, const struct step *step,
	       const char *landing, struct error *error)
{
	struct rule_context context = { .pusher = &gate->request->pusher };
	int result;

	gate_introduce(gate, policy, &context);
	*out = (struct scope){
		.policy = policy,
		.ruleset = ruleset,
		.update = update,
		.step = step,
		.landing = landing,
		.tip = step ? step->to : update->new_commit,
		.named = true, /* where no pattern says otherwise */
		.vars = judgement_new_vars(gate->judgement, policy),
	};
	if (!out->vars)
		return error_no_memory(error);
	result = ruleset_bind(ruleset, error);
	if (!result)
		result = ref_vars_builtins(out->vars, update->name,
					   context.pusher, gate->request->now,
					   error);
	if (!result)
		result = landing ? set_landing_captures(out, error) :
				   ref_vars_captures(out->vars, ruleset,
						     update->short_name,
						     &out->named, error);
	return result ? result : scope_open_start(out, gate, error);
}

struct rule_context scope_context(const struct gate *gate,
				  const struct scope *scope)
{
	struct judgement *judgement = gate->judgement;
	const struct gate_request *request = gate->request;

	struct rule_context context = {
		.update = scope->update,
		.updates = judgement->updates,
		.update_count = judgement->ref_count,
		.vars = scope->vars,
		.now = request->now,
		.repository = request->repository,
		.repo = gate->repo,
		.graph = gate->graph,
		.ruleset = scope->ruleset->name,
		.refs = &scope->ruleset->refs,
		.other_branches = scope->other_branches,
		.others = scope->others,
		.start = scope->start_known ? &scope->start : NULL,
		.start_known = scope->start_known,
		.step = scope->step,
		.landing = scope->landing,
		.governed = &gate->governed,
		.arena = &judgement->arena,
		.judgement = judgement,
		.new_finding = judgement_new_finding,
		.new_memo = judgement_new_memo,
		.new_fact = judgement_new_fact,
		.memo_at = judgement_memo_at,
	};

	gate_introduce(gate, scope->policy, &context);
	return context;
}

static enum verdict verdict_of(const struct scope *scope,
			       const struct policy_rule *rule)
{
	if (rule->common.severity == SEVERITY_WARNING)
		return VERDICT_WARNED;
	return scope->policy->mode == MODE_EVALUATE ||
			       scope->ruleset->enforcement == ENFORCE_EVALUATE ?
		       VERDICT_EVALUATED :
		       VERDICT_FAIL;
}

/* The tag that the branch starts at, where a rule has found it. */
static const char *base_name(const struct scope *scope)
{
	const struct var *base = vars_get(scope->vars, STR("base"));

	if (!base || !base->value.size)
		return NULL;
	return arena_printf(scope->vars->arena, "refs/tags/%.*s",
			    STR_ARGS(base->value));
}

const char *scope_start_name(const struct scope *scope)
{
	const struct globs *start = &scope->start;
	bool literal = false;

	for (size_t i = 0; i < start->count; i++) {
		if (start->items[i].exclude)
			continue;
		glob_literal_prefix(start->items[i].alternatives[0], &literal);
		if (literal)
			return start->items[i].alternatives[0];
	}
	return start->count ? base_name(scope) : NULL;
}

void scope_enter(const struct gate *gate, const struct scope *scope,
		 const struct policy_rule *rule, const struct looked_at *set)
{
	gate->judgement->place = (struct place){
		.policy = scope->policy,
		.ruleset = scope->ruleset,
		.rule = rule,
		.rule_id = rule->rule->id,
		.update = scope->update,
		.vars = scope->vars,
		.set = set,
		.start = scope_start_name(scope),
		.landing = scope->landing,
		.verdict = verdict_of(scope, rule),
	};
}
