/*
 * committer.c - the rule committer: commits by committers outside of
 * patterns and groups, or by others than who pushes. Never guesses who that
 * is.
 */
#include "rules/identity_check.h"

static const struct option committer_rows[] = {
	IDENTITY_ROWS,
	{ .key = "is-pusher",
	  .type = OPTION_BOOL,
	  .offset = offsetof(struct identity_options, is_pusher),
	  .fallback = "false",
	  .effect = EFFECT_TIGHTENS,
	  .help = "the committer is the person who pushes" },
	{ .key = NULL },
};
static const struct option_table committer_options = {
	committer_rows, sizeof(struct identity_options)
};

static int judge_pusher(const struct rule_context *context,
			const struct commit *commit, struct error *error)
{
	const struct pusher *pusher = context->pusher;
	struct str email = commit->committer.email;
	if (!pusher || !pusher->person)
		return error_set(error, ERROR_BROKEN,
				 "the server cannot tell which person of the "
				 "policy you are");
	if (people_by_email(context->people, email) == pusher->person)
		return 0;
	finding_add_commit(context, commit,
			   "committer is \"%.*s\", pusher is %s",
			   STR_ARGS(email), pusher->person->name);
	return 0;
}

static int judge_commit(const void *options, const struct rule_context *context,
			const struct commit *commit, struct error *error)
{
	const struct identity_options *it = options;
	int result = 0;

	if (it->is_pusher)
		result = judge_pusher(context, commit, error);
	if (result == 0)
		result = identity_judge(it, "committer", &commit->committer,
					context, commit, error);
	return result;
}

/* The author stays: whoever amends becomes the committer. */
static void repair_committer(struct repair *repair,
			     const struct repair_request *request)
{
	repair_text(repair, "with your own name and address; authors stay as "
			    "they are:");
	repair_command(repair, "git", "config", "user.email", "YOUR-EMAIL",
		       NULL);
	repair_command(repair, "git", "config", "user.name", "YOUR-NAME", NULL);
	repair_amend_each(repair, request, "");
	repair_push(repair, request);
}

const struct rule rule_committer = {
	.id = "committer",
	.summary = "commits by committers outside",
	.options = &committer_options,
	.traits = RULE_NO_EXEMPTION,
	.commits_fail = "need another committer",
	.commit_fails = "needs another committer",
	.judge_commit = judge_commit,
	.repair = repair_committer,
};
