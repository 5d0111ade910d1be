/*
 * lint_vars.c - variables that nothing uses. Never expands one.
 */
#include "base/paths.h"
#include "base/text.h"
#include "policy/lint.h"
#include "policy/names.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define NAMES_MAX 128

/* Names that stand in some ${name}, sorted. */
struct uses {
	struct str *items; /* heap */
	size_t count, capacity;
	bool no_memory;
};

static void add_uses(struct uses *uses, const char *text)
{
	struct str name;
	struct str *place;

	for (text = strstr(text, "${"); text; text = strstr(text + 2, "${")) {
		size_t size = names_reference(str_of(text), &name);

		if (!size || size == SIZE_MAX)
			continue;
		place = array_more(&uses->items, uses->count, &uses->capacity,
				   sizeof(*place));
		uses->no_memory |= !place;
		if (!place)
			return;
		*place = name;
		uses->count++;
	}
}

static void find_uses(struct uses *uses, const struct node *node)
{
	if (node->kind == NODE_SCALAR)
		add_uses(uses, node->text);
	for (const struct node *child = node->first; child;
	     child = child->next) {
		if (child->key)
			add_uses(uses, child->key->text);
		find_uses(uses, child);
	}
}

static int by_name(const void *a, const void *b)
{
	const struct str *x = a;
	const struct str *y = b;

	return str_compare(*x, *y);
}

/* One that is used, or inherited, and is called nearly so. */
static const char *meant(const struct lint *lint, const struct node *vars,
			 const struct node *unused)
{
	struct arena *arena = lint->diagnostics->arena;
	const char *names[NAMES_MAX];
	const char *nearest;
	size_t count = 0;

	for (const struct node *var = vars->first; var && count < NAMES_MAX;
	     var = var->next)
		if (var != unused)
			names[count++] = var->key->text;
	nearest = text_nearest(unused->key->text, names, count);
	if (nearest)
		return arena_say(arena, "did you mean '%s'?", nearest);
	return arena_say(arena, "take it out, or write ${%s} where it is meant",
			 unused->key->text);
}

void lint_vars(const struct lint *lint)
{
	const struct node *vars = node_get(lint->policy->tree, "vars");
	struct uses uses = { 0 };

	/* a shipped one is for others to extend */
	if (!vars || str_starts(str_of(lint->policy->path), paths_policy_dir))
		return;
	find_uses(&uses, lint->policy->tree);
	if (uses.count)
		qsort(uses.items, uses.count, sizeof(*uses.items), by_name);
	for (const struct node *var = vars->first; var && !uses.no_memory;
	     var = var->next) {
		struct str name = str_of(var->key->text);

		if (!lint_is_own(lint->policy, &var->key->mark) ||
		    (uses.count && bsearch(&name, uses.items, uses.count,
					   sizeof(name), by_name)))
			continue;
		lint_warn(lint, "unused-variable", var->key->mark,
			  meant(lint, vars, var),
			  "nothing uses the variable '%s'", var->key->text);
	}
	free(uses.items);
}
