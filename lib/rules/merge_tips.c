/*
 * merge_tips.c - which branches may come in by a merge, by their values on
 * this server before the push. Never believes a value that comes by the push.
 */
#include "rules/merge_rule.h"

#include <stdlib.h>
#include <string.h>

#define BRANCHES "refs/heads/"
#define TAGS "refs/tags/"
/* Branches that are looked at to say what a commit has to do with them. */
#define NEAR_MAX 200

static int compare(const void *a, const void *b)
{
	const struct merge_tip *left = a, *right = b;
	int order = oid_compare(&left->id, &right->id);

	return order ? order : strcmp(left->name, right->name);
}

struct reading {
	struct merge_case *it;
	size_t capacity;
};

static int add_tip(const struct ref *ref, void *data)
{
	struct reading *reading = data;
	struct merge_case *it = reading->it;
	const struct rule_context *context = it->context;
	struct oid id = ref->id;
	struct merge_tip *tip;
	int result = 0;

	if (str_is(str_of(ref->name), context->update->name))
		return 0;
	if (str_starts(str_of(ref->name), TAGS))
		result = refs_peel(&id, context->repo, &ref->id, it->error);
	if (result)
		return result == ERROR_NOT_FOUND ? 0 : result;
	tip = array_more(&it->tips, it->tip_count, &reading->capacity,
			 sizeof(*tip));
	if (!tip)
		return error_no_memory(it->error);
	tip->id = id;
	tip->name = arena_copy(context->arena, str_of(ref->name));
	if (!tip->name)
		return error_no_memory(it->error);
	it->tip_count++;
	return 0;
}

static int read_landing(struct merge_case *it)
{
	const struct rule_context *context = it->context;
	struct oid id;
	int result;

	if (!context->landing)
		return 0;
	result = refs_lookup(&id, context->repo, context->landing, it->error);
	if (!result)
		result = refs_peel(&it->landing, context->repo, &id, it->error);
	return result == ERROR_NOT_FOUND ? 0 : result;
}

int merge_tips_read(struct merge_case *it)
{
	const struct rule_context *context = it->context;
	struct reading reading = { it, 0 };
	struct glob *every;
	int result;

	if (!ref_globs_is_empty(&it->rule->from)) {
		result = ref_globs_resolve(&it->from, &it->rule->from,
					   context->vars, it->error);
	} else {
		every = arena_alloc(context->arena, sizeof(*every));
		if (!every)
			return error_no_memory(it->error);
		result = glob_compile(every, STR(BRANCHES "**"), context->arena,
				      it->error);
		it->from = (struct globs){ every, 1 };
	}
	if (!result)
		result = refs_each(context->repo, &it->from, add_tip, &reading,
				   it->error);
	if (!result && it->tip_count)
		qsort(it->tips, it->tip_count, sizeof(*it->tips), compare);
	return result ? result : read_landing(it);
}

void merge_tips_release(struct merge_case *it)
{
	free(it->tips);
	it->tips = NULL;
	it->tip_count = 0;
}

static bool is_landing(const struct merge_case *it, const struct oid *commit)
{
	return !oid_is_zero(&it->landing) && oid_equal(&it->landing, commit);
}

const char *merge_tip_of(const struct merge_case *it, const struct oid *commit)
{
	size_t low = 0;
	size_t high = it->tip_count;

	if (is_landing(it, commit))
		return it->context->landing;
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (oid_compare(&it->tips[middle].id, commit) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low < it->tip_count && oid_equal(&it->tips[low].id, commit) ?
		       it->tips[low].name :
		       NULL;
}

char *merge_tips_list(const struct merge_case *it, const struct oid *parents,
		      size_t count)
{
	struct buf names = BUF_INIT;
	char *list = NULL;
	bool whole = true;

	for (size_t i = 0; whole && i < count; i++) {
		const char *name = merge_tip_of(it, &parents[i]);

		if (oid_equal(&parents[i], &it->steps[it->index].from))
			continue;
		whole = name != NULL;
		if (name)
			buf_addf(&names, "%s\n", name);
	}
	if (whole && !buf_failed(&names))
		list = arena_copy(it->context->arena, buf_str(&names));
	buf_release(&names);
	return list;
}

/* Of this push; those that may not come in do not count. */
static const char *pushed_as(const struct merge_case *it,
			     const struct oid *commit)
{
	const struct rule_context *context = it->context;

	for (size_t i = 0; i < context->update_count; i++) {
		const struct ref_update *update = &context->updates[i];
		struct str name = str_of(update->name);

		if (update->class != REF_BRANCH || update == context->update ||
		    !oid_equal(&update->new, commit))
			continue;
		if (context->landing ? str_is(name, context->landing) :
				       globs_match(&it->from, name))
			return update->name;
	}
	return NULL;
}

static enum match is_below(const struct merge_case *it, const struct oid *low,
			   const struct oid *high)
{
	return graph_is_ancestor(it->context->graph, low, high, it->error);
}

static int place_beside(enum merge_place *place, const struct merge_case *it,
			const struct oid *commit, const struct oid *tip)
{
	enum match match = is_below(it, commit, tip);

	*place = MERGE_BESIDE;
	if (match == MATCH_YES) {
		*place = MERGE_BELOW;
	} else if (match == MATCH_NO) {
		match = is_below(it, tip, commit);
		if (match == MATCH_YES)
			*place = MERGE_ABOVE;
	}
	return match == MATCH_BROKEN ? it->error->code : 0;
}

static int find_landing(enum merge_place *place, const struct merge_case *it,
			const struct oid *commit)
{
	int result;

	if (is_landing(it, commit)) {
		*place = MERGE_TIP;
		return 0;
	}
	if (pushed_as(it, commit)) {
		*place = MERGE_PUSHED;
		return 0;
	}
	if (oid_is_zero(&it->landing)) {
		*place = MERGE_BESIDE;
		return 0;
	}
	result = place_beside(place, it, commit, &it->landing);
	/* What stands on another branch does not belong on this one. */
	if (!result && *place == MERGE_ABOVE && merge_tip_of(it, commit))
		*place = MERGE_BESIDE;
	return result;
}

/* A branch that has not come in yet, and has to do with the commit. */
static int find_near(enum merge_place *place, const char **name,
		     const struct merge_case *it, const struct oid *commit)
{
	const struct oid *from = &it->steps[it->index].from;
	int result = 0;

	for (size_t i = 0; !result && i < it->tip_count && i < NEAR_MAX; i++) {
		const struct merge_tip *tip = &it->tips[i];
		enum match match = is_below(it, &tip->id, from);

		if (match == MATCH_BROKEN)
			return it->error->code;
		if (match == MATCH_YES)
			continue;
		result = place_beside(place, it, commit, &tip->id);
		*name = tip->name;
		if (!result && *place != MERGE_BESIDE)
			return 0;
	}
	*place = MERGE_NOWHERE;
	*name = NULL;
	return result;
}

int merge_find(enum merge_place *place, const char **name,
	       const struct merge_case *it, const struct oid *commit)
{
	*name = it->context->landing;
	if (*name)
		return find_landing(place, it, commit);
	*place = MERGE_TIP;
	*name = merge_tip_of(it, commit);
	if (*name)
		return 0;
	*place = MERGE_PUSHED;
	*name = pushed_as(it, commit);
	return *name ? 0 : find_near(place, name, it, commit);
}
