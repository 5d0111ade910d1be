/*
 * own_commits.c - finds commits that a branch shares with another governed
 * one. Never counts refs that nobody governs: they prove nothing.
 */
#include "rules/own_commits.h"

#include <stdint.h>
#include <stdlib.h>

#define CHAIN_MAX 100000
/* Refs that are looked at to give the other branch a name. */
#define NAMED_MAX 500

struct search {
	const struct rule_context *context;
	struct error *error;
	struct globs ours;    /* refs of the ruleset */
	struct known *before; /* what the pushed branch held */
	struct oid *suspects; /* heap; sorted */
	size_t suspect_count;
	size_t looked_at;
	struct other_branch *out;
	bool found;
};

static int compare(const void *a, const void *b)
{
	return oid_compare(a, b);
}

static bool is_suspect(const struct search *search, const struct oid *commit)
{
	return search->suspect_count > 0 &&
	       bsearch(commit, search->suspects, search->suspect_count,
		       sizeof(*commit), compare);
}

/* A governed branch that is neither a start nor of this ruleset. */
static bool is_other(const struct search *search, const char *name)
{
	const struct rule_context *context = search->context;
	struct str s = str_of(name);

	return str_starts(s, "refs/heads/") &&
	       !str_is(s, context->update->name) && context->governed &&
	       globs_match(context->governed, s) &&
	       !globs_match(&search->ours, s) &&
	       !(context->start && globs_match(context->start, s));
}

static void set_found(struct search *search, const char *name,
		      const struct oid *commit)
{
	search->found = true;
	search->out->commit = *commit;
	search->out->name =
		name ? arena_copy(search->context->arena, str_of(name)) : NULL;
}

/* Along the first parents, down to what every branch starts from. */
static int search_chain(struct search *search, const char *name,
			const struct oid *tip)
{
	const struct rule_context *context = search->context;
	const struct commit_links *links;
	struct oid commit = *tip;
	enum match match;
	size_t i;

	for (i = 0; i < CHAIN_MAX; i++) {
		if (is_suspect(search, &commit)) {
			set_found(search, name, &commit);
			return 0;
		}
		match = graph_is_known(context->graph, context->start_known,
				       &commit, search->error);
		if (match != MATCH_NO)
			return match == MATCH_YES ? 0 : ERROR_BROKEN;
		if (graph_links(&links, context->graph, &commit, search->error))
			return ERROR_BROKEN;
		if (links->parent_count == 0)
			return 0;
		commit = links->parents[0];
	}
	return error_set(search->error, ERROR_LIMIT,
			 "\"%s\" has more than %d commits of its own", name,
			 CHAIN_MAX);
}

static int search_ref(const struct ref *ref, void *data)
{
	struct search *search = data;
	struct oid tip;
	int result;

	if (search->found || !is_other(search, ref->name))
		return 0;
	result =
		refs_peel(&tip, search->context->repo, &ref->id, search->error);
	if (result)
		return result == ERROR_NOT_FOUND ? 0 : result;
	return search_chain(search, ref->name, &tip);
}

/* Several refs at one commit are one to us: the first names it. */
static bool is_next(const struct other_updates *others,
		    const struct ref_update *update)
{
	return !others->count ||
	       !oid_equal(&others->items[others->count - 1]->new_commit,
			  &update->new_commit);
}

static int list_others(struct other_updates *out, const struct search *search)
{
	const struct rule_context *context = search->context;
	size_t count = context->update_count;

	out->count = 0;
	out->items =
		arena_alloc(context->arena, (count + 1) * sizeof(*out->items));
	if (!out->items)
		return error_no_memory(search->error);
	for (size_t i = 0; i < count; i++) {
		const struct ref_update *update = &context->updates[i];

		if (!oid_is_zero(&update->new_commit) && is_next(out, update) &&
		    is_other(search, update->name))
			out->items[out->count++] = update;
	}
	out->known = true;
	return 0;
}

static int search_updates(struct search *search)
{
	struct other_updates own = { .known = false };
	struct other_updates *others = search->context->others;
	int result = 0;

	if (!others)
		others = &own;
	if (!others->known)
		result = list_others(others, search);
	for (size_t i = 0; !result && !search->found && i < others->count; i++)
		result = search_chain(search, others->items[i]->name,
				      &others->items[i]->new_commit);
	return result;
}

/* Gives the branch that holds search->out->commit a name, if it is cheap. */
static int name_ref(const struct ref *ref, void *data)
{
	struct search *search = data;
	struct oid tip;

	if (search->out->name || search->looked_at == NAMED_MAX ||
	    !is_other(search, ref->name))
		return 0;
	search->looked_at++;
	if (refs_peel(&tip, search->context->repo, &ref->id, NULL))
		return 0;
	if (graph_is_ancestor(search->context->graph, &search->out->commit,
			      &tip, NULL) == MATCH_YES)
		set_found(search, ref->name, &search->out->commit);
	return 0;
}

static int open_before(struct search *search)
{
	const struct rule_context *context = search->context;
	int result;

	result = known_new(&search->before, context->graph, search->error);
	if (!result && !oid_is_zero(&context->update->old_commit))
		result = known_add_tip(search->before,
				       &context->update->old_commit,
				       search->error);
	return result;
}

/* MATCH_YES: of another branch for sure; suspects are collected. */
static enum match weigh(struct search *search, const struct oid *commit,
			bool *suspect)
{
	const struct rule_context *context = search->context;
	enum match match;

	*suspect = false;
	if (!context->other_branches || !repo_had_object(context->repo, commit))
		return MATCH_NO;
	match = graph_is_known(context->graph, context->other_branches, commit,
			       search->error);
	if (match != MATCH_YES)
		return match;
	match = graph_is_known(context->graph, search->before, commit,
			       search->error);
	*suspect = match == MATCH_YES;
	if (match == MATCH_BROKEN)
		return match;
	return match == MATCH_YES ? MATCH_NO : MATCH_YES;
}

static int weigh_all(struct search *search, const struct range *range)
{
	enum match match;
	bool suspect;
	size_t i;

	for (i = 0; i < range->count; i++) {
		match = weigh(search, &range->commits[i], &suspect);
		if (match == MATCH_BROKEN)
			return ERROR_BROKEN;
		if (match == MATCH_YES) {
			set_found(search, NULL, &range->commits[i]);
			return 0;
		}
		if (suspect)
			search->suspects[search->suspect_count++] =
				range->commits[i];
	}
	qsort(search->suspects, search->suspect_count,
	      sizeof(*search->suspects), compare);
	return 0;
}

static void suspect_all(struct search *search, const struct range *range)
{
	size_t i;

	for (i = 0; i < range->count; i++)
		search->suspects[i] = range->commits[i];
	search->suspect_count = range->count;
	qsort(search->suspects, search->suspect_count,
	      sizeof(*search->suspects), compare);
}

static int look(struct search *search, const struct range *range)
{
	const struct rule_context *context = search->context;
	int result;

	result = open_before(search);
	if (!result)
		result = weigh_all(search, range);
	if (!result && search->found)
		return refs_each(context->repo, context->governed, name_ref,
				 search, search->error);
	if (!result && search->suspect_count)
		result = refs_each(context->repo, context->governed, search_ref,
				   search, search->error);
	if (result || search->found)
		return result;
	suspect_all(search, range);
	return search_updates(search);
}

enum match own_commits_of_another(struct other_branch *out,
				  const struct rule_context *context,
				  const struct range *range,
				  struct error *error)
{
	struct search search = { .context = context,
				 .error = error,
				 .out = out };
	int result = 0;

	*out = (struct other_branch){ .name = NULL };
	if (range->count == 0 || !context->governed)
		return MATCH_NO;
	if (context->refs)
		result = ref_globs_resolve(&search.ours, context->refs,
					   context->vars, error);
	search.suspects = calloc(range->count, sizeof(*search.suspects));
	if (!search.suspects)
		result = error_no_memory(error);
	if (!result)
		result = look(&search, range);
	free(search.suspects);
	if (result)
		return MATCH_BROKEN;
	return search.found ? MATCH_YES : MATCH_NO;
}
