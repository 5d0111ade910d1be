/*
 * bind_list.c - lists of texts, of records and of audiences. Never keeps a
 * half of a list without saying so.
 */
#include "policy/bind.h"

#include <string.h>

#define GROUPS_MAX 128

void bind_texts(struct binder *binder, const struct option *row,
		const struct node *node, struct texts *out)
{
	struct expansion text;

	if (node->kind == NODE_MAPPING) {
		bind_wants(binder, row, node, "a list of texts");
		return;
	}
	out->items = bind_alloc(binder, bind_list_count(node), sizeof(char *));
	if (!out->items)
		return;
	bind_said_number(binder, (int64_t)bind_list_count(node));
	for (const struct node *item = bind_list_first(node); item;
	     item = bind_list_next(node, item)) {
		if (!bind_is_text(binder, row, item) ||
		    (row->choices && bind_find_choice(binder, row, item) < 0))
			continue;
		text = bind_expand(binder, item, VARS_PLAIN, !binder->literal);
		if (!text.text)
			continue;
		out->items[out->count++] = text.text;
		binder->dynamic |= text.dynamic;
		bind_said_text(binder, text.text);
	}
}

static const struct option *whole_row(const struct option_table *table)
{
	for (const struct option *row = table->options; row->key; row++)
		if (row->flags & OPTION_WHOLE)
			return row;
	return NULL;
}

/* An item that is just its main value, as "{key: value}". */
static const struct node *wrap(struct binder *binder, const struct option *row,
			       const struct node *item)
{
	struct node *mapping = bind_alloc(binder, 1, sizeof(*mapping));
	struct node *value = bind_alloc(binder, 1, sizeof(*value));

	if (!mapping || !value)
		return NULL;
	mapping->kind = NODE_MAPPING;
	mapping->mark = item->mark;
	*value = *item;
	value->key = node_scalar(&binder->policy->arena, row->key, item->mark);
	binder->no_memory |= !value->key;
	node_append(mapping, value);
	return value->key ? mapping : NULL;
}

static const struct node *record_of(struct binder *binder,
				    const struct option *row,
				    const struct node *item)
{
	const struct option *whole = whole_row(row->record);

	if (item->kind == NODE_MAPPING)
		return item;
	if (whole && !node_is_null(item))
		return wrap(binder, whole, item);
	bind_wants(binder, row, item, "a list of mappings");
	return NULL;
}

void bind_records(struct binder *binder, const struct option *row,
		  const struct node *node, struct records *out)
{
	struct bind_owner owner = { .tables = { row->record } };
	size_t size = row->record->size;
	const struct node *mapping;
	char *items;

	if (node->kind != NODE_SEQUENCE) {
		bind_wants(binder, row, node, "a list");
		return;
	}
	owner.name = arena_printf(&binder->policy->arena, "an item of '%s'",
				  row->key);
	items = bind_alloc(binder, node->count, size);
	out->items = items;
	bind_said_number(binder, (int64_t)node->count);
	for (const struct node *item = node->first; items && item;
	     item = item->next) {
		mapping = record_of(binder, row, item);
		if (!mapping)
			continue;
		bind_check_keys(binder, &owner, mapping);
		bind_record(binder, row->record, mapping,
			    items + out->count++ * size);
	}
}

static void said_group(struct binder *binder, const struct people_group *group)
{
	bind_said_text(binder, group->name);
	bind_said_number(binder, (int64_t)group->member_count);
	for (size_t i = 0; i < group->member_count; i++) {
		const struct person *person = group->members[i];

		bind_said_text(binder, person->name);
		bind_said_number(binder, (int64_t)person->email_count);
		for (size_t j = 0; j < person->email_count; j++)
			bind_said_text(binder, person->emails[j]);
	}
}

static void complain_group(struct binder *binder, const struct node *item)
{
	const struct people *people = &binder->policy->people;
	const char *names[GROUPS_MAX];
	size_t count = 0;

	for (size_t i = 0; i < people->count; i++)
		if (strcmp(people->persons[i].name, item->text) == 0) {
			bind_error(binder, item->mark,
				   arena_printf(&binder->policy->arena,
						"groups: {only-%s: [%s]}",
						item->text, item->text),
				   "'%s' is a person, not a group", item->text);
			return;
		}
	for (; count < people->group_count && count < GROUPS_MAX; count++)
		names[count] = people->groups[count].name;
	bind_error(binder, item->mark,
		   count ? bind_hint(binder, item->text, names, count) :
			   "name its members under 'groups'",
		   "unknown group '%s'", item->text);
}

static void add_group(struct binder *binder, const struct option *row,
		      const struct node *item, struct audience *out)
{
	const struct people_group *group;
	const char *topic;

	if (!bind_is_text(binder, row, item))
		return;
	group = people_group(&binder->policy->people, item->text);
	if (!group) {
		topic = diagnostics_topic(binder->diagnostics, "unknown-group");
		complain_group(binder, item);
		diagnostics_topic(binder->diagnostics, topic);
		return;
	}
	for (size_t i = 0; i < out->count; i++)
		if (out->groups[i] == group)
			return;
	out->groups[out->count++] = group;
	said_group(binder, group);
}

void bind_audience(struct binder *binder, const struct option *row,
		   const struct node *node, struct audience *out)
{
	bool word = node->kind == NODE_SCALAR && row->type == OPTION_AUDIENCE;

	if (node->kind == NODE_MAPPING) {
		bind_wants(binder, row, node,
			   row->type == OPTION_AUDIENCE ?
				   "everyone, nobody or a list of groups" :
				   "a list of groups");
		return;
	}
	if (word && strcmp(node->text, "everyone") == 0)
		out->kind = AUDIENCE_EVERYONE;
	else if (word && strcmp(node->text, "nobody") == 0)
		out->kind = AUDIENCE_NOBODY;
	else
		out->kind = AUDIENCE_GROUPS;
	bind_said_number(binder, (int64_t)out->kind);
	if (out->kind != AUDIENCE_GROUPS)
		return;
	out->groups = bind_alloc(binder, bind_list_count(node), sizeof(void *));
	for (const struct node *item = bind_list_first(node);
	     out->groups && item; item = bind_list_next(node, item))
		add_group(binder, row, item, out);
}
