/*
 * bind_later.c - see bind_later.h. Never gives out a rule that is bound in
 * part.
 */
#include "policy/bind_later.h"

#include "policy/bind_rule.h"

#include <string.h>

struct policy_rest {
	struct binder binder;
	const struct packed *packed;
	bool failed;
};

struct policy_rest *bind_rest(const struct binder *binder,
			      const struct packed *packed)
{
	struct arena *arena = &binder->policy->arena;
	struct policy_rest *rest = arena_alloc(arena, sizeof(*rest));

	if (!rest)
		return NULL;
	*rest = (struct policy_rest){ *binder, packed, false };
	if (!binder->default_ref)
		return rest;
	rest->binder.default_ref =
		arena_copy(arena, str_of(binder->default_ref));
	return rest->binder.default_ref ? rest : NULL;
}

void bind_rule_later(struct binder *binder, struct node *node,
		     struct policy_rule *out)
{
	*out = (struct policy_rule){ .rest = binder->rest, .node = node };
}

static bool bind_now(struct policy_rule *rule)
{
	struct policy_rest *rest = rule->rest;
	struct binder binder = rest->binder;
	const struct policy *policy = binder.policy;
	size_t errors = binder.diagnostics->errors;
	struct policy_rule bound = { .rest = NULL };

	if (rest->failed || !unpack_shut(rest->packed, rule->node)) {
		rest->failed = true;
		return false;
	}
	bind_rule(&binder, rule_by_id(rule->node->key->text), rule->node,
		  &bound);
	rest->failed = binder.no_memory ||
		       binder.diagnostics->errors != errors ||
		       policy->slots_given > policy->pattern_slots;
	if (!rest->failed)
		*rule = bound;
	return !rest->failed;
}

static int cannot_bind(struct error *error)
{
	return error_set(error, ERROR_INTERNAL,
			 "a rule of the policy cannot be read from its cache: "
			 "memory is short, or refgate/*.cache is damaged and "
			 "may be removed");
}

int policy_check_bound(const struct policy *policy, struct error *error)
{
	if (!policy->rest || !policy->rest->failed)
		return 0;
	return cannot_bind(error);
}

int ruleset_bind(const struct ruleset *ruleset, struct error *error)
{
	for (size_t i = 0; i < ruleset->rule_count; i++)
		if (!ruleset_rule_at(ruleset, i))
			return cannot_bind(error);
	return 0;
}

const struct policy_rule *ruleset_rule_at(const struct ruleset *ruleset,
					  size_t index)
{
	struct policy_rule *rule = &ruleset->rules[index];

	return !rule->rest || bind_now(rule) ? rule : NULL;
}
