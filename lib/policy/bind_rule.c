/*
 * bind_rule.c - options of a rule, its own and those that every rule takes,
 * and the bytes by which rules are equal. Never judges.
 */
#include "policy/bind_rule.h"

#include <string.h>

static void bind_options(struct binder *binder, const struct rule *rule,
			 const struct node *mapping, struct policy_rule *out)
{
	const struct option_table *common = rule_common_table(rule);
	struct bind_owner owner = { .tables = { common, rule->options } };

	if (mapping && !binder->sound) {
		owner.name = arena_printf(&binder->policy->arena, "rule '%s'",
					  rule->id);
		bind_check_keys(binder, &owner, mapping);
	}
	bind_record(binder, common, mapping, &out->common);
	if (!rule->options)
		return;
	out->options = bind_alloc(binder, 1, rule->options->size);
	if (out->options)
		bind_record(binder, rule->options, mapping, out->options);
}

static void check_exempt(struct binder *binder, const struct rule *rule,
			 const struct node *mapping)
{
	const struct node *exempt = node_get(mapping, "exempt");

	if (!(rule->traits & RULE_NO_EXEMPTION) || !exempt ||
	    exempt->kind != NODE_MAPPING)
		return;
	for (const struct node *child = exempt->first; child;
	     child = child->next)
		if (strcmp(child->key->text, "pushers") != 0 &&
		    !node_is(child, "false"))
			bind_error(binder, child->key->mark, NULL,
				   "'%s' takes no exemption but 'pushers'",
				   rule->id);
}

/* The options, or NULL where there are none to read. */
static const struct node *options_of(struct binder *binder,
				     const struct rule *rule,
				     const struct node *node)
{
	const char *hint = rule->options ? "write the options as key: value" :
					   "write {}";

	if (!node || node->kind == NODE_MAPPING)
		return node;
	if (node_is(node, "true"))
		return NULL;
	if (node_is(node, "false"))
		hint = "write ~ to remove an inherited rule";
	else if (rule->options && node->kind == NODE_SCALAR &&
		 strchr(node->text, ' '))
		hint = arena_say(&binder->policy->arena, "write '%.*s: %s'",
				 (int)strcspn(node->text, " "), node->text,
				 strchr(node->text, ' ') + 1);
	bind_error(binder, node->mark, hint,
		   "rule '%s' wants a mapping of options", rule->id);
	return NULL;
}

/* "true" is "{}": what is required is missing there, too. */
static void check_true(struct binder *binder, const struct rule *rule,
		       const struct node *node)
{
	const struct option *row = rule->options ? rule->options->options :
						   NULL;

	for (; node && node_is(node, "true") && row && row->key; row++)
		if (row->flags & OPTION_REQUIRED)
			bind_error(binder, node_key_mark(node), NULL,
				   "rule '%s' has no '%s'", rule->id, row->key);
}

/* What is only seen once all options of a rule are bound. */
static void check_whole(struct binder *binder, const struct policy_rule *bound,
			bool flawed)
{
	const struct rule *rule = bound->rule;
	const char *topic;

	topic = diagnostics_topic(binder->diagnostics, "options");
	if (rule->check && bound->options && !binder->no_memory && !flawed)
		rule->check(bound->options,
			    &(struct rule_check){ binder->diagnostics,
						  bound->mark });
	diagnostics_topic(binder->diagnostics, topic);
}

static void keep_said(struct binder *binder, const struct buf *said,
		      struct policy_rule *out)
{
	const char *copy = buf_failed(said) ? NULL :
					      arena_copy(&binder->policy->arena,
							 buf_str(said));

	out->said = (struct str){ copy, copy ? said->size : 0 };
	binder->no_memory |= !copy;
}

void bind_rule(struct binder *binder, const struct rule *rule,
	       const struct node *node, struct policy_rule *out)
{
	size_t errors = binder->diagnostics->errors;
	const struct node *mapping = options_of(binder, rule, node);
	struct buf said = BUF_INIT;

	out->rule = rule;
	out->implied = !node;
	out->mark = node ? node_key_mark(node) : (struct mark){ 0 };
	binder->said = &said;
	binder->dynamic = false;
	check_true(binder, rule, node);
	bind_options(binder, rule, mapping, out);
	if (!binder->sound)
		check_exempt(binder, rule, mapping);
	out->dynamic = binder->dynamic;
	keep_said(binder, &said, out);
	binder->said = NULL;
	buf_release(&said);
	if (!binder->sound)
		check_whole(binder, out, errors != binder->diagnostics->errors);
}
