/*
 * open_refs.c - see open_refs.h. Never counts what the same push brings.
 */
#include "rules/open_refs.h"

#include <stdlib.h>
#include <string.h>

#define OPEN_REFS_MAX 1000

/* The commits that the refs hold before the push. */
struct tips {
	const struct open_refs *open;
	struct error *error;
	const struct oid *commit;
	struct ref *items; /* heap; names in the arena, ids of commits */
	size_t count;
	size_t capacity;
};

static int add_tip(const struct ref *ref, void *data)
{
	struct tips *tips = data;
	const struct rule_context *context = tips->open->context;
	struct ref *item;
	struct oid commit;
	int result;

	if (tips->open->except && !strcmp(ref->name, tips->open->except))
		return 0;
	result = refs_peel(&commit, context->repo, &ref->id, tips->error);
	if (result)
		return result == ERROR_NOT_FOUND ? 0 : result;
	if (tips->count == OPEN_REFS_MAX)
		return error_set(tips->error, ERROR_LIMIT,
				 "more than %d refs are to hold a commit",
				 OPEN_REFS_MAX);
	item = array_more(&tips->items, tips->count, &tips->capacity,
			  sizeof(*item));
	if (!item)
		return error_no_memory(tips->error);
	item->name = arena_copy(context->arena, str_of(ref->name));
	item->id = commit;
	tips->count++;
	return item->name ? 0 : error_no_memory(tips->error);
}

static bool is_literal(const struct globs *globs, const char *name)
{
	for (size_t i = 0; i < globs->count; i++)
		for (size_t j = 0; j < globs->items[i].count; j++)
			if (!globs->items[i].exclude &&
			    !strcmp(globs->items[i].alternatives[j], name))
				return true;
	return false;
}

/* Of equal tips the first stays open. */
static enum match is_open(const struct tips *tips, size_t index)
{
	const struct open_refs *open = tips->open;
	struct graph *graph = open->context->graph;
	const struct oid *tip = &tips->items[index].id;
	enum match below = MATCH_NO;

	if (open->closer && !is_literal(open->refs, tips->items[index].name))
		below = graph_is_ancestor(graph, tip, open->closer,
					  tips->error);
	for (size_t i = 0; below == MATCH_NO && i < tips->count; i++) {
		if (i == index)
			continue;
		if (!oid_equal(tip, &tips->items[i].id))
			below = graph_is_ancestor(
				graph, tip, &tips->items[i].id, tips->error);
		else if (i < index)
			below = MATCH_YES;
	}
	if (below == MATCH_BROKEN)
		return MATCH_BROKEN;
	return below == MATCH_YES ? MATCH_NO : MATCH_YES;
}

static enum match is_lacking(const struct tips *tips, size_t index)
{
	enum match held =
		graph_is_ancestor(tips->open->context->graph, tips->commit,
				  &tips->items[index].id, tips->error);

	if (held == MATCH_NO)
		return is_open(tips, index);
	return held == MATCH_YES ? MATCH_NO : MATCH_BROKEN;
}

int open_refs_lacking(struct open_refs *open, const struct oid *commit,
		      int (*each)(const struct ref *ref, void *data),
		      void *data, struct error *error)
{
	struct tips tips = { .open = open, .error = error, .commit = commit };
	int result = refs_each(open->context->repo, open->refs, add_tip, &tips,
			       error);

	open->count = tips.count;
	for (size_t i = 0; !result && i < tips.count; i++) {
		enum match lacking = is_lacking(&tips, i);

		if (lacking == MATCH_BROKEN)
			result = error->code;
		else if (lacking == MATCH_YES)
			result = each(&tips.items[i], data);
	}
	free(tips.items);
	return result;
}
