/*
 * diff_items.c - lists of records. Those with a name are compared with the
 * one of that name; others are there, or are not.
 */
#include "policy/differ.h"

#include <string.h>

struct list {
	const struct option *row;
	struct bound *items;
	size_t count;
	const char **names; /* of each; NULL: some have none */
};

static const char *glob_name(struct differ *differ,
			     const struct ref_globs *globs)
{
	struct buf text = BUF_INIT;
	const char *name = NULL;

	ref_globs_describe(globs, &text);
	if (text.size && !buf_failed(&text))
		name = arena_copy(differ->arena, buf_str(&text));
	buf_release(&text);
	return name;
}

const char *differ_item_name(struct differ *differ,
			     const struct option_table *table,
			     const void *record)
{
	const struct option *row = table->options;
	const char *name = NULL;

	for (; row->key; row++) {
		const char *at = (const char *)record + row->offset;

		if (row->type == OPTION_TEXT && strcmp(row->key, "name") == 0)
			memcpy(&name, at, sizeof(name));
		if (row->type == OPTION_GLOB && strcmp(row->key, "path") == 0)
			name = glob_name(
				differ,
				(const struct ref_globs *)(const void *)at);
		if (name)
			return name;
	}
	return NULL;
}

static bool has_twice(const char *const *names, size_t count)
{
	for (size_t i = 0; i < count; i++)
		for (size_t j = 0; j < i; j++)
			if (strcmp(names[i], names[j]) == 0)
				return true;
	return false;
}

static void name_items(struct differ *differ, struct list *list)
{
	const char **names =
		arena_alloc(differ->arena, (list->count + 1) * sizeof(*names));

	differ->no_memory |= !names;
	for (size_t i = 0; names && i < list->count; i++) {
		names[i] = differ_item_name(differ, list->row->record,
					    list->items[i].record);
		if (!names[i])
			return;
	}
	if (names && !has_twice(names, list->count))
		list->names = names;
}

static struct list open_list(struct differ *differ, const struct option *row,
			     const struct bound *bound)
{
	const struct node *node = node_get(bound->node, row->key);
	struct list list = { .row = row };
	struct records records;

	memcpy(&records, (const char *)bound->record + row->offset,
	       sizeof(records));
	list.items = arena_alloc(differ->arena,
				 (records.count + 1) * sizeof(*list.items));
	if (!list.items) {
		differ->no_memory = true;
		return list;
	}
	node = node ? node->first : NULL;
	for (; list.count < records.count; list.count++) {
		list.items[list.count].record = (const char *)records.items +
						list.count * row->record->size;
		list.items[list.count].node = node;
		node = node ? node->next : NULL;
	}
	name_items(differ, &list);
	return list;
}

/* Index of the name, or the count. */
static size_t find_name(const struct list *list, const char *name)
{
	size_t i = 0;

	while (i < list->count && strcmp(list->names[i], name) != 0)
		i++;
	return i;
}

/* Whether nothing would be told of the two. */
static bool are_equal(const struct differ *differ, const struct bound *a,
		      const struct bound *b, const struct option *row)
{
	struct policy_changes some = { 0 };
	struct differ dry = *differ;
	struct arena arena;
	bool equal;

	arena_init(&arena);
	dry.arena = &arena;
	dry.out = &some;
	differ_records(&dry, row->record, a, b, NULL);
	equal = some.count == 0 && !dry.no_memory;
	policy_changes_release(&some);
	arena_release(&arena);
	return equal;
}

static bool has_item(struct differ *differ, const struct list *list,
		     const struct list *of, size_t index)
{
	const struct bound *wanted = &of->items[index];

	if (list->names && of->names)
		return find_name(list, of->names[index]) < list->count;
	/* Where it stands in the other list, too, most of the time. */
	if (index < list->count &&
	    are_equal(differ, wanted, &list->items[index], list->row))
		return true;
	for (size_t i = 0; i < list->count; i++)
		if (are_equal(differ, wanted, &list->items[i], list->row))
			return true;
	return false;
}

/* Items of `of` that `in` has not; `side` is the side of `of`. */
static void report_missing(struct differ *differ, const struct list *of,
			   const struct list *in, const char *path, bool gone)
{
	for (size_t i = 0; i < of->count && !differ->no_memory; i++) {
		struct policy_change *change;

		if (has_item(differ, in, of, i))
			continue;
		change = differ_add(differ, CHANGE_ITEM);
		if (!change)
			return;
		change->option = path;
		change->row = of->row;
		if (gone)
			change->old.record = of->items[i].record;
		else
			change->new.record = of->items[i].record;
		differ_count(differ, change,
			     differ_kind(differ, of->row->effect,
					 gone ? GROWTH_LESS : GROWTH_MORE));
	}
}

static void compare_named(struct differ *differ, const struct list *old,
			  const struct list *new, const char *path)
{
	for (size_t i = 0; i < new->count && !differ->no_memory; i++) {
		size_t at = find_name(old, new->names[i]);
		const char *inner;

		if (at == old->count)
			continue;
		inner = arena_printf(differ->arena, "%s[%s]", path,
				     new->names[i]);
		differ->no_memory |= !inner;
		differ_records(differ, new->row->record, &old->items[at],
			       &new->items[i], inner);
	}
}

/* What both have stands in another order, where the first that fits counts. */
static bool is_reordered(const struct list *old, const struct list *new)
{
	size_t last = 0;

	if (old->row->effect != EFFECT_UNKNOWN || !old->names || !new->names)
		return false;
	for (size_t i = 0; i < new->count; i++) {
		size_t at = find_name(old, new->names[i]);

		if (at == old->count)
			continue;
		if (at < last)
			return true;
		last = at;
	}
	return false;
}

void differ_items(struct differ *differ, const struct option *row,
		  const struct bound *old, const struct bound *new,
		  const char *path)
{
	struct list before = open_list(differ, row, old);
	struct list after = open_list(differ, row, new);
	bool opaque = differ->opaque;
	struct policy_change *change;

	if (differ->no_memory)
		return;
	differ->opaque |= row->effect == EFFECT_UNKNOWN;
	if (before.names && after.names)
		compare_named(differ, &before, &after, path);
	report_missing(differ, &before, &after, path, true);
	report_missing(differ, &after, &before, path, false);
	if (is_reordered(&before, &after)) {
		change = differ_add(differ, CHANGE_ORDER);
		if (change) {
			change->option = path;
			differ_count(differ, change, CHANGE_DIFFERENT);
		}
	}
	differ->opaque = opaque;
}
