/*
 * diff.c - what changes from one policy to another: the list of changes, and
 * what each means for who pushes. Never reads a file.
 */
#include "policy/diff.h"

#include "policy/differ.h"
#include "policy/tables.h"

#include <stdlib.h>

static const enum change_kind kinds[][GROWTH_OTHER + 1] = {
	[EFFECT_UNKNOWN] = { CHANGE_DIFFERENT, CHANGE_DIFFERENT,
			     CHANGE_DIFFERENT, CHANGE_DIFFERENT },
	[EFFECT_TIGHTENS] = { CHANGE_DIFFERENT, CHANGE_STRICTER, CHANGE_LOOSER,
			      CHANGE_DIFFERENT },
	[EFFECT_LOOSENS] = { CHANGE_DIFFERENT, CHANGE_LOOSER, CHANGE_STRICTER,
			     CHANGE_DIFFERENT },
	[EFFECT_BOUNDS] = { CHANGE_DIFFERENT, CHANGE_LOOSER, CHANGE_STRICTER,
			    CHANGE_DIFFERENT },
	[EFFECT_WORDS] = { CHANGE_DIFFERENT, CHANGE_DIFFERENT, CHANGE_DIFFERENT,
			   CHANGE_DIFFERENT },
};

enum change_kind differ_kind(const struct differ *differ,
			     enum option_effect effect, enum growth growth)
{
	return differ->opaque ? CHANGE_DIFFERENT : kinds[effect][growth];
}

struct policy_change *differ_add(struct differ *differ, enum change_about about)
{
	struct policy_changes *out = differ->out;
	struct policy_change *change = array_more(
		&out->items, out->count, &out->capacity, sizeof(*out->items));

	if (!change) {
		differ->no_memory = true;
		return NULL;
	}
	change->about = about;
	change->old = differ->old;
	change->new = differ->new;
	out->count++;
	return change;
}

void differ_count(struct differ *differ, struct policy_change *change,
		  enum change_kind kind)
{
	change->kind = kind;
	differ->out->of_kind[kind]++;
}

int policy_diff(struct policy_changes *out, const struct policy *old,
		const struct policy *new, struct arena *arena,
		struct error *error)
{
	struct differ differ = {
		.out = out, .arena = arena, .old.policy = old, .new.policy = new
	};
	struct bound before = { old, old->tree };
	struct bound after = { new, new->tree };

	*out = (struct policy_changes){ 0 };
	differ_records(&differ, &policy_table, &before, &after, NULL);
	differ_people(&differ);
	differ_groups(&differ);
	differ_rulesets(&differ);
	return differ.no_memory ? error_no_memory(error) : 0;
}

void policy_changes_release(struct policy_changes *changes)
{
	if (!changes)
		return;
	for (size_t i = 0; i < changes->count; i++)
		free(changes->items[i].places.items);
	free(changes->items);
	*changes = (struct policy_changes){ 0 };
}
