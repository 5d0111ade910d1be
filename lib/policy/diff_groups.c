/*
 * diff_groups.c - who joins or leaves a group, and where its members count.
 * Never knows an option by its name.
 */
#include "policy/differ.h"

#include "policy/tables.h"

#include <stdlib.h>
#include <string.h>

struct places {
	struct differ *differ;
	const char *group;
	struct texts *out; /* heap array of the arena's texts */
	size_t capacity;
	enum option_effect effect; /* of all of them */
	bool found;
};

static void look(struct places *places, const struct option_table *table,
		 const void *record, const char *prefix);

static void add_place(struct places *places, const char *where,
		      enum option_effect effect)
{
	enum option_effect sense = effect == EFFECT_BOUNDS ? EFFECT_LOOSENS :
							     effect;
	struct texts *out = places->out;
	const char **slot;

	if (places->found && places->effect != sense)
		sense = EFFECT_UNKNOWN;
	places->effect = sense;
	places->found = true;
	if (texts_hold(out, where))
		return;
	slot = array_more(&out->items, out->count, &places->capacity,
			  sizeof(*slot));
	places->differ->no_memory |= !slot;
	if (slot) {
		*slot = where;
		out->count++;
	}
}

static void look_at_audience(struct places *places, const struct option *row,
			     const struct audience *audience, const char *path)
{
	for (size_t i = 0; i < audience->count; i++)
		if (strcmp(audience->groups[i]->name, places->group) == 0)
			add_place(places, path, row->effect);
}

static void look_at_items(struct places *places, const struct option *row,
			  const struct records *records, const char *path)
{
	const char *items = records->items;
	struct differ *differ = places->differ;

	for (size_t i = 0; i < records->count; i++) {
		const void *item = items + i * row->record->size;
		const char *name = differ_item_name(differ, row->record, item);
		const char *inner = name ? arena_printf(differ->arena, "%s[%s]",
							path, name) :
					   path;

		differ->no_memory |= !inner;
		if (inner)
			look(places, row->record, item, inner);
	}
}

static void look(struct places *places, const struct option_table *table,
		 const void *record, const char *prefix)
{
	const struct option *row = table ? table->options : NULL;

	for (; row && record && row->key; row++) {
		const void *at = (const char *)record + row->offset;
		const char *path =
			differ_join(places->differ, prefix, row->key);

		if (!path)
			return;
		if (row->type == OPTION_RECORD)
			look(places, row->record, at, path);
		else if (row->type == OPTION_RECORDS)
			look_at_items(places, row, at, path);
		else if (row->type == OPTION_AUDIENCE ||
			 row->type == OPTION_GROUPS)
			look_at_audience(places, row, at, path);
	}
}

static void look_at_rules(struct places *places, const struct ruleset *ruleset)
{
	struct differ *differ = places->differ;

	for (size_t i = 0; i < ruleset->rule_count; i++) {
		const struct policy_rule *rule = &ruleset->rules[i];
		const char *path = arena_printf(differ->arena, "%s: %s",
						ruleset->name, rule->rule->id);

		differ->no_memory |= !path;
		if (!path)
			return;
		look(places, &rule_common_options, &rule->common, path);
		look(places, rule->rule->options, rule->options, path);
	}
}

static void look_at_policy(struct places *places, const struct policy *policy)
{
	look(places, &policy_table, policy, NULL);
	for (size_t i = 0; i < policy->ruleset_count; i++)
		if (policy->rulesets[i].enforcement != ENFORCE_DISABLED)
			look_at_rules(places, &policy->rulesets[i]);
}

/* Whoever is given by an email may have got a name meanwhile. */
static bool is_same(const struct person *a, const struct person *b)
{
	if (strcmp(a->name, b->name) == 0)
		return true;
	if (a->listed && b->listed)
		return false;
	for (size_t i = 0; i < a->email_count; i++)
		for (size_t j = 0; j < b->email_count; j++)
			if (str_equal_ascii_case(str_of(a->emails[i]),
						 str_of(b->emails[j])))
				return true;
	return false;
}

static bool has(const struct people_group *group, const struct person *person)
{
	for (size_t i = 0; group && i < group->member_count; i++)
		if (is_same(group->members[i], person))
			return true;
	return false;
}

static void add_members(struct differ *differ, struct texts *out,
			const struct people_group *of,
			const struct people_group *in)
{
	size_t count = of ? of->member_count : 0;

	out->count = 0;
	out->items =
		arena_alloc(differ->arena, (count + 1) * sizeof(*out->items));
	differ->no_memory |= !out->items;
	for (size_t i = 0; out->items && i < count; i++)
		if (!has(in, of->members[i]))
			out->items[out->count++] = of->members[i]->name;
}

static enum growth members_growth(const struct policy_change *change)
{
	if (change->added.count && change->removed.count)
		return GROWTH_OTHER;
	return change->added.count ? GROWTH_MORE : GROWTH_LESS;
}

/*
 * Where a group is taken into an option or out of it, the option's change
 * tells what that means; here only members of a group that stays do.
 */
static void differ_group(struct differ *differ, const struct people_group *old,
			 const struct people_group *new)
{
	struct policy_change found = { .row = NULL };
	struct places places = { .differ = differ,
				 .group = (new ? new : old)->name,
				 .out = &found.places };
	struct policy_change *change;

	add_members(differ, &found.added, new, old);
	add_members(differ, &found.removed, old, new);
	if (old && new && !found.added.count && !found.removed.count)
		return;
	look_at_policy(&places, differ->old.policy);
	look_at_policy(&places, differ->new.policy);
	change = differ_add(differ, CHANGE_GROUP);
	if (!change) {
		free(found.places.items);
		return;
	}
	change->old.group = old;
	change->new.group = new;
	change->added = found.added;
	change->removed = found.removed;
	change->places = found.places;
	if (!old || !new)
		places.effect = EFFECT_UNKNOWN;
	differ_count(differ, change,
		     differ_kind(differ, places.effect,
				 members_growth(change)));
}

void differ_groups(struct differ *differ)
{
	const struct people *old = &differ->old.policy->people;
	const struct people *new = &differ->new.policy->people;

	for (size_t i = 0; i < new->group_count && !differ->no_memory; i++)
		differ_group(differ, people_group(old, new->groups[i].name),
			     &new->groups[i]);
	for (size_t i = 0; i < old->group_count && !differ->no_memory; i++)
		if (!people_group(new, old->groups[i].name))
			differ_group(differ, &old->groups[i], NULL);
}
