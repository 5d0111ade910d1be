/*
 * paths_rule.h - the options of the rule `paths`, for its own files.
 */
#ifndef REFGATE_RULES_PATHS_RULE_H
#define REFGATE_RULES_PATHS_RULE_H

#include "rules/repair.h"

/* Findings of one kind; what is more is one finding with its number. */
#define PATHS_SHOWN 100

enum paths_topic {
	PATHS_OUTSIDE = 1, /* of `allow`; the anchor is what to restore from */
	PATHS_DENIED,
	PATHS_MISSING, /* something of `require` or `require-with` */
	PATHS_NOT_ONLY,
};

struct paths_rule {
	struct ref_globs allow;
	struct ref_globs deny;
	struct ref_globs require;
	struct glob_map require_with;
	struct pattern *or_added; /* NULL: none */
	struct ref_globs not_only;
};

/* paths_require.c */
int paths_judge_required(const struct paths_rule *rule,
			 const struct rule_context *context,
			 const struct change *change, struct error *error);
/* paths_deny.c */
int paths_judge_commit(const void *options, const struct rule_context *context,
		       const struct commit *commit, struct error *error);
/* paths_repair.c */
void paths_repair(struct repair *repair, const struct repair_request *request);

#endif
