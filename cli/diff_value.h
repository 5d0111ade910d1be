/*
 * diff_value.h - values of changed options as people would say them, and
 * what a number that changes lets in or keeps out.
 */
#ifndef REFGATE_CLI_DIFF_VALUE_H
#define REFGATE_CLI_DIFF_VALUE_H

#include "base/buf.h"
#include "policy/diff.h"

/* Of a row in a bound record; false, and nothing appended: it is unset. */
bool diff_value_text(struct buf *out, const struct option *row,
		     const void *record);
/* "no limit", "none": what an unset value means. */
const char *diff_value_unset(const struct option *row);
/* "level trusted, signers team": what is not as by default. */
void diff_value_record(struct buf *out, const struct option_table *table,
		       const void *record, const char *prefix);
/*
 * "101 to 200 lines": what passed before and does not now, or the other way
 * round. False: the row is no such number.
 */
bool diff_value_range(struct buf *out, const struct policy_change *change);
/* "1 approval": what is enough on the less demanding side. Likewise. */
bool diff_value_enough(struct buf *out, const struct policy_change *change);
/* Full names, and ~DEFAULT. */
void diff_value_globs(struct buf *out, const struct ref_globs *globs);

#endif
