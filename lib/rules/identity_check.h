/*
 * identity_check.h - what author and committer share: an identity against
 * patterns and groups. Never proves that an identity is true: both are free
 * text.
 */
#ifndef REFGATE_RULES_IDENTITY_CHECK_H
#define REFGATE_RULES_IDENTITY_CHECK_H

#include "rules/repair.h"

struct identity_options {
	struct pattern *email; /* matches in full */
	struct pattern *name;  /* matches in full */
	struct audience allow;
	bool is_pusher; /* of committer only */
};

#define IDENTITY_ROWS                                                    \
	{ .key = "email",                                                \
	  .type = OPTION_PATTERN,                                        \
	  .offset = offsetof(struct identity_options, email),            \
	  .pattern_flags = REGEX_FULL,                                   \
	  .effect = EFFECT_TIGHTENS,                                     \
	  .help = "the whole email must match" },                        \
		{ .key = "name",                                         \
		  .type = OPTION_PATTERN,                                \
		  .offset = offsetof(struct identity_options, name),     \
		  .pattern_flags = REGEX_FULL,                           \
		  .effect = EFFECT_TIGHTENS,                             \
		  .help = "the whole name must match" },                 \
	{                                                                \
		.key = "allow", .type = OPTION_GROUPS,                   \
		.offset = offsetof(struct identity_options, allow),      \
		.effect = EFFECT_BOUNDS,                                 \
		.help = "the email belongs to a member of these groups", \
	}

/*
 * All that is written must hold. `who` is "author" or "committer"; at most
 * one finding for each option. ERROR_BROKEN: a pattern cannot be matched.
 */
int identity_judge(const struct identity_options *options, const char *who,
		   const struct identity *identity,
		   const struct rule_context *context,
		   const struct commit *commit, struct error *error);

/* struct rule.repair of both. */
void identity_repair(struct repair *repair,
		     const struct repair_request *request);

#endif
