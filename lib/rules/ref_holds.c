/*
 * ref_holds.c - see ref_holds.h. Never takes a value that the push takes
 * away again.
 */
#include "rules/ref_holds.h"

#include <stdlib.h>

struct holders {
	const struct rule_context *context;
	const struct globs *refs;
	const struct globs *except;
	enum ref_holding how;
	struct error *error;
	bool found;
};

static const struct ref_update *find_update(const struct rule_context *context,
					    const char *name)
{
	size_t i;

	for (i = 0; i < context->update_count; i++)
		if (str_is(str_of(name), context->updates[i].name))
			return &context->updates[i];
	return NULL;
}

static bool is_excepted(const struct holders *holders, const char *name)
{
	if (holders->how == REF_HOLDS_FIRST_PARENT &&
	    !str_starts(str_of(name), "refs/heads/"))
		return true;
	return str_is(str_of(name), holders->context->update->name) ||
	       (holders->except && globs_match(holders->except, str_of(name)));
}

static enum match is_on_line(const struct holders *holders,
			     const struct oid *value)
{
	struct step *steps = NULL;
	size_t count = 0;
	bool whole = false;
	int result = graph_steps(&steps, &count, &whole,
				 holders->context->graph,
				 &holders->context->update->new_commit, value,
				 holders->error);

	free(steps);
	if (result)
		return MATCH_BROKEN;
	return whole ? MATCH_NO : MATCH_YES;
}

static int try_value(struct holders *holders, const struct oid *value)
{
	const struct rule_context *context = holders->context;
	enum match match;

	if (holders->found || oid_is_zero(value))
		return 0;
	match = holders->how == REF_HOLDS_FIRST_PARENT ?
			is_on_line(holders, value) :
			graph_is_ancestor(context->graph,
					  &context->update->new_commit, value,
					  holders->error);
	holders->found = match == MATCH_YES;
	return match == MATCH_BROKEN ? ERROR_BROKEN : 0;
}

static int try_ref(const struct ref *ref, void *data)
{
	struct holders *holders = data;
	struct oid commit;
	int result;

	if (find_update(holders->context, ref->name) ||
	    is_excepted(holders, ref->name))
		return 0;
	result = refs_peel(&commit, holders->context->repo, &ref->id,
			   holders->error);
	if (result)
		return result == ERROR_NOT_FOUND ? 0 : result;
	return try_value(holders, &commit);
}

/* What nobody governs was not looked up; git takes it by its old value. */
static int value_after(struct oid *out, const struct rule_context *context,
		       const struct ref_update *update, struct error *error)
{
	struct oid old = { { 0 } };
	int result;

	*out = update->new_commit;
	if (!oid_is_zero(out) || oid_is_zero(&update->new))
		return 0;
	result = refs_lookup(&old, context->repo, update->name, error);
	if (result && result != ERROR_NOT_FOUND)
		return result;
	if (!oid_equal(&old, &update->claimed_old))
		return 0;
	result = refs_peel(out, context->repo, &update->new, error);
	return result == ERROR_NOT_FOUND ? 0 : result;
}

/* By the values that the refs will have: this push may bring them. */
static int search_holders(struct holders *holders)
{
	const struct rule_context *context = holders->context;
	const struct ref_update *update;
	struct oid value;
	int result = 0;
	size_t i;

	for (i = 0; !result && i < context->update_count; i++) {
		update = &context->updates[i];
		if (is_excepted(holders, update->name) ||
		    !globs_match(holders->refs, str_of(update->name)))
			continue;
		result = value_after(&value, context, update, holders->error);
		if (!result)
			result = try_value(holders, &value);
	}
	if (result || holders->found)
		return result;
	return refs_each(context->repo, holders->refs, try_ref, holders,
			 holders->error);
}

enum match ref_holds(const struct rule_context *context,
		     const struct globs *refs, const struct globs *except,
		     enum ref_holding how, struct error *error)
{
	struct holders holders = { .context = context,
				   .refs = refs,
				   .except = except,
				   .how = how,
				   .error = error };

	if (search_holders(&holders))
		return MATCH_BROKEN;
	return holders.found ? MATCH_YES : MATCH_NO;
}
