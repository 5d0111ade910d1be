/*
 * message_repair.h - how commits and tags get another message: the commands,
 * and the message that is wanted. Never runs anything.
 */
#ifndef REFGATE_RULES_MESSAGE_REPAIR_H
#define REFGATE_RULES_MESSAGE_REPAIR_H

#include "rules/repair.h"

/* struct rule.repair of the rules about messages. */
void message_repair_commits(struct repair *repair,
			    const struct repair_request *request);
void message_repair_tag(struct repair *repair,
			const struct repair_request *request);

#endif
