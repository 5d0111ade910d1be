/*
 * commit_message.c - the rule commit-message: messages of commits that are
 * off the template. Never knows how a message is judged: message_check.h.
 */
#include "rules/message_check.h"
#include "rules/message_repair.h"
#include "rules/message_same.h"
#include "rules/message_template.h"

const struct rule rule_commit_message = {
	.id = "commit-message",
	.summary = "commits whose message is off the template",
	.options = &message_options,
	.traits = RULE_LEAVES_MERGES,
	.commits_fail = "need another message",
	.commit_fails = "needs another message",
	.check = message_options_check,
	.judge_commit = message_judge_commit,
	.judge_change = message_judge_change,
	.asks_of_changes = message_asks_of_changes,
	.template = message_template,
	.repair = message_repair_commits,
};
