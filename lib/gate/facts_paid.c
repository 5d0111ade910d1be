/*
 * facts_paid.c - which entries of the gate's memory below open/ the push pays
 * something of. Never counts against anybody what it has not found.
 */
#include "gate/facts.h"

#include "git/memory.h"
#include "rules/follow_up.h"

#include <string.h>

#define DEBTS_MAX 50
#define PAID_SECONDS 1

struct search {
	struct gate *gate;
	struct vars *vars[GATE_POLICIES_MAX]; /* made when they are needed */
	struct deadline deadline;
	size_t count;
	bool is_new; /* the push itself opens it, by this update */
	const struct ref_update *update;
};

static bool is_forgotten(const struct judgement *judgement, const char *name)
{
	for (size_t i = 0; i < judgement->memo_count; i++)
		if (judgement->memos[i]->kind == MEMO_FORGET &&
		    !strcmp(judgement->memos[i]->name, name))
			return true;
	return false;
}

static struct rule_context context_of(struct search *search, size_t index,
				      const struct ruleset *ruleset)
{
	struct gate *gate = search->gate;
	const struct policy *policy = gate->request->policies[index];
	struct judgement *judgement = gate->judgement;
	struct rule_context context = {
		.update = search->update,
		.updates = judgement->updates,
		.update_count = judgement->ref_count,
		.now = gate->request->now,
		.repository = gate->request->repository,
		.repo = gate->repo,
		.graph = gate->graph,
		.ruleset = ruleset->name,
		.governed = &gate->governed,
		.arena = &judgement->arena,
		.judgement = judgement,
		.new_finding = judgement_new_finding,
		.new_memo = judgement_new_memo,
		.memo_at = judgement_memo_at,
		.new_fact = judgement_new_fact,
	};

	if (!search->vars[index])
		search->vars[index] = judgement_new_vars(judgement, policy);
	context.vars = search->vars[index];
	gate_introduce(gate, policy, &context);
	return context;
}

static int ask(struct search *search, size_t index,
	       const struct ruleset *ruleset, const char *name, struct str text)
{
	const struct policy_rule *rule = ruleset_rule(ruleset, "follow-up");
	struct rule_context context;
	struct error ignored = { 0 };

	if (!rule || ruleset->enforcement == ENFORCE_DISABLED)
		return 0;
	context = context_of(search, index, ruleset);
	if (!context.vars)
		return 1;
	follow_up_pay(rule->options, &context, name, text, search->is_new,
		      &ignored);
	return 0;
}

/* 1: that was all there is time for. */
static int consider(const char *name, struct str text, void *data)
{
	struct search *search = data;
	const struct gate_request *request = search->gate->request;
	struct str ruleset;
	int result = 0;

	if (search->count++ == DEBTS_MAX || deadline_passed(&search->deadline))
		return 1;
	if (is_forgotten(search->gate->judgement, name) ||
	    !memory_get(text, "ruleset", &ruleset))
		return 0;
	for (size_t i = 0; i < request->policy_count; i++) {
		const struct policy *policy = request->policies[i];

		for (size_t j = 0; !result && j < policy->ruleset_count; j++)
			if (str_is(ruleset, policy->rulesets[j].name))
				result = ask(search, i, &policy->rulesets[j],
					     name, text);
	}
	return result;
}

/* What the push opens and pays at once. */
static void consider_own(struct search *search)
{
	const struct judgement *judgement = search->gate->judgement;
	size_t count = judgement->memo_count;

	search->is_new = true;
	for (size_t i = 0; i < count; i++) {
		const struct memo *memo = judgement->memos[i];

		search->update = memo->update;
		if (memo->kind == MEMO_LANDED &&
		    str_starts(str_of(memo->name), DEBT_PREFIX) &&
		    consider(memo->name, memo->text, search))
			break;
	}
}

void facts_find_paid(struct gate *gate)
{
	struct judgement *judgement = gate->judgement;
	struct search search = {
		.gate = gate,
		.deadline = { clock_monotonic() +
			      PAID_SECONDS * USEC_PER_SECOND },
	};
	struct error ignored = { 0 };

	if (!judgement->ref_count)
		return;
	consider_own(&search);
	search.is_new = false;
	search.update = judgement->updates; /* whichever pays it */
	memory_each(gate->repo, DEBT_PREFIX, &judgement->arena, consider,
		    &search, &ignored);
}
