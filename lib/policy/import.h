/*
 * import.h - GitHub rulesets, as their API and their export write them in
 * JSON, put into a policy of ours. Where the two differ, the policy refuses
 * what GitHub refuses, or a comment says that it cannot.
 *
 * The form: https://docs.github.com/en/rest/repos/rules
 */
#ifndef REFGATE_POLICY_IMPORT_H
#define REFGATE_POLICY_IMPORT_H

#include "base/error.h"
#include "policy/node.h"

#define IMPORT_RULESETS_MAX 200

/*
 * Appends one policy for the rulesets of all sources, each one ruleset or an
 * array of them. What has no counterpart is a warning, what is no ruleset an
 * error; after errors `out` is not to be used. Negative only when memory is
 * short.
 */
int policy_import(struct buf *out, const struct source *sources, size_t count,
		  struct arena *arena, struct diagnostics *diagnostics,
		  struct error *error);

#endif
