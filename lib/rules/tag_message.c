/*
 * tag_message.c - the rule tag-message: messages of annotated tags that are
 * off the template. Never judges lightweight tags, nor what a tag points at.
 */
#include "rules/message_check.h"
#include "rules/message_repair.h"
#include "rules/message_same.h"
#include "rules/message_template.h"

static int judge_tag(const void *options, const struct rule_context *context,
		     const struct tag *tag, struct error *error)
{
	struct message_report report = { context, NULL, NULL, NULL, 0 };
	struct message_case it;
	struct arena arena;
	int result;

	arena_init(&arena);
	result = message_case_read(&it, options, context->vars, STR(""),
				   tag->message, &arena, error);
	report.it = &it;
	if (result == 0)
		result = message_check(&report, error);
	if (result == 0)
		result = message_judge_tag_same(options, context, tag, error);
	arena_release(&arena);
	return result;
}

const struct rule rule_tag_message = {
	.id = "tag-message",
	.summary = "annotated tags whose message is off the template",
	.options = &message_options,
	.check = message_options_check,
	.judge_tag = judge_tag,
	.template = message_template,
	.repair = message_repair_tag,
};
