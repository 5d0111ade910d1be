/*
 * merge_steps.c - the steps of an update, and what kind each is: a merge, a
 * fast-forward that may come in, or something else. Never reports.
 */
#include "rules/merge_rule.h"

#include <stdlib.h>

/* The push may go on behind the tip that it goes to. */
static size_t count_forward(const struct merge_case *it)
{
	const struct rule_context *context = it->context;
	size_t i = it->step_count;

	if (it->rule->commit != MERGE_ANY || context->update->rewinds)
		return 0;
	for (; i > 0; i--) {
		const struct oid *to = &it->steps[i - 1].to;

		if (context->landing ? oid_equal(to, &it->landing) :
				       merge_tip_of(it, to) != NULL)
			break;
	}
	return i;
}

int merge_case_open(struct merge_case *out, const struct merge_rule *rule,
		    const struct rule_context *context, struct error *error)
{
	const struct ref_update *update = context->update;
	int result;

	*out = (struct merge_case){ .rule = rule,
				    .context = context,
				    .error = error };
	if (update->class == REF_TAG || oid_is_zero(&update->old_commit) ||
	    oid_is_zero(&update->new_commit))
		return 0;
	result = graph_steps(&out->steps, &out->step_count, &out->whole,
			     context->graph, &update->old_commit,
			     &update->new_commit, error);
	if (!result && out->step_count)
		result = merge_tips_read(out);
	if (!result)
		out->forward = count_forward(out);
	return result;
}

void merge_case_close(struct merge_case *it)
{
	merge_tips_release(it);
	free(it->steps);
	it->steps = NULL;
	it->step_count = 0;
}

/* Where the value before the push stands among the parents; 0: nowhere else. */
static size_t find_mainline(const struct commit_links *links,
			    const struct oid *from)
{
	size_t i = links->parent_count;

	while (i > 1)
		if (oid_equal(&links->parents[--i], from))
			return i;
	return 0;
}

static int read_whole(struct merge_step *out, const struct merge_case *it)
{
	const struct step *step = &it->steps[it->index];
	enum match match;

	out->mainline = find_mainline(out->links, &step->from);
	if (out->mainline) {
		out->kind = it->rule->first_parent ? MERGE_STEP_SWAPPED :
						     MERGE_STEP_MERGE;
		return 0;
	}
	match = graph_is_ancestor(it->context->graph, &step->to, &step->from,
				  it->error);
	out->kind = match == MATCH_YES ? MERGE_STEP_BACK : MERGE_STEP_ASIDE;
	return match == MATCH_BROKEN ? it->error->code : 0;
}

int merge_step_read(struct merge_step *out, const struct merge_case *it)
{
	const struct step *only = it->context->step;
	const struct step *step = &it->steps[it->index];
	int result;

	*out = (struct merge_step){ .kind = MERGE_STEP_ELSEWHERE };
	if (only && !oid_equal(&step->to, &only->to))
		return 0;
	out->kind = MERGE_STEP_FORWARD;
	if (it->index < it->forward)
		return 0;
	result = graph_links(&out->links, it->context->graph, &step->to,
			     it->error);
	if (result || it->whole)
		return result ? result : read_whole(out, it);
	out->kind = step->is_merge ? MERGE_STEP_MERGE : MERGE_STEP_PLAIN;
	return 0;
}
