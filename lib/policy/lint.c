/*
 * lint.c - warns of what loads but can hardly be meant: rules that never
 * fire, refs that nothing governs, people without keys. Never refuses.
 */
#include "policy/lint.h"

#include "base/clock.h"
#include "policy/check.h"
#include "policy/node.h"
#include "policy/overlap.h"

#include <string.h>

#define BRANCHES "refs/heads/"
#define TAGS "refs/tags/"

struct lint {
	const struct policy *policy;
	struct diagnostics *diagnostics;
};

static void warn(struct lint *lint, struct mark mark, const char *hint,
		 const char *text)
{
	diagnostics_add(lint->diagnostics, DIAGNOSTIC_WARNING, mark, hint, "%s",
			text ? text : "out of memory");
}

static char *say(struct lint *lint, const char *format, const char *name)
	__attribute__((format(printf, 2, 0)));

static char *say(struct lint *lint, const char *format, const char *name)
{
	return arena_printf(lint->diagnostics->arena, format, name);
}

static void lint_namespaces(struct lint *lint, const struct ruleset *ruleset)
{
	const struct texts *namespaces = &lint->policy->namespaces;

	for (size_t i = 0; i < namespaces->count; i++)
		if (globs_overlap_prefix(&ruleset->refs.fixed,
					 str_of(namespaces->items[i])))
			return;
	if (ruleset->refs.fixed.count)
		warn(lint, ruleset->refs.mark,
		     "pushes outside 'namespaces' are refused anyway",
		     say(lint, "refs of ruleset '%s' lie outside namespaces",
			 ruleset->name));
}

static bool judges_commits_only(const struct rule *rule)
{
	return (rule->judge_commit || rule->judge_change) &&
	       !rule->judge_update && !rule->judge_tag;
}

static bool judges_tags_only(const struct rule *rule)
{
	return rule->judge_tag && !rule->judge_update && !rule->judge_commit &&
	       !rule->judge_change;
}

static void lint_rule(struct lint *lint, const struct ruleset *ruleset,
		      const struct policy_rule *rule)
{
	const struct globs *refs = &ruleset->refs.fixed;
	const char *id = rule->rule->id;

	if (globs_all_below(refs, STR(BRANCHES)) &&
	    judges_tags_only(rule->rule))
		warn(lint, rule->mark, NULL,
		     say(lint,
			 "'%s' can never fire: it judges tags, the ruleset "
			 "governs branches",
			 id));
	if (globs_all_below(refs, STR(TAGS)) &&
	    (judges_commits_only(rule->rule) || rule->rule->start))
		warn(lint, rule->mark, NULL,
		     say(lint,
			 "'%s' can never fire: it judges branches, the ruleset "
			 "governs tags",
			 id));
}

/* Whether some ruleset that is in force governs a ref of these. */
static bool is_governed(const struct lint *lint, const struct globs *globs)
{
	const struct policy *policy = lint->policy;

	for (size_t i = 0; i < policy->ruleset_count; i++)
		if (policy->rulesets[i].enforcement != ENFORCE_DISABLED &&
		    globs_overlap(globs, &policy->rulesets[i].refs.fixed))
			return true;
	return false;
}

/* Each glob by itself: one that is governed does not speak for another. */
static void lint_governed(struct lint *lint, const struct ref_globs *globs,
			  const char *format)
{
	for (size_t i = 0; i < globs->fixed.count; i++) {
		struct globs one = { &globs->fixed.items[i], 1 };

		if (!one.items->exclude && !is_governed(lint, &one))
			warn(lint, globs->mark,
			     "who may push there decides what gets in",
			     say(lint, format, one.items->text));
	}
}

static void lint_ruleset(struct lint *lint, const struct ruleset *ruleset)
{
	const struct ref_globs *start = ruleset_start(ruleset);

	if (ruleset->enforcement == ENFORCE_DISABLED) {
		warn(lint, ruleset->mark, NULL,
		     say(lint, "ruleset '%s' is disabled", ruleset->name));
		return;
	}
	lint_namespaces(lint, ruleset);
	for (size_t i = 0; i < ruleset->rule_count; i++)
		lint_rule(lint, ruleset, &ruleset->rules[i]);
	if (start)
		lint_governed(lint, start,
			      "branches may start from '%s', which no ruleset "
			      "governs");
	lint_governed(lint, &ruleset->merging,
		      "no ruleset governs the branches '%s' that are merged");
	if (!ruleset->rule_count)
		warn(lint, ruleset->mark, NULL,
		     say(lint,
			 "ruleset '%s' has no rules: only deletion and "
			 "rewinding are refused",
			 ruleset->name));
}

struct mark lint_group_mark(const struct policy *policy, const char *name)
{
	const struct node *groups = node_get(policy->tree, "groups");
	const struct node *group = node_get(groups, name);

	return group ? node_key_mark(group) : (struct mark){ 0 };
}

/* Is the name an item of a list, or a value, anywhere in the tree? */
static bool is_named(const struct node *node, const char *name)
{
	if (node->kind == NODE_SCALAR)
		return strcmp(node->text, name) == 0;
	for (const struct node *child = node->first; child; child = child->next)
		if (is_named(child, name))
			return true;
	return false;
}

/* Rules, import and override are where groups are needed. */
static bool is_needed(const struct lint *lint, const char *name)
{
	static const char *const places[] = { "rulesets", "override",
					      "import" };
	const struct node *node;

	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		node = node_get(lint->policy->tree, places[i]);
		if (node && is_named(node, name))
			return true;
	}
	return false;
}

static void lint_group(struct lint *lint, const struct people_group *group)
{
	if (!group->member_count && is_needed(lint, group->name))
		warn(lint, lint_group_mark(lint->policy, group->name),
		     "fill it in your own policy's 'groups'",
		     say(lint, "the group '%s' has no members", group->name));
}

static void lint_review(struct lint *lint)
{
	const struct policy *policy = lint->policy;
	const struct node *node = node_get(policy->tree, "review-by");
	int64_t end;

	if (node && policy->review_by &&
	    check_parse_day(str_of(policy->review_by), &end) &&
	    clock_now() / USEC_PER_SECOND >= end)
		warn(lint, node->mark,
		     "look at people and groups, then set a new day",
		     say(lint, "the review was due by %s", policy->review_by));
}

static void lint_audit(struct lint *lint)
{
	const struct node *audit = node_get(lint->policy->tree, "audit");
	const struct node *required = audit ? node_get(audit, "required") :
					      NULL;

	if (required && !lint->policy->audit.required)
		warn(lint, required->mark, "leave it out",
		     "a push goes through when it cannot be recorded");
}

void policy_lint(const struct policy *policy, struct diagnostics *diagnostics)
{
	struct lint lint = { .policy = policy, .diagnostics = diagnostics };

	if (!node_get(policy->tree, "contact"))
		warn(&lint, policy->tree->mark, "contact: \"#channel\"",
		     "no contact: people will not know whom to ask");
	if (!policy->ruleset_count)
		warn(&lint, policy->tree->mark, NULL,
		     "no rulesets: nothing is judged");
	lint_review(&lint);
	lint_audit(&lint);
	for (size_t i = 0; i < policy->ruleset_count; i++)
		lint_ruleset(&lint, &policy->rulesets[i]);
	for (size_t i = 0; i < policy->people.group_count; i++)
		lint_group(&lint, &policy->people.groups[i]);
	lint_trust(policy, diagnostics);
}
