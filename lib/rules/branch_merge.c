/*
 * branch_merge.c - see branch_merge.h. Never believes a message, nor a merge
 * that no ref has received.
 */
#include "rules/branch_merge.h"

#include "git/memory.h"
#include "rules/ref_holds.h"

struct search {
	struct branch_merge *merge;
	const struct commit_links *links;
	bool is_merge; /* of such a branch's tip, whoever made it */
	int64_t newest;
	struct error *error;
};

static bool is_of_branch(const struct search *search, struct str text)
{
	struct str branch;

	return memory_get(text, "branch", &branch) &&
	       globs_match(search->merge->branches, branch);
}

static int match_landing(const char *name, struct str text, void *data)
{
	(void)name;
	return is_of_branch(data, text);
}

/* What has landed is remembered by its commit. */
static int find_remembered(struct search *search)
{
	const struct rule_context *context = search->merge->context;
	char hex[OID_HEX_SIZE + 1];
	const char *prefix =
		arena_printf(context->arena, "landing/%s/",
			     oid_format(&context->update->new_commit, hex));

	if (!prefix)
		return error_no_memory(search->error);
	return memory_each(context->repo, prefix, context->arena, match_landing,
			   search, search->error);
}

static int match_tip(const struct ref *ref, void *data)
{
	struct search *search = data;
	const struct branch_merge *merge = search->merge;
	struct oid tip;
	int result =
		refs_peel(&tip, merge->context->repo, &ref->id, search->error);

	if (result)
		return result == ERROR_NOT_FOUND ? 0 : result;
	if (merge->or_tip &&
	    oid_equal(&tip, &merge->context->update->new_commit))
		return 1;
	for (size_t i = 1; i < search->links->parent_count; i++)
		search->is_merge |= oid_equal(&tip, &search->links->parents[i]);
	return 0;
}

/* Anybody can make a merge: it has to be where such branches come in. */
static enum match has_come_in(const struct search *search)
{
	const struct branch_merge *merge = search->merge;
	const struct globs *into = merge->target ? merge->target :
						   merge->context->governed;

	if (!into)
		return MATCH_NO;
	return ref_holds(merge->context, into, merge->branches,
			 REF_HOLDS_FIRST_PARENT, search->error);
}

static int find_merged(struct search *search)
{
	const struct rule_context *context = search->merge->context;
	int result = graph_links(&search->links, context->graph,
				 &context->update->new_commit, search->error);

	if (!result)
		result = refs_each(context->repo, search->merge->branches,
				   match_tip, search, search->error);
	if (result || !search->is_merge)
		return result;
	switch (has_come_in(search)) {
	case MATCH_YES:
		return 1;
	case MATCH_NO:
		return 0;
	default:
		return search->error->code;
	}
}

/* The tip of a branch that is gone, or what should have been tagged. */
static int look_back(const char *name, struct str text, void *data)
{
	struct search *search = data;
	struct branch_merge *merge = search->merge;
	struct oid tip;
	int64_t time;

	(void)name;
	if (!is_of_branch(search, text))
		return 0;
	if (merge->or_tip && memory_get_id(text, "tip", &tip) &&
	    oid_equal(&tip, &merge->context->update->new_commit))
		return 1;
	if (memory_get_time(text, "time", &time) && time >= search->newest &&
	    memory_get_id(text, "commit", &merge->wanted))
		search->newest = time;
	return 0;
}

int branch_merge_find(struct branch_merge *merge, struct error *error)
{
	const struct rule_context *context = merge->context;
	struct search search = { .merge = merge, .error = error };
	int result = find_remembered(&search);

	if (!result)
		result = find_merged(&search);
	if (!result)
		result = memory_each(context->repo, "landing/", context->arena,
				     look_back, &search, error);
	return result;
}
