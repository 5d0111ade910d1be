/*
 * explain_collect.c - the rules in force on a ref. Never judges.
 */
#include "explain.h"

static int add(struct explained_list *list, struct explained item,
	       struct error *error)
{
	struct explained *slot = array_more(&list->items, list->count,
					    &list->capacity, sizeof(*slot));

	if (!slot)
		return error_no_memory(error);
	*slot = item;
	list->count++;
	return 0;
}

static int add_ruleset(struct explained_list *list, const struct policy *policy,
		       const struct ruleset *ruleset, struct error *error)
{
	int result = 0;

	for (size_t i = 0; !result && i < ruleset->rule_count; i++)
		result = add(list,
			     (struct explained){ policy, ruleset,
						 &ruleset->rules[i] },
			     error);
	return result;
}

static bool is_written(const struct explained_list *list,
		       const struct policy *policy, const struct rule *rule)
{
	for (size_t i = 0; i < list->count; i++)
		if (list->items[i].policy == policy &&
		    list->items[i].rule->rule == rule)
			return true;
	return false;
}

/* Rules that stand where nobody writes them. */
static int add_implied(struct explained_list *list, const struct policy *policy,
		       struct error *error)
{
	int result = 0;

	for (size_t i = 0; !result && i < policy->implied_count; i++) {
		const struct policy_rule *rule = &policy->implied[i];

		if (!is_written(list, policy, rule->rule))
			result = add(list,
				     (struct explained){ policy, NULL, rule },
				     error);
	}
	return result;
}

static int add_policy(struct explained_list *list, const struct policy *policy,
		      const char *ref, struct error *error)
{
	bool governed = false;
	int result = 0;

	for (size_t i = 0; !result && i < policy->ruleset_count; i++) {
		const struct ruleset *ruleset = &policy->rulesets[i];
		enum match match = ruleset_governs(ruleset, ref, error);

		if (match == MATCH_BROKEN)
			return error->code;
		if (match == MATCH_NO)
			continue;
		governed = true;
		result = add_ruleset(list, policy, ruleset, error);
	}
	return result || !governed ? result : add_implied(list, policy, error);
}

int explain_collect(struct explained_list *out, const struct explain_ref *ref,
		    struct error *error)
{
	int result = 0;

	*out = (struct explained_list){ NULL, 0, 0 };
	for (size_t i = 0; !result && i < ref->policy_count; i++)
		result = add_policy(out, ref->policies[i], ref->place.ref,
				    error);
	return result;
}

int explain_words(struct buf *out, const struct explained *item,
		  const struct explain_ref *ref, struct error *error)
{
	struct arena arena;
	struct vars vars;
	int result;

	if (!item->rule->rule->explain)
		return 0;
	arena_init(&arena);
	if (item->ruleset) {
		result = ref_vars_init(&vars, item->policy, item->ruleset,
				       &ref->place, &arena, error);
	} else {
		vars_init(&vars, item->policy->pattern_slots, &arena);
		result = 0;
	}
	if (!result)
		item->rule->rule->explain(item->rule->options, &vars, out);
	vars_release(&vars);
	arena_release(&arena);
	return result;
}
