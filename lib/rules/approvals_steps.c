/*
 * approvals_steps.c - what comes in by an update, step by step, and which
 * commit has to be approved for a step. Never counts approvals.
 */
#include "rules/approvals_rule.h"

#include <stdlib.h>

/* Bytes of a merge commit that is read. */
#define COMMIT_BYTES_MAX (2u << 20)

/* Of a new branch: it was there before, under another name. */
static int brings_nothing(bool *out, struct approvals_case *it)
{
	const struct rule_context *context = it->context;
	const struct oid *commit = &context->update->new_commit;
	enum match match = MATCH_NO;
	struct known *known = NULL;
	struct globs *refs;
	int result = 0;

	*out = false;
	if (context->update->class != REF_BRANCH)
		return 0;
	if (context->start_known)
		match = graph_is_known(context->graph, context->start_known,
				       commit, it->error);
	if (match == MATCH_NO && context->refs) {
		/* the graph keeps the list */
		refs = arena_alloc(context->arena, sizeof(*refs));
		if (!refs)
			return error_no_memory(it->error);
		result = ref_globs_resolve(refs, context->refs, context->vars,
					   it->error);
		if (!result)
			result = known_new(&known, context->graph, it->error);
		if (!result)
			result = known_add_refs(known, refs, it->error);
		if (!result)
			match = graph_is_known(context->graph, known, commit,
					       it->error);
	}
	*out = match == MATCH_YES;
	return result || match != MATCH_BROKEN ? result : it->error->code;
}

static int open_creation(struct approvals_case *it)
{
	bool nothing;
	int result = brings_nothing(&nothing, it);

	if (result || nothing)
		return result;
	it->steps = calloc(1, sizeof(*it->steps));
	if (!it->steps)
		return error_no_memory(it->error);
	it->steps[0].to = it->context->update->new_commit;
	it->step_count = 1;
	it->is_creation = true;
	return 0;
}

/* The landing's own step; those behind it may speak for it. */
static void find_own(struct approvals_case *it)
{
	const struct step *own = it->context->step;

	it->end = it->step_count;
	for (size_t i = 0; own && i < it->step_count; i++)
		if (oid_equal(&it->steps[i].to, &own->to)) {
			it->first = i;
			it->end = i + 1;
		}
}

int approvals_open(struct approvals_case *out,
		   const struct approvals_rule *rule,
		   const struct rule_context *context, struct error *error)
{
	const struct ref_update *update = context->update;
	bool whole;
	int result;

	*out = (struct approvals_case){
		.rule = rule,
		.context = context,
		.error = error,
	};
	if (oid_is_zero(&update->old_commit))
		result = open_creation(out);
	else
		result = graph_steps(&out->steps, &out->step_count, &whole,
				     context->graph, &update->old_commit,
				     &update->new_commit, error);
	find_own(out);
	return result;
}

void approvals_close(struct approvals_case *it)
{
	free(it->steps);
	free(it->items);
	free(it->makers.emails);
	it->steps = NULL;
	it->items = NULL;
	it->makers.emails = NULL;
}

static int note_resolved(struct str path, void *data)
{
	bool *resolved = data;

	(void)path;
	*resolved = true;
	return 0;
}

/*
 * A merge that holds nothing but what its two sides do: who approved the
 * other side has seen all that comes in.
 */
static int find_merged(struct approvals_case *it, const struct commit *commit)
{
	const struct rule_context *context = it->context;
	bool resolved = false;
	const struct merge_review review = { NULL, note_resolved, &resolved };
	enum match match;

	if (commit->parent_count != 2 ||
	    !oid_equal(&commit->parents[0], &it->steps[it->index].from))
		return 0;
	match = commit_is_clean_merge(context->graph, context->repo, commit,
				      &review, it->error);
	if (match == MATCH_YES && !resolved)
		it->merged = commit->parents[1];
	return match == MATCH_BROKEN ? it->error->code : 0;
}

int approvals_find_merged(struct approvals_case *it)
{
	const struct step *step = &it->steps[it->index];
	struct object object = { 0 };
	struct commit commit;
	struct flaw flaw;
	int result;

	it->merged = (struct oid){ 0 };
	if (!step->is_merge)
		return 0;
	result = object_read(&object, it->context->repo, &step->to,
			     COMMIT_BYTES_MAX, it->error);
	/* a malformed one is structure's finding */
	if (!result && !commit_read(&commit, &step->to, object.data, &flaw))
		result = find_merged(it, &commit);
	object_release(&object);
	return result;
}

struct search {
	struct globs paths;
	bool found;
	struct str path;
	struct arena *arena;
};

static int match_path(const struct diff_entry *entry, void *data)
{
	struct search *search = data;

	if (!globs_match(&search->paths, entry->path))
		return 0;
	search->found = true;
	search->path.data = arena_copy(search->arena, entry->path);
	search->path.size = search->path.data ? entry->path.size : 0;
	return 1;
}

/* Trees that the step starts from; of a new branch, where it left its start. */
static int find_bases(struct oid **out, size_t *count,
		      struct approvals_case *it)
{
	const struct rule_context *context = it->context;
	const struct step *step = &it->steps[it->index];
	const struct commit_links *links;
	int result = 0;

	*out = NULL;
	*count = 0;
	if (it->is_creation && context->start_known) {
		result = graph_merge_bases(out, count, context->graph,
					   context->start_known, &step->to,
					   it->error);
	} else if (!it->is_creation) {
		*out = calloc(1, sizeof(**out));
		if (!*out)
			return error_no_memory(it->error);
		(*out)[0] = step->from;
		*count = 1;
	}
	for (size_t i = 0; !result && i < *count; i++) {
		result = graph_links(&links, context->graph, &(*out)[i],
				     it->error);
		if (!result)
			(*out)[i] = links->tree;
	}
	return result;
}

int approvals_touch(bool *out, struct str *path, struct approvals_case *it,
		    const struct ref_globs *paths)
{
	const struct rule_context *context = it->context;
	struct search search = { .arena = context->arena };
	struct diff_request request = {
		.deadline = graph_deadline(context->graph),
		.each = match_path,
		.context = &search,
	};
	const struct commit_links *links;
	struct oid *bases = NULL;
	int result = ref_globs_resolve(&search.paths, paths, context->vars,
				       it->error);

	if (!result)
		result = graph_links(&links, context->graph,
				     &it->steps[it->index].to, it->error);
	if (!result)
		result = find_bases(&bases, &request.base_count, it);
	if (!result) {
		request.bases = bases;
		request.new = links->tree;
		result = diff_trees(context->repo, &request, it->error);
	}
	free(bases);
	*out = search.found;
	*path = search.path;
	return result > 0 ? 0 : result;
}
