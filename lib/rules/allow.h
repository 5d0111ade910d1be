/*
 * allow.h - what the rules about kinds of updates share: `allow`, the people
 * who may. Never decides what kind an update is.
 */
#ifndef REFGATE_RULES_ALLOW_H
#define REFGATE_RULES_ALLOW_H

#include "rules/repair.h"

/* The first member of such a rule's options. */
struct allow {
	struct audience who;
};

/* The row of `allow`, which is also the value that may stand alone. */
#define ALLOW_OPTION(fallback_audience)                                  \
	{                                                                \
		.key = "allow", .type = OPTION_AUDIENCE, .offset = 0,    \
		.fallback = (fallback_audience), .flags = OPTION_WHOLE,  \
		.effect = EFFECT_LOOSENS,                                \
		.help = "who may: everyone, nobody, or a list of groups" \
	}

/*
 * A finding unless the pusher may; `verb` as in "created": "\"x\" must not
 * be created". *out (may be NULL) is that finding, or NULL.
 */
int allow_judge(struct finding **out, const struct allow *allow,
		const char *verb, const struct rule_context *context,
		struct error *error);
/* "admins, team-leads" or "nobody", as OPTION_AUDIENCE has it. */
void allow_names(const struct audience *audience, struct buf *out);
/* Whom to ask, for `struct allow` options. */
void allow_repair(struct repair *repair, const struct repair_request *request);

#endif
