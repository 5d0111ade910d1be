/*
 * scopes.h - all scopes of one update: each ruleset that governs the ref, or
 * each landing that a `merging` ruleset governs.
 */
#ifndef REFGATE_GATE_SCOPES_H
#define REFGATE_GATE_SCOPES_H

#include "gate/scope.h"

struct scopes {
	struct scope **items; /* heap array of arena items */
	size_t count, capacity;
	size_t judged; /* the first ones; others are for implied rules */
};

int scopes_open(struct scopes *out, struct gate *gate,
		const struct ref_update *update, struct error *error);
void scopes_release(struct scopes *scopes);

/*
 * YES: the message of that merge is judged by another rule (takes_merges) of
 * the policy, which is as much in force.
 */
enum match scopes_take_merge(const struct scope *scope, const struct gate *gate,
			     const struct oid *merge, struct error *error);

/*
 * A scope of the policy for a rule that nobody wrote, in *out; NULL if a
 * ruleset that governs the update writes it, or none governs it.
 */
int scopes_implied(const struct scope **out, struct scopes *scopes,
		   struct gate *gate, const struct policy *policy,
		   const struct ref_update *update, const char *rule_id,
		   struct error *error);

#endif
