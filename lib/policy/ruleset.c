/*
 * ruleset.c - what the gate asks of a ruleset. Never changes what it asks for.
 */
#include "policy/node.h"
#include "policy/policy.h"

#include <string.h>

enum match ruleset_governs(const struct ruleset *ruleset, const char *name,
			   struct error *error)
{
	if (ruleset->enforcement == ENFORCE_DISABLED)
		return MATCH_NO;
	return ref_globs_match(&ruleset->refs, NULL, str_of(name), error);
}

static const char *id_at(const struct ruleset *ruleset, size_t index)
{
	const struct policy_rule *rule = &ruleset->rules[index];

	return rule->rest ? rule->node->key->text : rule->rule->id;
}

const struct policy_rule *ruleset_rule(const struct ruleset *ruleset,
				       const char *id)
{
	for (size_t i = 0; i < ruleset->rule_count; i++)
		if (strcmp(id_at(ruleset, i), id) == 0)
			return ruleset_rule_at(ruleset, i);
	return NULL;
}

const struct ref_globs *ruleset_start(const struct ruleset *ruleset)
{
	const struct policy_rule *rule;

	for (size_t i = 0; i < ruleset->rule_count; i++) {
		rule = ruleset_rule_at(ruleset, i);
		if (rule && rule->rule->start)
			return rule->rule->start(rule->options);
	}
	return NULL;
}
