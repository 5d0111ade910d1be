/*
 * import_ruleset.h - one ruleset of GitHub while it is put into ours. A rule
 * that ours takes once per ruleset, and theirs twice, goes into a further
 * part: a ruleset for the same refs.
 */
#ifndef REFGATE_POLICY_IMPORT_RULESET_H
#define REFGATE_POLICY_IMPORT_RULESET_H

#include "base/buf.h"
#include "policy/node.h"

#define IMPORT_PARTS_MAX 16
#define IMPORT_PART_RULES_MAX 16

struct import_part {
	struct buf rules;
	const char *ids[IMPORT_PART_RULES_MAX]; /* of rules.def */
	size_t count;
};

struct import_ruleset {
	struct diagnostics *diagnostics;
	const char *prefix; /* of the names it is for: "refs/heads/" */
	struct buf notes;   /* comments above the rules */
	struct buf denied;  /* items of paths.deny, a line each */
	struct import_part parts[IMPORT_PARTS_MAX];
	size_t part_count;
	bool needs_trust;
};

void import_ruleset_release(struct import_ruleset *ruleset);

/* A warning with its place, and the same as a comment in `out`. */
void import_tell(struct import_ruleset *ruleset, struct buf *out, size_t indent,
		 struct mark mark, const char *format, ...)
	__attribute__((format(printf, 5, 6)));
/*
 * Where a rule is to be written. NULL: there are too many of its kind, which
 * is an error at `mark`.
 */
struct buf *import_ruleset_place(struct import_ruleset *ruleset, const char *id,
				 struct mark mark);
bool import_ruleset_has(const struct import_ruleset *ruleset, const char *id);

/* An item of GitHub's `rules`; what is unknown is told. */
void import_rule(struct import_ruleset *ruleset, const struct node *item);
/* Behind the last: what several rules say together, what GitHub allows. */
void import_rules_end(struct import_ruleset *ruleset);

/* The text of a scalar string; NULL, told as an error, if it is none. */
const char *import_string(struct import_ruleset *ruleset,
			  const struct node *node, const char *what);
/* Whether `words`, with blanks between, holds the word. */
bool import_is_word(const char *words, const char *word);

#endif
