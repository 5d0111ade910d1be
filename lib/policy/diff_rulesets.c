/*
 * diff_rulesets.c - rulesets by their names, rules by their ids. A rule that
 * stands where nobody wrote it is compared as what it is by default.
 */
#include "policy/differ.h"

#include "policy/overlap.h"
#include "policy/tables.h"

#include <string.h>

static const struct ruleset *find(const struct policy *policy, const char *name)
{
	for (size_t i = 0; i < policy->ruleset_count; i++)
		if (strcmp(policy->rulesets[i].name, name) == 0)
			return &policy->rulesets[i];
	return NULL;
}

static const struct node *node_of(const struct policy *policy,
				  const struct ruleset *ruleset)
{
	const struct node *list = node_get(policy->tree, "rulesets");
	const struct node *node = list ? list->first : NULL;
	size_t index = (size_t)(ruleset - policy->rulesets);

	while (node && index-- > 0)
		node = node->next;
	return node;
}

static bool writes(const struct ruleset *ruleset, unsigned traits)
{
	for (size_t i = 0; i < ruleset->rule_count; i++)
		if (ruleset->rules[i].rule->traits & traits)
			return true;
	return false;
}

/* Late variables can be anything. */
static bool may_share_refs(const struct ruleset *a, const struct ruleset *b)
{
	return a->refs.dynamic_count || b->refs.dynamic_count ||
	       a->refs.has_default || b->refs.has_default ||
	       globs_overlap(&a->refs.fixed, &b->refs.fixed);
}

/*
 * Whether another ruleset may govern refs of this one, too, and writes that
 * rule (NULL: whatever it writes).
 */
static bool has_neighbour(const struct policy *policy,
			  const struct ruleset *ruleset, const char *rule)
{
	for (size_t i = 0; i < policy->ruleset_count; i++) {
		const struct ruleset *other = &policy->rulesets[i];

		if (strcmp(other->name, ruleset->name) != 0 &&
		    (!rule || ruleset_rule(other, rule)) &&
		    may_share_refs(other, ruleset))
			return true;
	}
	return false;
}

/* What a RULE_DEFAULT rule that comes or goes stands for is not certain. */
static bool is_default_uncertain(const struct change_side *side,
				 const char *rule)
{
	return side->ruleset->has_merging ||
	       has_neighbour(side->policy, side->ruleset, rule);
}

/*
 * Writing a RULE_DEFAULT rule takes the default away from a neighbour's refs,
 * and where what nobody names is denied, governing lets in.
 */
static bool governing_may_loosen(const struct policy *policy,
				 const struct ruleset *ruleset)
{
	return policy->unmatched || (writes(ruleset, RULE_DEFAULT) &&
				     has_neighbour(policy, ruleset, NULL));
}

static bool is_disabled(const struct ruleset *ruleset)
{
	return ruleset && ruleset->enforcement == ENFORCE_DISABLED;
}

static void report(struct differ *differ, enum change_about about,
		   enum growth growth)
{
	struct policy_change *change = differ_add(differ, about);

	if (change)
		differ_count(differ, change,
			     differ_kind(differ, EFFECT_TIGHTENS, growth));
}

static const struct policy_rule *implied(const struct policy *policy,
					 const struct rule *rule)
{
	for (size_t i = 0; i < policy->implied_count; i++)
		if (policy->implied[i].rule == rule)
			return &policy->implied[i];
	return NULL;
}

/* A rule that does more than refuse: it says what others look at. */
static bool is_more_than_refusal(const struct policy_rule *rule)
{
	const struct option_table *table = rule->rule->options;
	const struct option *row = table ? table->options : NULL;

	if (rule->rule->start)
		return true;
	for (; row && row->key; row++)
		if (row->type == OPTION_RECORD && row->present &&
		    row->effect == EFFECT_UNKNOWN &&
		    *(const bool *)((const char *)rule->options + row->present))
			return true;
	return false;
}

static struct bound bound_of(const void *record, const struct change_side *side,
			     const struct policy_rule *rule)
{
	const struct node *rules;

	if (rule->implied)
		return (struct bound){ record, NULL };
	rules = node_get(node_of(side->policy, side->ruleset), "rules");
	return (struct bound){ record, node_get(rules, rule->rule->id) };
}

static void differ_options(struct differ *differ, const struct policy_rule *old,
			   const struct policy_rule *new)
{
	const struct option_table *table = new->rule->options;
	struct bound before = bound_of(&old->common, &differ->old, old);
	struct bound after = bound_of(&new->common, &differ->new, new);

	differ->old.rule = old;
	differ->new.rule = new;
	differ_records(differ, &rule_common_options, &before, &after, NULL);
	before.record = old->options;
	after.record = new->options;
	if (table)
		differ_records(differ, table, &before, &after, NULL);
}

/* It stands in one of them only. */
static void differ_written(struct differ *differ, const struct policy_rule *old,
			   const struct policy_rule *new)
{
	const struct rule *rule = old ? old->rule : new->rule;

	if (rule->traits & RULE_DEFAULT) {
		differ->opaque |=
			is_default_uncertain(&differ->old, rule->id) ||
			is_default_uncertain(&differ->new, rule->id);
		differ_options(differ,
			       old ? old : implied(differ->old.policy, rule),
			       new ? new : implied(differ->new.policy, rule));
		return;
	}
	differ->opaque |= is_more_than_refusal(old ? old : new);
	differ->old.rule = old;
	differ->new.rule = new;
	report(differ, CHANGE_RULE, new ? GROWTH_MORE : GROWTH_LESS);
}

static void differ_rules(struct differ *differ)
{
	bool opaque = differ->opaque;

	for (size_t i = 0; i < rules_count && !differ->no_memory; i++) {
		const char *id = rules_all[i]->id;
		const struct policy_rule *old =
			ruleset_rule(differ->old.ruleset, id);
		const struct policy_rule *new =
			ruleset_rule(differ->new.ruleset, id);

		if (old && new)
			differ_options(differ, old, new);
		else if (old || new)
			differ_written(differ, old, new);
		differ->opaque = opaque;
	}
	differ->old.rule = NULL;
	differ->new.rule = NULL;
}

/* The head as it was bound. */
static const struct ruleset_head *head_of(struct differ *differ,
					  const struct ruleset *ruleset)
{
	struct ruleset_head *head = arena_alloc(differ->arena, sizeof(*head));
	const char **ids = arena_alloc(
		differ->arena, (ruleset->baseline_count + 1) * sizeof(*ids));
	char hex[OID_HEX_SIZE + 1];

	differ->no_memory |= !head || !ids;
	if (!head || !ids)
		return NULL;
	head->name = ruleset->name;
	head->refs = ruleset->refs;
	head->merging = ruleset->merging;
	head->enforcement = ruleset->enforcement;
	head->baseline.items = ids;
	for (size_t i = 0; i < ruleset->baseline_count; i++) {
		oid_format(&ruleset->baseline[i], hex);
		ids[i] = arena_copy(differ->arena, str_of(hex));
		differ->no_memory |= !ids[i];
	}
	if (!differ->no_memory)
		head->baseline.count = ruleset->baseline_count;
	return head;
}

static bool same_globs(const struct ref_globs *a, const struct ref_globs *b)
{
	if (a->fixed.count != b->fixed.count ||
	    a->dynamic_count != b->dynamic_count ||
	    a->has_default != b->has_default)
		return false;
	for (size_t i = 0; i < a->fixed.count; i++)
		if (strcmp(a->fixed.items[i].text, b->fixed.items[i].text) != 0)
			return false;
	for (size_t i = 0; i < a->dynamic_count; i++)
		if (strcmp(a->dynamic[i], b->dynamic[i]) != 0)
			return false;
	return true;
}

/* Whether it comes to govern other refs, and that may let something in. */
static bool is_reach_uncertain(const struct differ *differ,
			       const struct ruleset *old,
			       const struct ruleset *new)
{
	if (is_disabled(old) == is_disabled(new) &&
	    same_globs(&old->refs, &new->refs))
		return false;
	return governing_may_loosen(differ->old.policy, old) ||
	       governing_may_loosen(differ->new.policy, new);
}

static void differ_head(struct differ *differ, const struct ruleset *old,
			const struct ruleset *new)
{
	struct bound before = { head_of(differ, old),
				node_of(differ->old.policy, old) };
	struct bound after = { head_of(differ, new),
			       node_of(differ->new.policy, new) };

	if (differ->no_memory)
		return;
	differ->opaque = is_reach_uncertain(differ, old, new);
	differ_records(differ, &ruleset_table, &before, &after, NULL);
	differ->opaque = false;
}

static void differ_ruleset(struct differ *differ, const struct ruleset *old,
			   const struct ruleset *new)
{
	const struct policy *policy = new ? differ->new.policy :
					    differ->old.policy;
	const struct ruleset *one = new ? new : old;

	differ->old.ruleset = old;
	differ->new.ruleset = new;
	if (old && new) {
		differ_head(differ, old, new);
		differ->opaque = is_disabled(old) || is_disabled(new);
		differ_rules(differ);
	} else {
		differ->opaque = is_disabled(one) ||
				 governing_may_loosen(policy, one);
		report(differ, CHANGE_RULESET, new ? GROWTH_MORE : GROWTH_LESS);
	}
	differ->opaque = false;
	differ->old.ruleset = NULL;
	differ->new.ruleset = NULL;
}

void differ_rulesets(struct differ *differ)
{
	const struct policy *old = differ->old.policy;
	const struct policy *new = differ->new.policy;

	for (size_t i = 0; i < new->ruleset_count; i++)
		differ_ruleset(differ, find(old, new->rulesets[i].name),
			       &new->rulesets[i]);
	for (size_t i = 0; i < old->ruleset_count; i++)
		if (!find(new, old->rulesets[i].name))
			differ_ruleset(differ, &old->rulesets[i], NULL);
}
