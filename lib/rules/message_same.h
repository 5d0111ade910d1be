/*
 * message_same.h - one value of a section, trailer or required text in a
 * whole change, and in a tag and what it releases. Never judges anything
 * else about these messages.
 */
#ifndef REFGATE_RULES_MESSAGE_SAME_H
#define REFGATE_RULES_MESSAGE_SAME_H

#include "rules/message_report.h"

/* struct rule.judge_change, of any options that are a struct message_form. */
int message_judge_change(const void *options,
			 const struct rule_context *context,
			 const struct change *change, struct error *error);

/* struct rule.asks_of_changes, of the same options. */
bool message_asks_of_changes(const void *options);

/*
 * The same for a tag: its message, and, if it is of a merge, the commits
 * that the merge brought in.
 */
int message_judge_tag_same(const struct message_form *form,
			   const struct rule_context *context,
			   const struct tag *tag, struct error *error);

#endif
