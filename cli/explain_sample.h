/*
 * explain_sample.h - names, paths and messages for people to look at: made
 * from what the policy shows, and shown only if its rules take them. Never
 * asks a repository.
 */
#ifndef REFGATE_CLI_EXPLAIN_SAMPLE_H
#define REFGATE_CLI_EXPLAIN_SAMPLE_H

#include "explain.h"

/* What stands for anything in a name. */
#define SAMPLE_WORD "example"

/*
 * Appends a name that one of the globs matches and none excludes, with
 * `word` where anything may stand; false, and nothing appended: none found.
 */
bool sample_of_globs(struct buf *out, const struct globs *globs,
		     const char *word);
/* The same, of a list of the policy. */
bool sample_of_list(struct buf *out, const struct ref_globs *globs,
		    const struct vars *vars, const char *word);

/* The blanks of a message's shape or template, filled as in a real case. */
void sample_fill(struct buf *out, struct str text, const struct vars *vars);

/*
 * Another name for the ref of a ruleset, the `index`th that all rules in force
 * there take: NULL if there is none (more). In the arena.
 */
const char *sample_ref(const struct explain_ref *about,
		       const struct policy *policy,
		       const struct ruleset *ruleset, size_t index,
		       struct arena *arena);

#endif
