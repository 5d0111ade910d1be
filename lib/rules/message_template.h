/*
 * message_template.h - the message as the policy would have it: empty, for
 * a developer to start from, or filled with what a message already holds.
 * Never judges.
 */
#ifndef REFGATE_RULES_MESSAGE_TEMPLATE_H
#define REFGATE_RULES_MESSAGE_TEMPLATE_H

#include "rules/message_case.h"

/*
 * struct rule.template for options that are a struct message_form. What has
 * to be written stands in <angle brackets>; lines that begin with "#" are
 * explanations, which git strips.
 */
void message_template(const void *options, struct vars *vars, struct buf *out);

/* The same for one message, with all of it that can stay. */
void message_draft(struct buf *out, const struct message_case *it);

/*
 * Appends the text that a pattern most likely stands for ("#[0-9]+" gives
 * "#<number>"); false, and nothing appended, if that is anybody's guess.
 */
bool message_hint(struct buf *out, const char *pattern);

#endif
