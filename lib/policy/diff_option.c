/*
 * diff_option.c - walks the option rows of two bound records. Never knows a
 * rule by its name.
 */
#include "policy/differ.h"

#include <string.h>

const char *differ_join(struct differ *differ, const char *prefix,
			const char *key)
{
	const char *path = arena_printf(differ->arena, "%s%s%s",
					prefix ? prefix : "", prefix ? "." : "",
					key);

	differ->no_memory |= !path;
	return path;
}

static const void *member(const struct option *row, const struct bound *bound)
{
	return (const char *)bound->record + row->offset;
}

static struct bound inner(const struct option *row, const struct bound *bound)
{
	return (struct bound){ member(row, bound),
			       node_get(bound->node, row->key) };
}

/* The last look at a change: what it is about, and how it is counted. */
static void report(struct differ *differ, const struct option *row,
		   const struct bound *old, const struct bound *new,
		   const char *path, const struct policy_change *found,
		   enum growth growth)
{
	struct policy_change *change = differ_add(differ, CHANGE_OPTION);

	if (!change)
		return;
	change->option = path;
	change->row = row;
	change->content = found->content;
	change->added = found->added;
	change->removed = found->removed;
	change->old.record = old->record;
	change->new.record = new->record;
	change->old.written = node_get(old->node, row->key) != NULL;
	change->new.written = node_get(new->node, row->key) != NULL;
	differ_count(differ, change, differ_kind(differ, row->effect, growth));
}

static bool is_present(const struct option *row, const struct bound *bound)
{
	return !row->present ||
	       *(const bool *)((const char *)bound->record + row->present);
}

/* Whether both write the same keys: which of several things it is. */
static bool same_keys(const struct bound *old, const struct bound *new)
{
	size_t both = 0;

	if (!old->node || !new->node)
		return old->node == new->node;
	for (const struct node *node = old->node->first; node;
	     node = node->next)
		both += node->key && node_get(new->node, node->key->text);
	return both == old->node->count && both == new->node->count;
}

static void differ_record(struct differ *differ, const struct option *row,
			  const struct bound *old, const struct bound *new,
			  const char *path)
{
	struct policy_change found = { .row = row };
	struct bound before = inner(row, old);
	struct bound after = inner(row, new);
	bool opaque = differ->opaque;
	bool was = is_present(row, old);
	bool is = is_present(row, new);

	if (was != is)
		report(differ, row, old, new, path, &found,
		       is ? GROWTH_MORE : GROWTH_LESS);
	if (!was || !is)
		return;
	/* A record that is required holds one of several things. */
	if (row->flags & OPTION_REQUIRED)
		differ->opaque |= !same_keys(&before, &after);
	differ_records(differ, row->record, &before, &after, path);
	differ->opaque = opaque;
}

static void differ_value(struct differ *differ, const struct option *row,
			 const struct bound *old, const struct bound *new,
			 const char *path)
{
	struct policy_change found = { .row = row };
	enum growth growth = value_growth(differ, row, member(row, old),
					  member(row, new), &found);

	if (growth != GROWTH_NONE)
		report(differ, row, old, new, path, &found, growth);
}

void differ_records(struct differ *differ, const struct option_table *table,
		    const struct bound *old, const struct bound *new,
		    const char *prefix)
{
	const struct option *row = table ? table->options : NULL;
	const char *path;

	for (; row && row->key && !differ->no_memory; row++) {
		path = differ_join(differ, prefix, row->key);
		if (!path)
			return;
		if (row->type == OPTION_RECORD)
			differ_record(differ, row, old, new, path);
		else if (row->type == OPTION_RECORDS)
			differ_items(differ, row, old, new, path);
		else
			differ_value(differ, row, old, new, path);
	}
}
