/*
 * bind_rulesets.c - heads of all rulesets first, then what their names give,
 * then their rules, in the order of rules.def. Never adds a rule to a
 * ruleset.
 */
#include "policy/bind_rulesets.h"

#include "base/text.h"
#include "policy/bind_later.h"
#include "policy/bind_rule.h"
#include "policy/captures.h"

#include <stdlib.h>
#include <string.h>

#define RULES_MAX 128
#define RULESETS_SHOWN 128

static void bind_baseline(struct binder *binder, const struct node *list,
			  const struct texts *texts, struct ruleset *out)
{
	const struct node *item;

	if (!list || !texts->count)
		return;
	item = bind_list_first(list);
	out->baseline =
		bind_alloc(binder, texts->count, sizeof(*out->baseline));
	for (size_t i = 0; out->baseline && i < texts->count; i++) {
		struct oid *id = &out->baseline[out->baseline_count];

		if (oid_parse(id, str_of(texts->items[i])))
			out->baseline_count++;
		else
			bind_error(binder, item ? item->mark : list->mark,
				   "write all 40 digits, in lower case",
				   "'%s' is no full commit id",
				   texts->items[i]);
		item = item ? bind_list_next(list, item) : NULL;
	}
}

static void check_globs(struct binder *binder, const struct node *node,
			const struct ref_globs *globs)
{
	if (!node || globs->has_default)
		return;
	for (size_t i = 0; i < globs->fixed.count; i++) {
		const struct glob *glob = &globs->fixed.items[i];

		if (!glob->exclude)
			return;
	}
	if (binder->diagnostics->errors == 0)
		bind_error(binder, node->mark, NULL, "'%s' can match no ref",
			   node->key->text);
}

static void check_full_names(struct binder *binder, const struct node *node,
			     const struct ref_globs *globs)
{
	for (size_t i = 0; node && i < globs->fixed.count; i++) {
		const struct glob *glob = &globs->fixed.items[i];

		for (size_t j = 0; j < glob->count; j++) {
			const char *text = glob->alternatives[j];

			if (str_starts(str_of(text), "refs/") ||
			    strchr("*?[\\", text[0]))
				continue;
			bind_error(binder,
				   node->count == globs->fixed.count ?
					   bind_item_mark(node, i) :
					   node->mark,
				   arena_say(&binder->policy->arena,
					     "write 'refs/heads/%s', or "
					     "'refs/tags/%s'",
					     text, text),
				   "'%s' is no full name of a ref", text);
		}
	}
}

static const char *owner_name(struct binder *binder, const struct node *node)
{
	const struct node *name = node_get(node, "name");

	if (name && name->kind == NODE_SCALAR)
		return arena_printf(&binder->policy->arena, "ruleset '%s'",
				    name->text);
	return "a ruleset";
}

/* One that adjusts an inherited one, but for a letter. */
static const char *hint_refs(struct binder *binder, const struct node *list,
			     const struct node *own)
{
	const struct node *name = node_get(own, "name");
	const char *names[RULESETS_SHOWN];
	const char *nearest = NULL;
	size_t count = 0;

	for (const struct node *node = list->first;
	     node && count < RULESETS_SHOWN; node = node->next) {
		const struct node *other = node_get(node, "name");

		if (node != own && other && other->kind == NODE_SCALAR)
			names[count++] = other->text;
	}
	if (name && name->kind == NODE_SCALAR)
		nearest = text_nearest(name->text, names, count);
	if (nearest)
		return arena_say(&binder->policy->arena,
				 "did you mean '%s'? A new one says which refs "
				 "it is for",
				 nearest);
	return "say which refs it is for: refs: [\"refs/heads/hotfix/**\"]";
}

static void check_keys(struct binder *binder, const struct node *list,
		       const struct node *node)
{
	struct bind_owner owner = { .name = owner_name(binder, node),
				    .tables = { &ruleset_table },
				    .keys = ruleset_keys,
				    .vital = "refs",
				    .hint = hint_refs(binder, list, node) };

	bind_check_keys(binder, &owner, node);
}

static void bind_head(struct binder *binder, const struct node *list,
		      const struct node *node, struct ruleset *out)
{
	struct ruleset_head head = { 0 };

	out->mark = node->mark;
	out->name = "";
	if (node->kind != NODE_MAPPING) {
		bind_error(binder, node->mark, NULL,
			   "a ruleset is a mapping with name, refs and rules");
		return;
	}
	if (!binder->sound)
		check_keys(binder, list, node);
	bind_record(binder, &ruleset_table, node, &head);
	out->name = head.name ? head.name : "";
	out->refs = head.refs;
	out->merging = head.merging;
	out->has_merging = node_get(node, "merging") != NULL;
	out->enforcement = head.enforcement;
	bind_baseline(binder, node_get(node, "baseline"), &head.baseline, out);
	if (binder->sound)
		return;
	check_globs(binder, node_get(node, "refs"), &head.refs);
	check_globs(binder, node_get(node, "merging"), &head.merging);
	check_full_names(binder, node_get(node, "refs"), &head.refs);
	check_full_names(binder, node_get(node, "merging"), &head.merging);
}

static void check_rule_names(struct binder *binder, const struct node *rules)
{
	const char *names[RULES_MAX];
	size_t count = 0;
	const char *topic =
		diagnostics_topic(binder->diagnostics, "unknown-rule");

	for (; count < rules_count && count < RULES_MAX; count++)
		names[count] = rules_all[count]->id;
	for (const struct node *node = rules->first; node; node = node->next)
		if (!rule_by_id(node->key->text))
			bind_error(binder, node->key->mark,
				   bind_hint(binder, node->key->text, names,
					     count),
				   "unknown rule '%s'", node->key->text);
	diagnostics_topic(binder->diagnostics, topic);
}

static void bind_rules(struct binder *binder, const struct node *ruleset,
		       struct ruleset *out)
{
	const struct node *rules = node_get(ruleset, "rules");
	struct node *node;

	if (!rules)
		return;
	if (node_is(rules, "")) /* said when it was read */
		return;
	if (rules->kind != NODE_MAPPING) {
		bind_error(binder, rules->mark, "ref-name: {pattern: ...}",
			   "'rules' wants a mapping of rules");
		return;
	}
	if (!binder->sound)
		check_rule_names(binder, rules);
	out->rules = bind_alloc(binder, rules->count, sizeof(*out->rules));
	for (size_t i = 0; out->rules && i < rules_count; i++) {
		node = node_get(rules, rules_all[i]->id);
		if (node && binder->rest)
			bind_rule_later(binder, node,
					&out->rules[out->rule_count++]);
		else if (node)
			bind_rule(binder, rules_all[i], node,
				  &out->rules[out->rule_count++]);
	}
}

static void bind_implied(struct binder *binder)
{
	struct policy *policy = binder->policy;

	policy->implied =
		bind_alloc(binder, rules_count, sizeof(*policy->implied));
	for (size_t i = 0; policy->implied && i < rules_count; i++)
		if (rules_all[i]->traits & RULE_DEFAULT)
			bind_rule(binder, rules_all[i], NULL,
				  &policy->implied[policy->implied_count++]);
}

static void add_names(struct late_names *to, const struct late_names *names)
{
	for (size_t i = 0; i < names->count; i++)
		names_add(to, names->items[i].name, names->items[i].sample);
}

/* What vars may speak of: any ruleset's names. */
static void check_vars(struct binder *binder, const struct captures *captures)
{
	struct late_names *all = bind_alloc(binder, 1, sizeof(*all));

	if (!all)
		return;
	names_builtin(all);
	for (size_t i = 0; i < binder->policy->ruleset_count; i++) {
		add_names(all, &captures[i].own);
		add_names(all, &captures[i].given);
	}
	binder->others = NULL;
	binder->late = all;
	bind_check_vars(binder);
	binder->late = NULL;
	binder->others = all;
}

static void find_captures(struct binder *binder, const struct node *list,
			  struct captures *captures)
{
	struct late_names builtin;
	size_t i = 0;

	names_builtin(&builtin);
	binder->late = &builtin;
	for (const struct node *node = list->first; node; node = node->next)
		captures_find(&captures[i++], binder, node_get(node, "rules"));
	binder->late = NULL;
}

static void bind_list(struct binder *binder, const struct node *list,
		      struct captures *captures)
{
	struct policy *policy = binder->policy;
	struct late_names known;
	size_t i = 0;

	policy->ruleset_count = list->count;
	if (!binder->sound) {
		find_captures(binder, list, captures);
		check_vars(binder, captures);
	}
	for (const struct node *node = list->first; node; node = node->next)
		bind_head(binder, list, node, &policy->rulesets[i++]);
	i = 0;
	for (const struct node *node = list->first; node; node = node->next) {
		if (!binder->sound) {
			captures_known(&known, policy, captures, i);
			binder->late = &known;
		}
		bind_rules(binder, node, &policy->rulesets[i++]);
	}
	binder->late = NULL;
}

void bind_rulesets(struct binder *binder, const struct node *tree)
{
	const struct node *list = node_get(tree, "rulesets");
	struct policy *policy = binder->policy;
	struct captures *captures = NULL;
	size_t count = 0;

	if (list && list->kind != NODE_SEQUENCE) {
		bind_error(binder, list->mark, "- name: main",
			   "'rulesets' wants a list");
		list = NULL;
	}
	count = list ? list->count : 0;
	policy->rulesets = bind_alloc(binder, count, sizeof(struct ruleset));
	captures = calloc(count + 1, sizeof(*captures));
	if (!captures)
		binder->no_memory = true;
	if (policy->rulesets && captures) {
		if (list)
			bind_list(binder, list, captures);
		else if (!binder->sound)
			check_vars(binder, captures);
		bind_implied(binder);
	}
	free(captures);
}
