/*
 * deletion.c - refuses to delete refs whose work is not merged, but for those
 * who may. Never counts what the same push merges.
 */
#include "rules/allow.h"

#include <stdint.h>
#include <stdlib.h>

#define MERGED_INTO_REFS_MAX 1000

struct deletion {
	struct allow allow; /* first */
	struct ref_globs merged_into;
};

static const struct option options[] = {
	ALLOW_OPTION("nobody"),
	{ .key = "merged-into",
	  .type = OPTION_GLOBS,
	  .offset = offsetof(struct deletion, merged_into),
	  .help = "passes as well if the tip is on every open one of these "
		  "refs" },
	{ .key = NULL },
};

static const struct option_table table = { options, sizeof(struct deletion) };

/* The commits that the refs of merged-into hold before the push. */
struct tips {
	const struct rule_context *context;
	struct error *error;
	struct oid *items; /* heap */
	size_t count;
	size_t capacity;
};

static int add_tip(const struct ref *ref, void *data)
{
	struct tips *tips = data;
	struct oid commit;
	struct oid *item;
	int result;

	if (str_is(str_of(ref->name), tips->context->update->name))
		return 0;
	result = refs_peel(&commit, tips->context->repo, &ref->id, tips->error);
	if (result)
		return result == ERROR_NOT_FOUND ? 0 : result;
	if (tips->count == MERGED_INTO_REFS_MAX)
		return error_set(tips->error, ERROR_LIMIT,
				 "more than %d refs match merged-into",
				 MERGED_INTO_REFS_MAX);
	item = array_more(&tips->items, tips->count, &tips->capacity,
			  sizeof(*item));
	if (!item)
		return error_no_memory(tips->error);
	*item = commit;
	tips->count++;
	return 0;
}

/* Of equal tips the first stays open. */
static enum match is_open(const struct tips *tips, size_t index)
{
	struct graph *graph = tips->context->graph;
	const struct oid *tip = &tips->items[index];
	enum match below;
	size_t i;

	for (i = 0; i < tips->count; i++) {
		if (i == index)
			continue;
		if (oid_equal(tip, &tips->items[i])) {
			if (i < index)
				return MATCH_NO;
			continue;
		}
		below = graph_is_ancestor(graph, tip, &tips->items[i],
					  tips->error);
		if (below != MATCH_NO)
			return below == MATCH_YES ? MATCH_NO : MATCH_BROKEN;
	}
	return MATCH_YES;
}

static enum match is_on_open_tips(const struct tips *tips)
{
	const struct rule_context *context = tips->context;
	enum match match;
	size_t i;

	for (i = 0; i < tips->count; i++) {
		match = graph_is_ancestor(context->graph,
					  &context->update->old_commit,
					  &tips->items[i], tips->error);
		if (match == MATCH_YES)
			continue;
		if (match == MATCH_NO)
			match = is_open(tips, i);
		if (match != MATCH_NO)
			return match == MATCH_YES ? MATCH_NO : MATCH_BROKEN;
	}
	return tips->count ? MATCH_YES : MATCH_NO;
}

static enum match is_merged(const struct deletion *deletion,
			    const struct rule_context *context,
			    struct error *error)
{
	struct tips tips = { .context = context, .error = error };
	enum match match = MATCH_BROKEN;
	struct globs globs;

	if (oid_is_zero(&context->update->old_commit))
		return MATCH_NO;
	if (ref_globs_resolve(&globs, &deletion->merged_into, context->vars,
			      error))
		return MATCH_BROKEN;
	if (!refs_each(context->repo, &globs, add_tip, &tips, error))
		match = is_on_open_tips(&tips);
	free(tips.items);
	return match;
}

static void add_wanted(const struct rule_context *context,
		       struct finding *finding,
		       const struct ref_globs *merged_into)
{
	struct buf names = BUF_INIT;

	if (!ref_globs_is_empty(merged_into)) {
		ref_globs_describe(merged_into, &names);
		finding_rowf(context, finding, "unless",
			     "its commits are on %s", buf_text(&names));
	}
	buf_release(&names);
}

static int judge_update(const void *rule_options,
			const struct rule_context *context, struct error *error)
{
	const struct deletion *deletion = rule_options;
	struct finding *finding;
	enum match merged;
	int result;

	if (context->update->kind != UPDATE_DELETE)
		return 0;
	merged = is_merged(deletion, context, error);
	if (merged == MATCH_BROKEN)
		return error ? (int)error->code : ERROR_BROKEN;
	if (merged == MATCH_YES)
		return 0;
	result = allow_judge(&finding, &deletion->allow, "delete", context,
			     error);
	add_wanted(context, finding, &deletion->merged_into);
	return result;
}

const struct rule rule_deletion = {
	.id = "deletion",
	.summary = "deleting refs, but merged ones and by those who may",
	.options = &table,
	.traits = RULE_DEFAULT,
	.judge_update = judge_update,
	.repair = allow_repair,
};
