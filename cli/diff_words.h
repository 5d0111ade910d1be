/*
 * diff_words.h - a change of a policy (policy/diff.h) in plain words.
 * Appends unescaped text; never prints.
 */
#ifndef REFGATE_CLI_DIFF_WORDS_H
#define REFGATE_CLI_DIFF_WORDS_H

#include "base/buf.h"
#include "policy/diff.h"

/* Whom it concerns: the refs of a ruleset, or "every push", "overrides". */
void diff_words_where(struct buf *out, const struct policy_change *change);
/* Whether diff_words_where() says the same of both. */
bool diff_words_same_where(const struct policy_change *a,
			   const struct policy_change *b);
/*
 * "change-size.lines 200 -> 100: stricter: 101 to 200 lines will be refused",
 * without the ruleset's name.
 */
void diff_words_sentence(struct buf *out, const struct policy_change *change);
/* The value on that side; false, and nothing appended: there is none. */
bool diff_words_value(struct buf *out, const struct policy_change *change,
		      const struct change_side *side);
const char *diff_words_kind(enum change_kind kind);
/* The rule that it is about, of either side; NULL: none. */
const struct policy_rule *diff_words_rule(const struct policy_change *change);

#endif
