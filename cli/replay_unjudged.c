/*
 * replay_unjudged.c - the rules that ask for what is not kept: who pushed,
 * when, what else was there. Never judges one of them by what is there today.
 */
#include "replay.h"

#include <string.h>

static const struct replay_unjudged unjudged[] = {
	{ "push-certificate", "certificates of pushes are not kept", true },
	{ "import", "imports are not replayed", true },
	{ "creation", "nobody knows who pushed", false },
	{ "update", "nobody knows who pushed", false },
	{ "deletion", "nobody knows who pushed", false },
	{ "freeze", "nobody knows when it was pushed, and by whom", false },
	{ "start-point", "nobody knows where the start stood then", false },
	{ "version-order", "nobody knows which tags were there then", false },
	{ "lifetime", "nobody knows when a branch was first pushed", false },
	{ "follow-up", "nobody knows what was owed then", false },
	{ "approvals", "nobody knows what was approved then", false },
};

const struct replay_unjudged *replay_unjudged(const char *rule, bool of_log)
{
	for (size_t i = 0; i < sizeof(unjudged) / sizeof(unjudged[0]); i++)
		if (!strcmp(unjudged[i].rule, rule))
			return of_log && !unjudged[i].of_log ? NULL :
							       &unjudged[i];
	return NULL;
}

static int note_rule(struct replay_tally *tally, const char *id,
		     struct error *error)
{
	const struct replay_unjudged *found =
		replay_unjudged(id, tally->of_log);
	const struct replay_unjudged **slot;

	for (size_t i = 0; i < tally->unjudged_count; i++)
		if (tally->unjudged[i] == found)
			return 0;
	if (!found)
		return 0;
	slot = array_more(&tally->unjudged, tally->unjudged_count,
			  &tally->unjudged_capacity, sizeof(*slot));
	if (!slot)
		return error_no_memory(error);
	*slot = found;
	tally->unjudged_count++;
	return 0;
}

static int note_ruleset(struct replay_tally *tally, const struct ruleset *set,
			const char *ref, struct error *error)
{
	enum match match = ruleset_governs(set, ref, error);
	int result = 0;

	if (match == MATCH_BROKEN)
		return error->code;
	if (match == MATCH_NO || set->enforcement == ENFORCE_DISABLED)
		return 0;
	tally->governed = true;
	tally->lands |= set->has_merging;
	for (size_t i = 0; !result && i < set->rule_count; i++) {
		tally->lands |= !strcmp(set->rules[i].rule->id, "merge");
		result = note_rule(tally, set->rules[i].rule->id, error);
	}
	return result;
}

int replay_note_rules(struct replay_tally *tally, const struct setup *setup,
		      const char *ref, struct error *error)
{
	int result = 0;

	for (size_t i = 0; i < setup->policy_count; i++) {
		const struct policy *policy = setup->policies[i];

		for (size_t j = 0; !result && j < policy->ruleset_count; j++)
			result = note_ruleset(tally, &policy->rulesets[j], ref,
					      error);
	}
	return result;
}

static void enforce(struct replay_tally *tally, struct ruleset *set,
		    bool evaluates)
{
	set->baseline_count = 0;
	if (set->enforcement == ENFORCE_DISABLED ||
	    (!evaluates && set->enforcement == ENFORCE_ACTIVE))
		return;
	set->enforcement = ENFORCE_ACTIVE;
	buf_addf(&tally->trial, "%s%s", tally->trial.size ? ", " : "",
		 set->name);
}

void replay_enforce(struct replay_tally *tally, struct setup *setup)
{
	for (size_t i = 0; i < setup->policy_count; i++) {
		struct policy *policy = setup->policies[i];
		bool evaluates = policy->mode == MODE_EVALUATE;

		policy->mode = MODE_ENFORCE;
		policy->baseline_count = 0;
		for (size_t j = 0; j < policy->ruleset_count; j++)
			enforce(tally, &policy->rulesets[j], evaluates);
	}
	tally->failed |= buf_failed(&tally->trial);
}
