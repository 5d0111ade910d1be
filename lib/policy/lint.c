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

static void lint_namespaces(const struct lint *lint,
			    const struct ruleset *ruleset)
{
	const struct texts *namespaces = &lint->policy->namespaces;

	for (size_t i = 0; i < namespaces->count; i++)
		if (globs_overlap_prefix(&ruleset->refs.fixed,
					 str_of(namespaces->items[i])))
			return;
	if (ruleset->refs.fixed.count)
		lint_warn(lint, "outside-namespaces", ruleset->refs.mark,
			  "pushes outside 'namespaces' are refused anyway",
			  "refs of ruleset '%s' lie outside namespaces",
			  ruleset->name);
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
static void lint_governed(const struct lint *lint,
			  const struct ref_globs *globs, const char *before,
			  const char *behind)
{
	for (size_t i = 0; i < globs->fixed.count; i++) {
		struct globs one = { &globs->fixed.items[i], 1 };

		if (!one.items->exclude && !is_governed(lint, &one))
			lint_warn(lint, "ungoverned", globs->mark,
				  "who may push there decides what gets in",
				  "%s '%s'%s", before, one.items->text, behind);
	}
}

static void lint_ruleset(const struct lint *lint, const struct ruleset *ruleset)
{
	const struct ref_globs *start = ruleset_start(ruleset);

	if (ruleset->enforcement == ENFORCE_DISABLED) {
		lint_warn(lint, "disabled", ruleset->mark, NULL,
			  "ruleset '%s' is disabled", ruleset->name);
		return;
	}
	lint_namespaces(lint, ruleset);
	if (start)
		lint_governed(lint, start, "branches may start from",
			      ", which no ruleset governs");
	lint_governed(lint, &ruleset->merging,
		      "no ruleset governs the branches", " that are merged");
	if (!ruleset->rule_count)
		lint_warn(lint, "no-rules", ruleset->mark, NULL,
			  "ruleset '%s' has no rules: only deletion and "
			  "rewinding are refused",
			  ruleset->name);
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

static void lint_group(const struct lint *lint,
		       const struct people_group *group)
{
	if (!group->member_count && is_needed(lint, group->name))
		lint_warn(lint, "empty-group",
			  lint_group_mark(lint->policy, group->name),
			  "fill it in your own policy's 'groups'",
			  "the group '%s' has no members", group->name);
}

static void lint_review(const struct lint *lint)
{
	const struct policy *policy = lint->policy;
	const struct node *node = node_get(policy->tree, "review-by");
	int64_t end;

	if (node && policy->review_by &&
	    check_parse_day(str_of(policy->review_by), &end) &&
	    lint->now >= end)
		lint_warn(lint, "review", node->mark,
			  "look at people and groups, then set a new day",
			  "the review was due by %s", policy->review_by);
}

static void lint_audit(const struct lint *lint)
{
	const struct node *audit = node_get(lint->policy->tree, "audit");
	const struct node *required = audit ? node_get(audit, "required") :
					      NULL;

	if (required && !lint->policy->audit.required)
		lint_warn(lint, "unrecorded", required->mark, "leave it out",
			  "a push goes through when it cannot be recorded");
}

void policy_lint(const struct policy *policy, struct diagnostics *diagnostics)
{
	const struct lint lint = { .policy = policy,
				   .diagnostics = diagnostics,
				   .now = clock_now() / USEC_PER_SECOND };

	if (!node_get(policy->tree, "contact"))
		lint_warn(&lint, "no-contact", policy->tree->mark,
			  "contact: \"#channel\"",
			  "no contact: people will not know whom to ask");
	if (!policy->ruleset_count)
		lint_warn(&lint, "no-rulesets", policy->tree->mark, NULL,
			  "no rulesets: nothing is judged");
	lint_review(&lint);
	lint_audit(&lint);
	lint_vars(&lint);
	for (size_t i = 0; i < policy->ruleset_count; i++)
		lint_ruleset(&lint, &policy->rulesets[i]);
	lint_rules(&lint);
	lint_patterns(&lint);
	for (size_t i = 0; i < policy->people.group_count; i++)
		lint_group(&lint, &policy->people.groups[i]);
	lint_people(&lint);
	policy_lint_trust(policy, diagnostics);
}
