/*
 * prepare.c - gives a file's tree the form in which trees can be merged.
 * Never looks at other files.
 */
#include "policy/prepare.h"

#include "policy/tables.h"

#include <string.h>

static struct node *find(struct node *mapping, const char *key)
{
	struct node *child;

	if (!mapping || mapping->kind != NODE_MAPPING)
		return NULL;
	for (child = mapping->first; child; child = child->next)
		if (strcmp(child->key->text, key) == 0)
			return child;
	return NULL;
}

void prepare_folder(struct buf *out, const char *path)
{
	const char *slash = strrchr(path, '/');

	if (slash)
		buf_add(out, path, (size_t)(slash - path) + 1);
}

/* The folder is no place for variables. */
static void add_literal(struct buf *out, struct str folder)
{
	for (size_t i = 0; i < folder.size; i++) {
		if (str_starts(str_from(folder, i), "${"))
			buf_add_byte(out, '$');
		buf_add_byte(out, folder.data[i]);
	}
}

static bool is_relative(const struct node *node)
{
	return node->kind == NODE_SCALAR && !node_is_null(node) &&
	       node->text[0] && node->text[0] != '/' &&
	       strcmp(node->text, "syslog") != 0;
}

static bool make_absolute(struct node *node, const struct source *source,
			  struct arena *arena)
{
	struct buf folder = BUF_INIT;
	struct buf text = BUF_INIT;
	char *copy = NULL;

	prepare_folder(&folder, source->path);
	add_literal(&text, buf_str(&folder));
	buf_add_text(&text, node->text);
	if (!buf_failed(&folder) && !buf_failed(&text))
		copy = arena_copy(arena, buf_str(&text));
	if (copy)
		node->text = copy;
	buf_release(&folder);
	buf_release(&text);
	return copy != NULL;
}

static bool prepare_paths(struct node *tree, const struct option_table *table,
			  const struct source *source, struct arena *arena)
{
	struct node *child;

	for (const struct option *row = table->options; row->key; row++) {
		child = find(tree, row->key);
		if (!child)
			continue;
		if (row->type == OPTION_RECORD &&
		    !prepare_paths(child, row->record, source, arena))
			return false;
		if (row->flags & OPTION_PATH && is_relative(child) &&
		    !make_absolute(child, source, arena))
			return false;
	}
	return true;
}

static const char *whole_key(const struct node *rule)
{
	const struct rule *known = rule_by_id(rule->key->text);
	const struct option *row =
		known && known->options ? known->options->options : NULL;

	for (; row && row->key; row++)
		if (row->flags & OPTION_WHOLE)
			return row->key;
	return NULL;
}

static bool stands_alone(const struct node *rule)
{
	return rule->kind == NODE_SEQUENCE ||
	       (rule->kind == NODE_SCALAR && !node_is_null(rule) &&
		!node_is(rule, "true") && !node_is(rule, "false"));
}

/* "rule: value" becomes "rule: {key: value}". */
static bool give_key(struct node *rule, const char *key, struct arena *arena)
{
	struct node *value = arena_alloc(arena, sizeof(*value));

	if (!value)
		return false;
	*value = *rule;
	value->key = node_scalar(arena, key, rule->mark);
	rule->kind = NODE_MAPPING;
	rule->text = NULL;
	rule->first = rule->last = NULL;
	rule->count = 0;
	node_append(rule, value);
	return value->key != NULL;
}

static bool prepare_rules(struct node *rules, struct arena *arena)
{
	const char *key;

	if (!rules || rules->kind != NODE_MAPPING)
		return true;
	for (struct node *rule = rules->first; rule; rule = rule->next) {
		key = stands_alone(rule) ? whole_key(rule) : NULL;
		if (key && !give_key(rule, key, arena))
			return false;
	}
	return true;
}

static void check_names(const struct node *rulesets, struct node *ruleset,
			struct diagnostics *diagnostics)
{
	const struct node *name = find(ruleset, "name");
	const struct node *other;
	const char *topic;

	if (!name || name->kind != NODE_SCALAR)
		return;
	for (struct node *before = rulesets->first; before != ruleset;
	     before = before->next) {
		other = find(before, "name");
		if (!other || other->kind != NODE_SCALAR ||
		    strcmp(other->text, name->text) != 0)
			continue;
		topic = diagnostics_topic(diagnostics, "duplicate");
		diagnostics_add(diagnostics, DIAGNOSTIC_ERROR, name->mark,
				"give it a name of its own, or put its rules "
				"into the first",
				"a ruleset '%s' stands in line %zu, too",
				name->text, other->mark.line);
		diagnostics_note(diagnostics, other->mark,
				 "the first one is here");
		diagnostics_topic(diagnostics, topic);
		return;
	}
}

bool prepare_tree(struct node *tree, const struct source *source,
		  struct arena *arena, struct diagnostics *diagnostics)
{
	struct node *rulesets = find(tree, "rulesets");

	if (!prepare_paths(tree, &policy_table, source, arena))
		return false;
	if (!rulesets || rulesets->kind != NODE_SEQUENCE)
		return true;
	for (struct node *ruleset = rulesets->first; ruleset;
	     ruleset = ruleset->next) {
		check_names(rulesets, ruleset, diagnostics);
		if (!prepare_rules(find(ruleset, "rules"), arena))
			return false;
	}
	return true;
}
