/*
 * statement_people.c - counts people, not keys or names. Whoever cannot be
 * told from others is nobody.
 */
#include "rules/statement.h"

#include <string.h>

bool signer_set_has(const struct signer_set *set, struct signer signer)
{
	for (size_t i = 0; i < set->count; i++)
		if (signer_is_same(set->items[i], signer))
			return true;
	return false;
}

/* Room is made whenever the count is a power of two. */
static bool make_room(struct signer_set *set,
		      const struct rule_context *context)
{
	size_t count = set->count;
	struct signer *items;

	if (count & (count - 1))
		return true;
	items = arena_alloc(context->arena,
			    (count ? 2 * count : 1) * sizeof(*items));
	if (!items)
		return false;
	if (count)
		memcpy(items, set->items, count * sizeof(*items));
	set->items = items;
	return true;
}

bool signer_set_add(struct signer_set *set, struct signer signer,
		    const struct rule_context *context)
{
	if (!signer.is_one || signer_set_has(set, signer) ||
	    !make_room(set, context))
		return false;
	set->items[set->count++] = signer;
	return true;
}
