/*
 * paths_deny.c - what a commit itself changes, against the paths that no
 * commit may change. Never counts what a merge merely brings in.
 */
#include "rules/paths_rule.h"

struct denial {
	const struct rule_context *context;
	const struct commit *commit;
	const struct ref_globs *written;
	struct globs deny;
	size_t parent; /* that has the paths as they should be */
	size_t count;
	struct error *error;
};

static int deny(struct denial *denial, struct str path)
{
	const struct rule_context *context = denial->context;
	struct buf names = BUF_INIT;
	struct finding *finding;

	if (!globs_match(&denial->deny, path) || denial->count++ >= PATHS_SHOWN)
		return 0;
	path.data = arena_copy(context->arena, path);
	if (!path.data)
		return error_no_memory(denial->error);
	finding = finding_add_commit(context, denial->commit,
				     "changes \"%.*s\"", STR_ARGS(path));
	if (finding) {
		ref_globs_describe(denial->written, &names);
		finding_row(context, finding, "denied", buf_str(&names));
		buf_release(&names);
		finding->topic = PATHS_DENIED;
		finding->path = path;
		if (denial->commit->parent_count)
			finding->anchor =
				denial->commit->parents[denial->parent];
	}
	return 0;
}

static int report(const struct diff_entry *entry, void *data)
{
	return deny(data, entry->path);
}

/* What neither side brings in, such as what the merge takes back. */
static int report_unclean(struct str path, void *data)
{
	return deny(data, path);
}

/* A parent that another one holds is no side: it lends an old state only. */
static enum match is_side(const struct denial *denial, size_t index)
{
	const struct commit *commit = denial->commit;
	struct graph *graph = denial->context->graph;
	enum match below = MATCH_NO;
	size_t i;

	for (i = 0; below == MATCH_NO && i < commit->parent_count; i++)
		if (!oid_equal(&commit->parents[i], &commit->parents[index]))
			below = graph_is_ancestor(graph,
						  &commit->parents[index],
						  &commit->parents[i],
						  denial->error);
	if (below == MATCH_BROKEN)
		return below;
	return below == MATCH_NO ? MATCH_YES : MATCH_NO;
}

static int add_bases(struct denial *denial, struct oid *bases, size_t *count)
{
	const struct commit *commit = denial->commit;
	const struct commit_links *links;
	enum match side;
	size_t i;

	for (i = 0; i < commit->parent_count; i++) {
		side = is_side(denial, i);
		if (side == MATCH_BROKEN ||
		    graph_links(&links, denial->context->graph,
				&commit->parents[i], denial->error))
			return denial->error->code;
		if (side == MATCH_YES)
			bases[(*count)++] = links->tree;
	}
	return 0;
}

static int diff_commit(struct denial *denial)
{
	const struct rule_context *context = denial->context;
	const struct commit *commit = denial->commit;
	const struct merge_review review = { .unclean = report_unclean,
					     .context = denial };
	struct oid bases[COMMIT_PARENTS_MAX];
	struct diff_request request = { .bases = bases,
					.new = commit->tree,
					.deadline =
						graph_deadline(context->graph),
					.each = report,
					.context = denial };
	int result;

	result = add_bases(denial, bases, &request.base_count);
	if (!result)
		result = diff_trees(context->repo, &request, denial->error);
	if (result || commit->parent_count < 2 || denial->count)
		return result;
	denial->parent = 1;
	return commit_is_clean_merge(context->graph, context->repo, commit,
				     &review, denial->error) == MATCH_BROKEN ?
		       (int)denial->error->code :
		       0;
}

int paths_judge_commit(const void *options, const struct rule_context *context,
		       const struct commit *commit, struct error *error)
{
	const struct paths_rule *rule = options;
	struct denial denial = { .context = context,
				 .commit = commit,
				 .written = &rule->deny,
				 .error = error };
	int result;

	if (ref_globs_is_empty(&rule->deny))
		return 0;
	result = ref_globs_resolve(&denial.deny, &rule->deny, context->vars,
				   error);
	if (!result)
		result = diff_commit(&denial);
	if (!result && denial.count > PATHS_SHOWN)
		finding_add_commit(context, commit, "changes %zu more of them",
				   denial.count - PATHS_SHOWN);
	return result;
}
