/*
 * lint_walk.c - goes through all options that a policy writes, with the
 * place of each. Never judges one.
 */
#include "policy/bind.h"
#include "policy/lint.h"

#include <stdarg.h>
#include <string.h>

void lint_warn(const struct lint *lint, const char *code, struct mark mark,
	       const char *hint, const char *format, ...)
{
	const char *before = diagnostics_topic(lint->diagnostics, code);
	const char *text;
	va_list args;

	va_start(args, format);
	text = arena_vsay(lint->diagnostics->arena, format, args);
	va_end(args);
	diagnostics_add(lint->diagnostics, DIAGNOSTIC_WARNING, mark, hint, "%s",
			text);
	diagnostics_topic(lint->diagnostics, before);
}

void lint_note(const struct lint *lint, struct mark mark, const char *format,
	       ...)
{
	const char *text;
	va_list args;

	va_start(args, format);
	text = arena_vsay(lint->diagnostics->arena, format, args);
	va_end(args);
	diagnostics_note(lint->diagnostics, mark, "%s", text);
}

bool lint_is_own(const struct policy *policy, const struct mark *mark)
{
	return mark->source && strcmp(mark->source->path, policy->path) == 0;
}

struct walk {
	const struct lint *lint;
	lint_look *look;
	const struct ruleset *ruleset;
	const struct policy_rule *rule;
};

static void walk_record(const struct walk *walk,
			const struct option_table *table,
			const struct node *mapping, const void *record);

static const struct option *whole_row(const struct option_table *table)
{
	const struct option *row = table->options;

	while (row->key && !(row->flags & OPTION_WHOLE))
		row++;
	return row->key ? row : NULL;
}

static void walk_row(const struct walk *walk, const struct lint_option *at)
{
	walk->look(walk->lint, at);
	if (at->row->type == OPTION_RECORD && at->node->kind == NODE_MAPPING)
		walk_record(walk, at->row->record, at->node, at->member);
}

/* An item may be just its main value. */
static void walk_item(const struct walk *walk, const struct option_table *table,
		      const struct node *item, const void *record)
{
	const struct option *row = whole_row(table);
	struct lint_option at = { walk->ruleset, walk->rule, row,  item,
				  NULL,		 table,	     NULL, record };

	if (item->kind == NODE_MAPPING) {
		walk_record(walk, table, item, record);
	} else if (row) {
		at.member = lint_member(&at, row);
		walk_row(walk, &at);
	}
}

static void walk_items(const struct walk *walk, const struct option *row,
		       const struct node *list, const struct records *records)
{
	const char *items = records->items;
	size_t i = 0;

	if (!items || list->kind != NODE_SEQUENCE)
		return;
	for (const struct node *item = list->first; item && i < records->count;
	     item = item->next, i++)
		walk_item(walk, row->record, item,
			  items + i * row->record->size);
}

static void walk_record(const struct walk *walk,
			const struct option_table *table,
			const struct node *mapping, const void *record)
{
	struct lint_option at = { .ruleset = walk->ruleset,
				  .rule = walk->rule,
				  .table = table,
				  .mapping = mapping,
				  .record = record };

	for (at.row = table->options; at.row->key; at.row++) {
		at.node = node_get(mapping, at.row->key);
		if (!at.node)
			continue;
		at.member = lint_member(&at, at.row);
		walk_row(walk, &at);
		if (at.row->type == OPTION_RECORDS)
			walk_items(walk, at.row, at.node, at.member);
	}
}

static void walk_ruleset(struct walk *walk, const struct node *node)
{
	const struct node *rules = node_get(node, "rules");
	const struct ruleset *ruleset = walk->ruleset;

	for (size_t i = 0; i < ruleset->rule_count; i++) {
		const struct policy_rule *rule = &ruleset->rules[i];
		const struct node *own = node_get(rules, rule->rule->id);

		walk->rule = rule;
		walk_record(walk, &rule_common_options, own, &rule->common);
		if (rule->options)
			walk_record(walk, rule->rule->options, own,
				    rule->options);
	}
}

static const struct node *first_ruleset(const struct policy *policy)
{
	const struct node *list = node_get(policy->tree, "rulesets");

	return list ? list->first : NULL;
}

const struct node *lint_ruleset_node(const struct policy *policy,
				     const struct ruleset *ruleset)
{
	const struct node *node = first_ruleset(policy);

	for (size_t i = 0; node && &policy->rulesets[i] != ruleset; i++)
		node = node->next;
	return node;
}

void lint_each_option(const struct lint *lint, lint_look *look)
{
	const struct policy *policy = lint->policy;
	const struct node *node = first_ruleset(policy);
	struct walk walk = { .lint = lint, .look = look };

	walk_record(&walk, &policy_table, policy->tree, policy);
	for (size_t i = 0; node && i < policy->ruleset_count;
	     node = node->next, i++) {
		walk.ruleset = &policy->rulesets[i];
		if (walk.ruleset->enforcement != ENFORCE_DISABLED)
			walk_ruleset(&walk, node);
	}
}

const struct option *lint_sibling(const struct lint_option *option,
				  const char *key, enum option_type type)
{
	for (const struct option *row = option->table->options; row->key; row++)
		if (row->type == type && strcmp(row->key, key) == 0)
			return row;
	return NULL;
}

const void *lint_member(const struct lint_option *option,
			const struct option *row)
{
	return (const char *)option->record + row->offset;
}

struct mark lint_glob_mark(const struct node *list,
			   const struct ref_globs *globs, size_t index)
{
	return bind_list_count(list) == globs->fixed.count ?
		       bind_item_mark(list, index) :
		       list->mark;
}
