/*
 * message_anywhere.h - what the messages of a whole change must have
 * together. Never judges a message by itself.
 */
#ifndef REFGATE_RULES_MESSAGE_ANYWHERE_H
#define REFGATE_RULES_MESSAGE_ANYWHERE_H

#include "rules/message_report.h"

int message_judge_anywhere(const struct message_form *form,
			   const struct rule_context *context,
			   const struct change *change, struct error *error);

#endif
