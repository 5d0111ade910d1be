/*
 * merge.c - refuses what comes into a ref otherwise than by the merge of a
 * branch that was on this server before. Never recomputes a merge, and never
 * believes what a message says about one.
 */
#include "rules/merge_rule.h"

#include "rules/message_check.h"
#include "rules/message_same.h"

#include <stdlib.h>

/* Bytes of a merge commit that is read. */
#define COMMIT_BYTES_MAX (1u << 20)

static const char *const commit_choices[] = { "required", "any", NULL };

static const struct option direct_rows[] = {
	{ .key = "paths",
	  .type = OPTION_GLOBS,
	  .offset = offsetof(struct merge_direct, paths),
	  .flags = OPTION_REQUIRED,
	  .effect = EFFECT_LOOSENS,
	  .help = "paths whose changes alone need no merge" },
	{ .key = NULL },
};
static const struct option_table direct_table = { direct_rows,
						  sizeof(struct merge_direct) };

static const struct option options[] = {
	{ .key = "commit",
	  .type = OPTION_CHOICE,
	  .offset = offsetof(struct merge_rule, commit),
	  .fallback = "required",
	  .choices = commit_choices,
	  .effect = EFFECT_LOOSENS,
	  .help = "a merge commit, or also a fast-forward to a branch" },
	{ .key = "from",
	  .type = OPTION_GLOBS,
	  .offset = offsetof(struct merge_rule, from),
	  .effect = EFFECT_BOUNDS,
	  .help = "refs whose tip may come in; unset: any branch of this "
		  "server" },
	{ .key = "first-parent",
	  .type = OPTION_BOOL,
	  .offset = offsetof(struct merge_rule, first_parent),
	  .fallback = "true",
	  .effect = EFFECT_TIGHTENS,
	  .help = "the value before the push is a merge's first parent" },
	{ .key = "max-parents",
	  .type = OPTION_INTEGER,
	  .offset = offsetof(struct merge_rule, max_parents),
	  .fallback = "2",
	  .min = 2,
	  .max = COMMIT_PARENTS_MAX,
	  .effect = EFFECT_BOUNDS,
	  .unit = "parents",
	  .help = "parents that a merge has at most" },
	{ .key = "clean",
	  .type = OPTION_BOOL,
	  .offset = offsetof(struct merge_rule, clean),
	  .fallback = "true",
	  .effect = EFFECT_TIGHTENS,
	  .help = "a path that one side changed is as that side has it" },
	{ .key = "message",
	  .type = OPTION_RECORD,
	  .offset = offsetof(struct merge_rule, message),
	  .present = offsetof(struct merge_rule, has_message),
	  .record = &message_options,
	  .help = "what the merge's message must be; commit-message then "
		  "leaves merges alone" },
	{ .key = "direct",
	  .type = OPTION_RECORD,
	  .offset = offsetof(struct merge_rule, direct),
	  .record = &direct_table,
	  .help = "what may come in without a merge" },
	{ .key = NULL },
};

static const struct option_table table = { options, sizeof(struct merge_rule) };

static void check(void *rule_options, const struct rule_check *check)
{
	struct merge_rule *rule = rule_options;

	message_options_check(&rule->message, check);
}

struct direct_search {
	struct globs paths;
	bool outside;
};

static int match_direct(const struct diff_entry *entry, void *data)
{
	struct direct_search *search = data;

	search->outside = !globs_match(&search->paths, entry->path);
	return search->outside ? 1 : 0;
}

/* Whether the plain commit may come in by itself. */
static int is_direct(bool *out, const struct merge_case *it,
		     const struct commit_links *commit)
{
	const struct rule_context *context = it->context;
	struct direct_search search = { .outside = false };
	struct diff_request request = {
		.base_count = 1,
		.new = commit->tree,
		.deadline = graph_deadline(context->graph),
		.each = match_direct,
		.context = &search,
	};
	const struct commit_links *parent;
	int result;

	*out = false;
	if (ref_globs_is_empty(&it->rule->direct.paths) ||
	    commit->parent_count != 1)
		return 0;
	result = ref_globs_resolve(&search.paths, &it->rule->direct.paths,
				   context->vars, it->error);
	if (!result)
		result = graph_links(&parent, context->graph,
				     &commit->parents[0], it->error);
	if (result)
		return result;
	request.bases = &parent->tree;
	result = diff_trees(context->repo, &request, it->error);
	*out = !result;
	return result > 0 ? 0 : result;
}

/* Of a run, the commits that may not come in by themselves, newest first. */
static int find_undirect(struct oid **out, size_t *count,
			 const struct merge_case *it)
{
	const struct step *step = &it->steps[it->index];
	const struct commit_links *links;
	struct oid commit = step->to;
	size_t capacity = 0;
	int result = 0;
	bool direct;

	while (!oid_equal(&commit, &step->from)) {
		struct oid *item;

		result = graph_links(&links, it->context->graph, &commit,
				     it->error);
		if (!result)
			result = is_direct(&direct, it, links);
		if (result)
			return result;
		item = direct ? NULL :
				array_more(out, *count, &capacity,
					   sizeof(*item));
		if (!direct && !item)
			return error_no_memory(it->error);
		if (item) {
			*item = commit;
			++*count;
		}
		commit = links->parents[0];
	}
	return 0;
}

static int judge_plain(const struct merge_case *it)
{
	struct oid *commits = NULL;
	size_t count = 0;
	int result = find_undirect(&commits, &count, it);

	if (!result && count)
		result = merge_report_direct(it, commits, count);
	free(commits);
	return result;
}

/* 1: nothing is wrong with what comes in; 0: it was told. */
static int judge_parents(const struct merge_case *it, const struct oid *merge,
			 const struct merge_step *step)
{
	const struct commit_links *links = step->links;
	const struct oid *main = &links->parents[step->mainline];
	bool lands = !it->context->landing;
	const struct oid *other = NULL;

	if (links->parent_count > (uint64_t)it->rule->max_parents) {
		merge_report_octopus(it, merge, links->parents,
				     links->parent_count);
		return 0;
	}
	for (size_t i = 0; i < links->parent_count; i++) {
		const struct oid *parent = &links->parents[i];
		enum match below;

		if (i == step->mainline)
			continue;
		below = graph_is_ancestor(it->context->graph, parent, main,
					  it->error);
		if (below == MATCH_BROKEN)
			return it->error->code;
		if (below == MATCH_YES) {
			merge_report_nothing(it, merge, parent);
			return 0;
		}
		if (!merge_tip_of(it, parent))
			return merge_report_parent(it, merge, parent);
		lands |= oid_equal(parent, &it->landing);
		other = parent;
	}
	if (!lands && other)
		return merge_report_parent(it, merge, other);
	return 1;
}

static int judge_clean(const struct merge_case *it, const struct commit *commit)
{
	const struct rule_context *context = it->context;
	struct merge_paths paths = { .it = it, .commit = commit };
	const struct merge_review review = { merge_report_unclean,
					     merge_report_resolved, &paths };
	enum match match;

	if (!it->rule->clean)
		return 0;
	match = commit_is_clean_merge(context->graph, context->repo, commit,
				      &review, it->error);
	merge_report_paths_end(&paths);
	return match == MATCH_BROKEN ? it->error->code : 0;
}

/* The value before the push becomes the first parent; and back again. */
static void put_first(struct commit *commit, size_t mainline)
{
	struct oid first = commit->parents[mainline];

	commit->parents[mainline] = commit->parents[0];
	commit->parents[0] = first;
}

/* What the merge holds and says; `sound`: its parents are as they should. */
static int judge_content(const struct merge_case *it, const struct oid *id,
			 size_t mainline, bool sound)
{
	struct object object = { OBJECT_NONE, { NULL, 0 }, NULL };
	struct commit commit;
	struct flaw flaw;
	int result = object_read(&object, it->context->repo, id,
				 COMMIT_BYTES_MAX, it->error);

	if (!result && commit_read(&commit, id, object.data, &flaw))
		result = error_set(it->error, ERROR_BROKEN,
				   "the merge is malformed: %s", flaw.what);
	if (!result && sound) {
		put_first(&commit, mainline);
		result = judge_clean(it, &commit);
		put_first(&commit, mainline);
	}
	if (!result && it->rule->has_message)
		result = message_judge_commit(&it->rule->message, it->context,
					      &commit, it->error);
	object_release(&object);
	return result;
}

static int judge_merge(const struct merge_case *it,
		       const struct merge_step *step)
{
	const struct oid *id = &it->steps[it->index].to;
	int result = judge_parents(it, id, step);

	return result < 0 ? result :
			    judge_content(it, id, step->mainline, result > 0);
}

static int judge_step(const struct merge_case *it)
{
	struct merge_step step;
	int result = merge_step_read(&step, it);

	if (result)
		return result;
	switch (step.kind) {
	case MERGE_STEP_ELSEWHERE:
	case MERGE_STEP_FORWARD:
		break;
	case MERGE_STEP_PLAIN:
		return judge_plain(it);
	case MERGE_STEP_ASIDE:
		return merge_report_aside(it, step.links);
	case MERGE_STEP_BACK:
		merge_report_back(it);
		break;
	case MERGE_STEP_SWAPPED:
		return merge_report_swapped(it, &it->steps[it->index].to,
					    &step.links->parents[0]);
	case MERGE_STEP_MERGE:
		return judge_merge(it, &step);
	}
	return 0;
}

static int judge_update(const void *rule_options,
			const struct rule_context *context, struct error *error)
{
	struct merge_case it;
	int result = merge_case_open(&it, rule_options, context, error);

	for (; !result && it.index < it.step_count; it.index++)
		result = judge_step(&it);
	merge_case_close(&it);
	return result;
}

/* One value in the merge and in what it brings in. */
static int judge_change(const void *rule_options,
			const struct rule_context *context,
			const struct change *change, struct error *error)
{
	const struct merge_rule *rule = rule_options;
	const struct commit_links *links;
	int result;

	if (!rule->has_message)
		return 0;
	result = graph_links(&links, context->graph, &change->tip, error);
	if (result || links->parent_count < 2)
		return result;
	return message_judge_change(&rule->message, context, change, error);
}

static bool asks_of_changes(const void *rule_options)
{
	const struct merge_rule *rule = rule_options;

	return rule->has_message && message_asks_of_changes(&rule->message);
}

static int takes_merges(const void *rule_options,
			const struct rule_context *context,
			int (*take)(const struct oid *merge, void *data),
			void *data, struct error *error)
{
	const struct merge_rule *rule = rule_options;
	struct merge_step step;
	struct merge_case it;
	int result;

	if (!rule->has_message)
		return 0;
	result = merge_case_open(&it, rule, context, error);
	for (; !result && it.index < it.step_count; it.index++) {
		result = merge_step_read(&step, &it);
		if (!result && step.kind == MERGE_STEP_MERGE)
			result = take(&it.steps[it.index].to, data);
	}
	merge_case_close(&it);
	return result;
}

const struct rule rule_merge = {
	.id = "merge",
	.summary = "what comes in otherwise than by the merge of a branch",
	.options = &table,
	.traits = RULE_TOLD_LATE,
	.commits_fail = "need another message",
	.commit_fails = "needs another message",
	.check = check,
	.judge_update = judge_update,
	.judge_change = judge_change,
	.asks_of_changes = asks_of_changes,
	.takes_merges = takes_merges,
	.repair = merge_repair,
};
