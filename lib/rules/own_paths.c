/*
 * own_paths.c - see own_paths.h. Never counts what a merge merely brings in.
 */
#include "rules/own_paths.h"

#include <stdarg.h>

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

int own_paths_each(struct own_paths *own,
		   int (*each)(const struct diff_entry *entry, void *context),
		   void *context)
{
	const struct diff_request request = {
		.bases = own->bases,
		.base_count = own->commit->parent_count,
		.new = own->commit->tree,
		.deadline = graph_deadline(own->context->graph),
		.each = each,
		.context = context,
	};
	int result = own_paths_open(own);

	return result ? result :
			diff_trees(own->context->repo, &request, own->error);
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
