/*
 * signature.c - the rule signature: commits without a signature of the wanted
 * kind. Never goes by a commit's own date, nor by what its message says.
 */
#include "git/signed.h"
#include "rules/signature_check.h"
#include "rules/signature_repair.h"

static int judge(struct signature_fault *fault,
		 const struct signature_options *options,
		 const struct rule_context *context,
		 const struct commit *commit, struct arena *arena,
		 struct error *error)
{
	const struct signature_parties parties = { "author", "committer",
						   &commit->author,
						   &commit->committer };
	struct signed_object object = { .time = commit->committer.time };
	struct signed_text text;
	int result = commit_signed_text(&text, commit, arena, error);

	if (result)
		return result;
	object.payload = text.pieces;
	object.payload_count = text.count;
	object.signature = text.signature;
	return signature_judge(fault, options, context, &object, &parties,
			       arena, error);
}

static int judge_commit(const void *options, const struct rule_context *context,
			const struct commit *commit, struct error *error)
{
	struct signature_fault fault;
	struct arena arena;
	int result;

	arena_init(&arena);
	result = judge(&fault, options, context, commit, &arena, error);
	if (!result && fault.text)
		signature_mark(context,
			       finding_add_commit(context, commit, "%s",
						  fault.text),
			       &fault);
	arena_release(&arena);
	return result;
}

const struct rule rule_signature = {
	.id = "signature",
	.summary = "commits without a signature by somebody who is trusted",
	.options = &signature_options,
	.traits = RULE_NO_EXEMPTION | RULE_SIGNED,
	.commits_fail = "need a trusted signature",
	.commit_fails = "needs a trusted signature",
	.check = signature_options_check,
	.judge_commit = judge_commit,
	.repair = signature_repair_commits,
};
