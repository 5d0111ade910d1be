/*
 * ref_holds.h - whether refs hold the commit of an update, by the values that
 * they will have once the push is done.
 */
#ifndef REFGATE_RULES_REF_HOLDS_H
#define REFGATE_RULES_REF_HOLDS_H

#include "rules/rule.h"

enum ref_holding {
	REF_HOLDS_ANYWHERE,
	REF_HOLDS_FIRST_PARENT, /* on a branch's line of first parents */
};

/*
 * Whether one of the refs, but not the update's own and none of `except` (may
 * be NULL), holds update->new_commit.
 */
enum match ref_holds(const struct rule_context *context,
		     const struct globs *refs, const struct globs *except,
		     enum ref_holding how, struct error *error);

#endif
