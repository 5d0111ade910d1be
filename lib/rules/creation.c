/*
 * creation.c - refuses new refs but from those who may create them. Never
 * looks at what a new ref holds.
 */
#include "rules/allow.h"

static const struct option options[] = { ALLOW_OPTION("everyone"),
					 { .key = NULL } };

static const struct option_table table = { options, sizeof(struct allow) };

static int judge_update(const void *rule_options,
			const struct rule_context *context, struct error *error)
{
	if (context->update->kind != UPDATE_CREATE)
		return 0;
	return allow_judge(NULL, rule_options, "create", context, error);
}

const struct rule rule_creation = {
	.id = "creation",
	.summary = "new refs, but from those who may create them",
	.options = &table,
	.traits = RULE_COMING,
	.judge_update = judge_update,
	.repair = allow_repair,
};
