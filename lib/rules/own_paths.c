/*
 * own_paths.c - see own_paths.h. Never counts what a merge merely brings in.
 */
#include "rules/own_paths.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

int own_paths_open(struct own_paths *own)
{
	const struct commit *commit = own->commit;
	const struct commit_links *links;
	int result;

	for (own->base_count = 0; own->base_count < commit->parent_count;
	     own->base_count++) {
		result = graph_links(&links, own->context->graph,
				     &commit->parents[own->base_count],
				     own->error);
		if (result)
			return result;
		own->bases[own->base_count] = links->tree;
	}
	return 0;
}

static struct diff_request
request_of(const struct own_paths *own,
	   int (*each)(const struct diff_entry *entry, void *context),
	   void *context)
{
	return (struct diff_request){
		.bases = own->bases,
		.base_count = own->base_count,
		.new = own->commit->tree,
		.deadline = graph_deadline(own->context->graph),
		.each = each,
		.context = context,
	};
}

static int compare(const struct own_paths *own,
		   const struct diff_request *request)
{
	return diff_trees(own->context->repo, request, own->error);
}

/* A root has no parent that lacks anything, and what it has is new. */
static bool lack_all(const struct own_paths *own, const bool *lacks)
{
	for (size_t i = 0; i < own->base_count; i++)
		if (!lacks[i])
			return false;
	return true;
}

static int keep(const struct diff_entry *entry, void *context)
{
	struct own_paths_kept *kept = context;
	size_t size = entry->old_count * sizeof(*entry->old);
	struct diff_side *old = arena_alloc(&kept->arena, size);
	const char *path = arena_copy(&kept->arena, entry->path);
	struct diff_entry *item;

	if (!old || !path || kept->count == OWN_PATHS_KEPT)
		return ERROR_LIMIT;
	item = array_more(&kept->items, kept->count, &kept->capacity,
			  sizeof(*item));
	if (!item)
		return ERROR_LIMIT;
	memcpy(old, entry->old, size);
	*item = *entry;
	item->path.data = path;
	item->old = old;
	kept->count++;
	return 0;
}

void own_paths_forget(struct own_paths_kept *kept)
{
	free(kept->items);
	arena_release(&kept->arena);
	*kept = (struct own_paths_kept){ 0 };
}

/* What cannot be kept is compared, and its errors told, for each that asks. */
static void fill(struct own_paths_kept *kept, struct own_paths *own)
{
	struct diff_request request = request_of(own, keep, kept);
	bool lacks[COMMIT_PARENTS_MAX] = { false };

	own_paths_forget(kept);
	kept->commit = own->commit->id;
	request.lacks = lacks;
	kept->complete = !compare(own, &request);
	kept->may_add_names = lack_all(own, lacks);
}

/* NULL: they are not kept. Opened before. */
static const struct own_paths_kept *find_kept(struct own_paths *own)
{
	struct own_paths_kept *kept = own->context->own_paths;

	if (kept && !oid_equal(&kept->commit, &own->commit->id))
		fill(kept, own);
	return kept && kept->complete ? kept : NULL;
}

int own_paths_each(struct own_paths *own,
		   int (*each)(const struct diff_entry *entry, void *context),
		   void *context)
{
	int result = own_paths_open(own);
	const struct own_paths_kept *kept = result ? NULL : find_kept(own);
	const struct diff_request request = request_of(own, each, context);

	if (result || !kept)
		return result ? result : compare(own, &request);
	for (size_t i = 0; !result && i < kept->count; i++)
		result = each(&kept->items[i], context);
	return result;
}

static int pass(const struct diff_entry *entry, void *context)
{
	(void)entry;
	(void)context;
	return 0;
}

int own_paths_may_add_names(bool *may, struct own_paths *own)
{
	bool lacks[COMMIT_PARENTS_MAX] = { false };
	int result = own_paths_open(own);
	struct diff_request request = request_of(own, pass, NULL);
	const struct own_paths_kept *kept = own->context->own_paths;

	*may = true;
	if (result || !own->base_count)
		return result;
	if (kept) {
		*may = !find_kept(own) || kept->may_add_names;
		return 0;
	}
	request.lacks = lacks;
	result = compare(own, &request);
	*may = lack_all(own, lacks);
	return result;
}

struct finding *own_paths_find(struct own_paths *own, struct str path,
			       const char *format, ...)
{
	const struct rule_context *context = own->context;
	struct finding *finding;
	struct buf text = BUF_INIT;
	va_list args;

	if (own->found++ >= OWN_PATHS_SHOWN)
		return NULL;
	va_start(args, format);
	buf_vaddf(&text, format, args);
	va_end(args);
	finding =
		finding_add_commit(context, own->commit, "%s", buf_text(&text));
	buf_release(&text);
	if (finding) {
		finding->path.data = arena_copy(context->arena, path);
		finding->path.size = finding->path.data ? path.size : 0;
	}
	return finding;
}

void own_paths_close(struct own_paths *own)
{
	if (own->found > OWN_PATHS_SHOWN)
		finding_add_commit(own->context, own->commit,
				   "and %zu more of them",
				   own->found - OWN_PATHS_SHOWN);
}
