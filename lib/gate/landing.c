/*
 * landing.c - see landing.h. Never judges.
 */
#include "gate/landing.h"

#include <stdlib.h>

struct search {
	struct gate *gate;
	const struct step *step;
	struct known *before; /* what the ref held before the step */
	struct range brought;
	const char *found;
	bool exact; /* found by its tip */
	struct error *error;
};

static int compare_oids(const void *a, const void *b)
{
	return oid_compare(a, b);
}

static bool brings(const struct search *search, const struct oid *commit)
{
	return bsearch(commit, search->brought.commits, search->brought.count,
		       sizeof(*commit), compare_oids) != NULL;
}

static bool is_merged_tip(const struct search *search, const struct oid *tip)
{
	const struct commit_links *links;

	if (oid_equal(tip, &search->step->to))
		return true;
	if (graph_links(&links, search->gate->graph, &search->step->to,
			search->error))
		return false;
	for (size_t i = 1; i < links->parent_count; i++)
		if (oid_equal(tip, &links->parents[i]))
			return true;
	return false;
}

/* 1: some commit of the branch comes in by this step. */
static int comes_in(struct search *search, const struct oid *tip)
{
	struct range range = { 0 };
	int result = 0;

	if (brings(search, tip))
		return 1;
	result = graph_range(&range, search->gate->graph, search->before, tip,
			     search->error);
	for (size_t i = 0; !result && i < range.count; i++)
		result = brings(search, &range.commits[i]);
	range_release(&range);
	return result;
}

static int consider(struct search *search, const char *name,
		    const struct oid *id)
{
	struct oid tip;
	int result = refs_peel(&tip, search->gate->repo, id, search->error);
	bool exact;

	if (result)
		return result == ERROR_NOT_FOUND ? 0 : result;
	result = comes_in(search, &tip);
	if (result <= 0)
		return result;
	exact = is_merged_tip(search, &tip);
	if (search->found && (search->exact || !exact))
		return 0;
	search->found =
		arena_copy(&search->gate->judgement->arena, str_of(name));
	search->exact = exact;
	return search->found ? 0 : error_no_memory(search->error);
}

static int consider_ref(const struct ref *ref, void *context)
{
	return consider(context, ref->name, &ref->id);
}

static int consider_push(struct search *search, const struct globs *merging)
{
	struct judgement *judgement = search->gate->judgement;
	int result = 0;

	for (size_t i = 0; !result && i < judgement->ref_count; i++) {
		const struct ref_update *update = &judgement->updates[i];

		if (!oid_is_zero(&update->new) &&
		    globs_match(merging, str_of(update->name)))
			result = consider(search, update->name, &update->new);
	}
	return result;
}

int landing_branch(const char **out, struct gate *gate,
		   const struct ruleset *ruleset, const struct step *step,
		   struct error *error)
{
	struct search search = { .gate = gate, .step = step, .error = error };
	const struct globs *merging = &ruleset->merging.fixed;
	int result = known_new(&search.before, gate->graph, error);

	*out = NULL;
	if (!result)
		result = known_add_tip(search.before, &step->from, error);
	if (!result)
		result = graph_range(&search.brought, gate->graph,
				     search.before, &step->to, error);
	if (!result && search.brought.count) {
		qsort(search.brought.commits, search.brought.count,
		      sizeof(*search.brought.commits), compare_oids);
		result = refs_each(gate->repo, merging, consider_ref, &search,
				   error);
		if (!result)
			result = consider_push(&search, merging);
	}
	range_release(&search.brought);
	*out = search.found;
	return result;
}
