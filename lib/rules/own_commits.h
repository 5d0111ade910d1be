/*
 * own_commits.h - what a branch holds beyond the refs it starts from, and
 * whether that belongs to another branch. Never reports.
 */
#ifndef REFGATE_RULES_OWN_COMMITS_H
#define REFGATE_RULES_OWN_COMMITS_H

#include "rules/rule.h"

/* A branch of another ruleset, of the server or of the same push. */
struct other_branch {
	const char *name;  /* NULL: there is one, but it was not looked up */
	struct oid commit; /* the newest commit of it that was found */
};

/*
 * YES when a commit of `range`, which is what the pushed branch has of its
 * own, is held by another governed branch. A commit that the pushed branch
 * had before counts only if it is on the other's first-parent chain: else
 * the other has merged this one. So does one that both get by this push.
 */
enum match own_commits_of_another(struct other_branch *out,
				  const struct rule_context *context,
				  const struct range *range,
				  struct error *error);

#endif
