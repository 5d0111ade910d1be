/*
 * paths_deny.c - what a commit itself changes, against the paths that no
 * commit may change. Never counts what a merge merely brings in.
 */
#include "rules/own_paths.h"
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

static int compare(struct denial *denial, const struct oid *bases,
		   size_t base_count, bool some,
		   int (*each)(const struct diff_entry *entry, void *data))
{
	const struct rule_context *context = denial->context;
	const struct diff_request request = {
		.bases = bases,
		.base_count = base_count,
		.new = denial->commit->tree,
		.deadline = graph_deadline(context->graph),
		.some = some,
		.each = each,
		.context = denial,
	};

	return diff_trees(context->repo, &request, denial->error);
}

#define CONCERNED 1

static int find_concern(const struct diff_entry *entry, void *data)
{
	const struct denial *denial = data;

	return globs_match(&denial->deny, entry->path) ? CONCERNED : 0;
}

/*
 * What differs from no parent is nothing that a merge brings in, or takes
 * back. Most merges have nothing denied among the rest.
 */
static int is_concerned(struct denial *denial, struct own_paths *own)
{
	int result = own_paths_open(own);

	return result ? result :
			compare(denial, own->bases, own->base_count, true,
				find_concern);
}

static int judge_sides(struct denial *denial)
{
	const struct merge_review review = { .unclean = report_unclean,
					     .context = denial };
	struct oid bases[COMMIT_PARENTS_MAX];
	size_t base_count = 0;
	int result = add_bases(denial, bases, &base_count);

	if (!result)
		result = compare(denial, bases, base_count, false, report);
	if (result || denial->count)
		return result;
	denial->parent = 1;
	return commit_is_clean_merge(denial->context->graph,
				     denial->context->repo, denial->commit,
				     &review, denial->error) == MATCH_BROKEN ?
		       (int)denial->error->code :
		       0;
}

static int judge_paths(struct denial *denial)
{
	struct own_paths own = { .context = denial->context,
				 .commit = denial->commit,
				 .error = denial->error };
	int result;

	if (denial->commit->parent_count < 2)
		return own_paths_each(&own, report, denial);
	result = is_concerned(denial, &own);
	return result == CONCERNED ? judge_sides(denial) : result;
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
		result = judge_paths(&denial);
	if (!result && denial.count > PATHS_SHOWN)
		finding_add_commit(context, commit, "changes %zu more of them",
				   denial.count - PATHS_SHOWN);
	return result;
}
