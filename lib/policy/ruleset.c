/*
 * ruleset.c - what the gate asks of a ruleset. Never changes it.
 */
#include "policy/policy.h"

#include <string.h>

enum match ruleset_governs(const struct ruleset *ruleset, const char *name,
			   struct error *error)
{
	if (ruleset->enforcement == ENFORCE_DISABLED)
		return MATCH_NO;
	return ref_globs_match(&ruleset->refs, NULL, str_of(name), error);
}

const struct policy_rule *ruleset_rule(const struct ruleset *ruleset,
				       const char *id)
{
	for (size_t i = 0; i < ruleset->rule_count; i++)
		if (strcmp(ruleset->rules[i].rule->id, id) == 0)
			return &ruleset->rules[i];
	return NULL;
}

const struct ref_globs *ruleset_start(const struct ruleset *ruleset)
{
	const struct policy_rule *rule;

	for (size_t i = 0; i < ruleset->rule_count; i++) {
		rule = &ruleset->rules[i];
		if (rule->rule->start)
			return rule->rule->start(rule->options);
	}
	return NULL;
}
