/*
 * lint_rules.c - rules that can never fire, that refuse nothing, and that
 * stand twice. Knows rules by what they judge and by their traits, never by
 * their names.
 */
#include "policy/bind.h"
#include "policy/lint.h"
#include "policy/overlap.h"

#include "base/clock.h"

#include <string.h>

#define BRANCHES "refs/heads/"
#define TAGS "refs/tags/"
/* Globs of a list that are held against each other. */
#define COMPARED_MAX 500

static bool judges_commits_only(const struct rule *rule)
{
	return (rule->judge_commit || rule->judge_change) &&
	       !rule->judge_update && !rule->judge_tag;
}

static bool judges_tags_only(const struct rule *rule)
{
	return rule->traits & RULE_TAGS ||
	       (rule->judge_tag && !rule->judge_update && !rule->judge_commit &&
		!rule->judge_change);
}

static bool has_rule(const struct lint *lint, const struct rule *rule,
		     const struct globs *refs)
{
	const struct policy *policy = lint->policy;

	for (size_t i = 0; i < policy->ruleset_count; i++) {
		const struct ruleset *ruleset = &policy->rulesets[i];

		if (!ruleset->has_merging &&
		    ruleset->enforcement != ENFORCE_DISABLED &&
		    ruleset_rule(ruleset, rule->id) &&
		    globs_overlap(refs, &ruleset->refs.fixed))
			return true;
	}
	return false;
}

/* Why it is never asked, and what to do; NULL: it may be. */
static const char *why_never(const struct lint *lint,
			     const struct ruleset *ruleset,
			     const struct rule *rule, const char **hint)
{
	const struct globs *refs = &ruleset->refs.fixed;

	*hint = NULL;
	if (globs_all_below(refs, STR(BRANCHES)) && judges_tags_only(rule))
		return "it judges tags, the ruleset governs branches";
	if (globs_all_below(refs, STR(TAGS)) &&
	    (judges_commits_only(rule) || rule->start ||
	     rule->traits & (RULE_LANDINGS | RULE_SEEN)))
		return "it judges branches, the ruleset governs tags";
	if (rule->traits & RULE_LANDINGS && !ruleset->has_merging) {
		*hint = "put it into a ruleset that has merging: "
			"[\"refs/heads/hotfix/**\"]";
		return "it counts landings, the ruleset has no 'merging'";
	}
	if (rule->traits & RULE_COMING && ruleset->has_merging) {
		*hint = "put it into a ruleset without 'merging'";
		return "the ruleset has 'merging', so it judges nothing but "
		       "what lands";
	}
	if (rule->traits & RULE_SEEN && ruleset->has_merging &&
	    !has_rule(lint, rule, &ruleset->merging.fixed)) {
		*hint = "write it in the ruleset of these branches, too";
		return "nothing tells when the branches that land were first "
		       "seen";
	}
	return NULL;
}

static void check_fires(const struct lint *lint, const struct ruleset *ruleset,
			const struct policy_rule *rule)
{
	const char *hint;
	const char *why = why_never(lint, ruleset, rule->rule, &hint);

	if (why)
		lint_warn(lint, "never-fires", rule->mark, hint,
			  "'%s' can never fire: %s", rule->rule->id, why);
}

static void look(const struct lint *lint, const struct lint_option *option)
{
	const struct option *row = option->row;
	const struct audience *audience = option->member;
	const char *text = NULL;
	int64_t end;

	if (!option->rule)
		return;
	if (row->type == OPTION_AUDIENCE && strcmp(row->key, "allow") == 0 &&
	    audience->kind == AUDIENCE_EVERYONE &&
	    !(option->rule->rule->traits & RULE_DEFAULT))
		lint_warn(lint, "refuses-nothing", option->node->mark,
			  "take the rule out, or say who may: [team-leads]",
			  "'%s' refuses nothing: everyone may",
			  option->rule->rule->id);
	if (row->type == OPTION_TEXT && strcmp(row->key, "to") == 0)
		memcpy(&text, option->member, sizeof(text));
	if (text && clock_parse(str_of(text), &end) && end <= lint->now)
		lint_warn(lint, "past", option->node->mark,
			  "take it out, or write when the next one ends",
			  "this window of '%s' is over",
			  option->rule->rule->id);
}

static bool same_globs(const struct ref_globs *a, const struct ref_globs *b)
{
	if (a->fixed.count != b->fixed.count || a->dynamic_count ||
	    b->dynamic_count || a->has_default != b->has_default)
		return false;
	for (size_t i = 0; i < a->fixed.count; i++)
		if (strcmp(a->fixed.items[i].text, b->fixed.items[i].text) != 0)
			return false;
	return true;
}

static bool same_refs(const struct ruleset *a, const struct ruleset *b)
{
	return a->has_merging == b->has_merging &&
	       same_globs(&a->refs, &b->refs) &&
	       same_globs(&a->merging, &b->merging);
}

static bool same_rule(const struct policy_rule *a, const struct policy_rule *b)
{
	return !a->dynamic && !b->dynamic && str_equal(a->said, b->said);
}

/* Whether all that `late` says is said by `early`, for the same refs. */
static bool is_shadowed(const struct ruleset *early, const struct ruleset *late)
{
	const struct policy_rule *other;

	for (size_t i = 0; i < late->rule_count; i++) {
		other = ruleset_rule(early, late->rules[i].rule->id);
		if (!other || !same_rule(other, &late->rules[i]))
			return false;
	}
	return late->rule_count > 0;
}

static const struct node *rule_node(const struct lint *lint,
				    const struct ruleset *ruleset,
				    const struct policy_rule *rule)
{
	const struct node *node = lint_ruleset_node(lint->policy, ruleset);

	return node_get(node_get(node, "rules"), rule->rule->id);
}

/* The same keys with other values; lists add up, and that may be meant. */
static bool is_rival(const struct node *a, const struct node *b)
{
	if (!a || !b || a->kind != NODE_MAPPING || a->count != b->count)
		return false;
	for (const struct node *child = a->first; child; child = child->next) {
		const struct node *other = node_get(b, child->key->text);

		if (!other || child->kind != NODE_SCALAR ||
		    strcmp(child->key->text, "severity") == 0)
			return false;
	}
	return true;
}

static void check_shared(const struct lint *lint, const struct ruleset *early,
			 const struct ruleset *late,
			 const struct policy_rule *rule)
{
	const struct policy_rule *other = ruleset_rule(early, rule->rule->id);

	if (!other)
		return;
	if (same_rule(other, rule))
		lint_warn(lint, "stands-twice", rule->mark,
			  "take one of the two out",
			  "'%s' stands in ruleset '%s' for the same refs, too",
			  rule->rule->id, early->name);
	else if (is_rival(rule_node(lint, early, other),
			  rule_node(lint, late, rule)))
		lint_warn(lint, "stands-twice", rule->mark,
			  "keep the one that is meant",
			  "'%s' stands in ruleset '%s' for the same refs, too: "
			  "both hold, so the stricter wins",
			  rule->rule->id, early->name);
	else
		return;
	lint_note(lint, other->mark, "the other one is here");
}

/* True: all is said about the later one. */
static bool check_pair(const struct lint *lint, const struct ruleset *early,
		       const struct ruleset *late)
{
	if (early->enforcement != late->enforcement || !same_refs(early, late))
		return false;
	if (is_shadowed(early, late)) {
		lint_warn(lint, "shadowed", late->mark, "take it out",
			  "ruleset '%s' says nothing that ruleset '%s' does "
			  "not say",
			  late->name, early->name);
		lint_note(lint, early->mark, "that one is here");
		return true;
	}
	for (size_t i = 0; i < late->rule_count; i++)
		check_shared(lint, early, late, &late->rules[i]);
	return false;
}

static bool is_literal(const struct glob *glob)
{
	bool literal = false;

	if (glob->count == 1)
		glob_literal_prefix(glob->alternatives[0], &literal);
	return literal;
}

/* Names that the list itself takes away again. */
static void check_excluded(const struct lint *lint,
			   const struct ruleset *ruleset)
{
	const struct node *list =
		node_get(lint_ruleset_node(lint->policy, ruleset), "refs");
	const struct globs *globs = &ruleset->refs.fixed;

	if (globs->count > COMPARED_MAX)
		return;
	for (size_t i = 0; list && i < globs->count; i++) {
		const struct glob *glob = &globs->items[i];

		if (glob->exclude || !is_literal(glob) ||
		    globs_match(globs, str_of(glob->alternatives[0])))
			continue;
		lint_warn(lint, "excluded",
			  lint_glob_mark(list, &ruleset->refs, i),
			  "take it out, or the glob with the !",
			  "'%s' is taken away again by a glob with ! in the "
			  "same list",
			  glob->text);
	}
}

static void check_ruleset(const struct lint *lint, size_t index)
{
	const struct ruleset *rulesets = lint->policy->rulesets;
	const struct ruleset *ruleset = &rulesets[index];

	if (ruleset->enforcement == ENFORCE_DISABLED)
		return;
	if (ruleset->enforcement == ENFORCE_EVALUATE &&
	    lint->policy->mode == MODE_ENFORCE)
		lint_warn(lint, "evaluate", ruleset->mark,
			  "write 'enforcement: active' when its warnings are "
			  "what you want",
			  "ruleset '%s' refuses nothing: its enforcement is "
			  "'evaluate'",
			  ruleset->name);
	check_excluded(lint, ruleset);
	for (size_t i = 0; i < ruleset->rule_count; i++)
		check_fires(lint, ruleset, &ruleset->rules[i]);
	for (size_t i = 0;
	     i < index && lint->diagnostics->count < DIAGNOSTICS_MAX; i++)
		if (check_pair(lint, &rulesets[i], ruleset))
			return;
}

void lint_rules(const struct lint *lint)
{
	for (size_t i = 0; i < lint->policy->ruleset_count; i++)
		check_ruleset(lint, i);
	lint_each_option(lint, look);
}
