/*
 * author.c - the rule author: commits by authors outside of patterns and
 * groups. Never takes what a commit says for proven.
 */
#include "rules/identity_check.h"

static const struct option author_rows[] = {
	IDENTITY_ROWS,
	{ .key = NULL },
};
static const struct option_table author_options = {
	author_rows, sizeof(struct identity_options)
};

static int judge_commit(const void *options, const struct rule_context *context,
			const struct commit *commit, struct error *error)
{
	return identity_judge(options, "author", &commit->author, context,
			      commit, error);
}

const struct rule rule_author = {
	.id = "author",
	.summary = "commits by authors outside",
	.options = &author_options,
	.traits = RULE_NO_EXEMPTION,
	.commits_fail = "need another author",
	.commit_fails = "needs another author",
	.judge_commit = judge_commit,
	.repair = identity_repair,
};
