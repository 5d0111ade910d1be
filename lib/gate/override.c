/*
 * override.c - see override.h. Counts people for each rule that refuses, and
 * never for what no override reaches.
 */
#include "gate/override.h"

#include "gate/arrival.h"
#include "gate/override_case.h"

#include <stdlib.h>
#include <string.h>

#define OPTION "override="

static const char *incident_of(const char *option)
{
	return str_starts(str_of(option), OPTION) ? option + strlen(OPTION) :
						    NULL;
}

/* *several: there is another one. */
static const char *find_incident(const struct push_input *input, bool *several)
{
	const char *found = NULL;

	*several = false;
	for (size_t i = 0; i < input->option_count; i++) {
		const char *incident = incident_of(input->options[i]);

		if (!incident)
			continue;
		*several |= found && strcmp(found, incident) != 0;
		found = found ? found : incident;
	}
	return found;
}

bool override_is_asked(const struct push_input *input)
{
	bool several;

	return find_incident(input, &several) != NULL;
}

/* A finding of the policy that refuses the update. */
static bool refuses(const struct judged *judged, const struct exit_case *it)
{
	return judged->place.update == it->context.update &&
	       judged->place.policy == it->policy && judged_refuses(judged);
}

static bool has_name(const struct texts *names, const char *name)
{
	for (size_t i = 0; i < names->count; i++)
		if (!strcmp(names->items[i], name))
			return true;
	return false;
}

/* What no signature opens: structure, what is broken, what is never. */
bool override_reaches(const struct judged *judged)
{
	const struct place *place = &judged->place;

	return place->verdict == VERDICT_FAIL && place->policy &&
	       place->policy->override.present && place->rule &&
	       place->rule->common.bypassable && !judged->finding.firm &&
	       !has_name(&place->policy->override.never, place->rule_id);
}

static bool suffices(const struct exit_case *it, const char *rule_id)
{
	size_t with_pusher;
	size_t count = override_count_people(it, rule_id, &with_pusher);

	return count >= (size_t)it->policy->override.approvals &&
	       with_pusher >= OVERRIDE_PEOPLE_MIN;
}

/* There is room for each finding's. */
static void add_name(struct texts *names, const char *name)
{
	if (!has_name(names, name))
		names->items[names->count++] = name;
}

static void change_verdict(struct exit_case *it, struct judged *judged)
{
	const char *id = judged->place.rule_id;

	if (!override_reaches(judged)) {
		add_name(&it->firm, id);
		return;
	}
	if (!suffices(it, id)) {
		add_name(&it->left, id);
		return;
	}
	judged->place.verdict = VERDICT_OVERRIDDEN;
	add_name(&it->granted, id);
	if (it->landing)
		return;
	it->landing = judged->place.landing;
	it->vars = judged->place.vars;
}

static int change_verdicts(struct exit_case *it)
{
	struct judgement *judgement = it->gate->judgement;
	size_t size = (judgement->finding_count + 1) * sizeof(char *);

	it->granted.items = arena_alloc(it->context.arena, size);
	it->left.items = arena_alloc(it->context.arena, size);
	it->firm.items = arena_alloc(it->context.arena, size);
	if (!it->granted.items || !it->left.items || !it->firm.items)
		return error_no_memory(it->error);
	for (size_t i = 0; i < judgement->finding_count; i++)
		if (refuses(judgement->findings[i], it))
			change_verdict(it, judgement->findings[i]);
	return 0;
}

static bool covers_any(const struct authorisation *authorisation,
		       const struct texts *rules)
{
	for (size_t i = 0; i < rules->count; i++)
		if (authorisation_covers_rule(authorisation, rules->items[i]))
			return true;
	return false;
}

/* What said nothing about these rules is not used up by them. */
static void keep_needed(struct exit_case *it)
{
	size_t count = 0;

	for (size_t i = 0; i < it->count; i++)
		if (covers_any(it->items[i], &it->granted))
			it->items[count++] = it->items[i];
	it->count = count;
}

static int grant(struct exit_case *it)
{
	struct judgement *judgement = it->gate->judgement;
	struct arena *arena = it->context.arena;
	size_t size = it->count * sizeof(it->items[0]);
	struct override_grant *grant = arena_alloc(arena, sizeof(*grant));
	struct override_grant **slot =
		array_more(&judgement->grants, judgement->grant_count,
			   &judgement->grant_capacity, sizeof(*slot));

	if (!grant || !slot)
		return error_no_memory(it->error);
	*grant = (struct override_grant){
		.policy = it->policy,
		.update = it->context.update,
		.incident = arena_copy(arena, str_of(it->incident)),
		.items = arena_alloc(arena, size),
		.count = it->count,
		.rules = it->granted,
		.landing = it->landing,
		.vars = it->vars,
	};
	if (!grant->incident || !grant->items)
		return error_no_memory(it->error);
	memcpy(grant->items, it->items, size);
	*slot = grant;
	judgement->grant_count++;
	return override_remember(grant, &it->context, it->error);
}

static int conclude(struct exit_case *it)
{
	int result = change_verdicts(it);

	if (result)
		return result;
	if (it->left.count || it->firm.count)
		return override_tell_missing(it);
	keep_needed(it);
	override_tell_granted(it);
	return grant(it);
}

/* *reached: and some of it could be overridden. */
static bool is_refused(const struct exit_case *it, bool *reached)
{
	const struct judgement *judgement = it->gate->judgement;
	bool refused = false;

	*reached = false;
	for (size_t i = 0; i < judgement->finding_count; i++) {
		const struct judged *judged = judgement->findings[i];

		if (!refuses(judged, it))
			continue;
		refused = true;
		*reached |= override_reaches(judged);
	}
	return refused;
}

static int apply(struct exit_case *it, const struct ref_update *update)
{
	struct gate *gate = it->gate;
	bool reached;
	int result = 0;

	it->context = arrival_context(gate, update, "override");
	gate->judgement->place.policy = it->policy;
	gate_introduce(gate, it->policy, &it->context);
	it->makers.gate = gate;
	it->makers.policy = it->policy;
	it->makers.context = &it->context;
	if (!is_refused(it, &reached))
		return 0;
	it->context.vars = judgement_new_vars(gate->judgement, it->policy);
	if (!it->context.vars)
		return error_no_memory(it->error);
	if (reached)
		result = override_gather(it);
	return result ? result : conclude(it);
}

static int apply_policy(struct gate *gate, const struct policy *policy,
			const char *incident, bool several, struct error *error)
{
	struct judgement *judgement = gate->judgement;
	int result = 0;

	for (size_t i = 0; !result && i < judgement->ref_count; i++) {
		struct exit_case *it = calloc(1, sizeof(*it));

		if (!it)
			return error_no_memory(error);
		it->gate = gate;
		it->policy = policy;
		it->incident = incident;
		it->error = error;
		if (several)
			it->limit = "the push names several incidents";
		result = apply(it, &judgement->updates[i]);
		/* what is broken is so for this update alone */
		result = judge_answer(gate, result, error);
		override_makers_release(&it->makers);
		free(it);
	}
	return result;
}

static void tell_closed(struct gate *gate)
{
	struct judgement *judgement = gate->judgement;
	const size_t count = judgement->finding_count;
	const struct ref_update *told = NULL;

	for (size_t i = 0; i < count; i++) {
		const struct judged *judged = judgement->findings[i];

		if (judged_refuses(judged) && judged->place.update != told) {
			told = judged->place.update;
			override_tell_closed(gate, told);
		}
	}
}

int override_apply(struct gate *gate, struct error *error)
{
	const struct gate_request *request = gate->request;
	bool several;
	const char *incident = find_incident(request->input, &several);
	bool any = false;
	int result = 0;

	if (!incident)
		return 0;
	for (size_t i = 0; !result && i < request->policy_count; i++) {
		if (!request->policies[i]->override.present)
			continue;
		any = true;
		result = apply_policy(gate, request->policies[i], incident,
				      several, error);
	}
	if (!result && !any)
		tell_closed(gate);
	return result;
}
