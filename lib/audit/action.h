/*
 * action.h - what ECS has to say about each action. For lib/audit only.
 */
#ifndef REFGATE_AUDIT_ACTION_H
#define REFGATE_AUDIT_ACTION_H

#include "audit/event.h"

#define ACTION_WORDS_MAX 2

struct action {
	const char *name;
	const char *categories[ACTION_WORDS_MAX]; /* the first is never NULL */
	const char *types[ACTION_WORDS_MAX];
	const char *outcome; /* NULL: as the refs' verdicts say */
	const char *dataset;
	const char *level;
};

const struct action *action_of(enum event_action action);

#endif
