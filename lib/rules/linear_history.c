/*
 * linear_history.c - refuses merge commits. Never looks at what they merge.
 */
#include "rules/repair.h"

#define ID_DIGITS 7

static int judge_commit(const void *options, const struct rule_context *context,
			const struct commit *commit, struct error *error)
{
	char hex[OID_HEX_SIZE + 1];

	(void)options;
	(void)error;
	if (commit->parent_count > 1)
		finding_add_commit(context, commit, "merges %.*s", ID_DIGITS,
				   oid_format(&commit->parents[1], hex));
	return 0;
}

/* Without --rebase-merges a rebase leaves the merges out. */
static void flatten(struct repair *repair, const struct repair_request *request)
{
	const struct ref_update *update = request->update;
	const char *onto;

	if (request->start)
		onto = repair_remote_name(repair, request->start);
	else if (update->kind == UPDATE_CHANGE && update->class == REF_BRANCH)
		onto = repair_remote_name(repair, update->name);
	else
		onto = repair_base(repair, request);
	repair->moves = true;
	repair_text(repair, "to put the commits in one line:");
	repair_command(repair, "git", "rebase", onto, NULL);
	repair_push(repair, request);
}

const struct rule rule_linear_history = {
	.id = "linear-history",
	.summary = "merge commits",
	.commits_fail = "must not be merges",
	.commit_fails = "must not be a merge",
	.judge_commit = judge_commit,
	.repair = flatten,
};
