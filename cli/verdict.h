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
 * "subject", "text", "path", "line"}], "error":null}
 */
void verdict_json(struct buf *out, struct judgement *judgement,
		  struct setup *setup);
/* JUnit XML: a testsuite for each ref, a testcase for each rule in force. */
int verdict_junit(struct buf *out, struct judgement *judgement,
		  struct setup *setup, struct error *error);
/* SARIF 2.1.0; `url` is that of the server, as git has it, or NULL. */
void verdict_sarif(struct buf *out, struct judgement *judgement,
		   struct setup *setup, const char *url);

/* A push that could not be judged at all, in each of these forms. */
void verdict_human_failure(struct buf *out, const struct error *failure,
			   struct setup *setup);
void verdict_json_failure(struct buf *out, const struct error *failure,
			  struct setup *setup);
void verdict_junit_failure(struct buf *out, const struct error *failure,
			   struct setup *setup);
void verdict_sarif_failure(struct buf *out, const struct error *failure,
			   struct setup *setup);

#endif
