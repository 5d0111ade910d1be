/*
 * verdict.h - the outcome of `refgate check`, for people and for programs.
 * Appends text; never prints.
 */
#ifndef REFGATE_CLI_VERDICT_H
#define REFGATE_CLI_VERDICT_H

#include "gate/setup.h"

/* The text of a refusal; of what is accepted, what was judged. */
void verdict_human(struct buf *out, struct judgement *judgement,
		   struct setup *setup);
/*
 * {"accepted":..., "policy":..., "refs":[{"name", "old", "new", "verdict",
 * "commits"}], "findings":[{"rule", "ruleset", "verdict", "ref", "commit",
 * "subject", "text", "path", "line"}]}
 */
void verdict_json(struct buf *out, struct judgement *judgement,
		  struct setup *setup);
/* A push that could not be judged at all. */
void verdict_failure(struct buf *out, const struct error *error,
		     struct setup *setup);

#endif
