/*
 * update.c - refuses to move refs that are there, forward or back, but for
 * those who may. Never judges creations and deletions.
 */
#include "rules/allow.h"

static const struct option options[] = { ALLOW_OPTION("everyone"),
					 { .key = NULL } };

static const struct option_table table = { options, sizeof(struct allow) };

static int judge_update(const void *rule_options,
			const struct rule_context *context, struct error *error)
{
	if (context->update->kind != UPDATE_CHANGE)
		return 0;
	return allow_judge(NULL, rule_options, "change", context, error);
}

const struct rule rule_update = {
	.id = "update",
	.summary = "changes of refs that are there, but from those who may",
	.options = &table,
	.judge_update = judge_update,
	.repair = allow_repair,
};
