/*
 * option_text.h - options of rules in words, driven by their tables: types,
 * values, a value to start from. Appends unescaped text; never prints.
 */
#ifndef REFGATE_CLI_OPTION_TEXT_H
#define REFGATE_CLI_OPTION_TEXT_H

#include "rules/option.h"

/* "a duration such as 4h; default 10m" */
void option_text_type(struct buf *out, const struct option *row);
/*
 * The value of the row in a bound record, on one line. False, and nothing
 * appended, if it is unset, empty, false as it would be anyway, or a record
 * (ask for its own rows).
 */
bool option_text_value(struct buf *out, const struct option *row,
		       const void *record);
/* "{from: [refs/heads/main]}": what a rule needs, as YAML on one line. */
void option_text_example(struct buf *out, const struct option_table *table);
/* "64KiB", "1MiB", "100" */
void option_text_size(struct buf *out, int64_t size);
/* "everyone", "nobody", "release-managers (alice, bob@example.com)" */
void option_text_audience(struct buf *out, const struct audience *audience);

/* Whether "allow" says who may do what the rule is about. */
const struct audience *option_text_allow(const struct option_table *table,
					 const void *record);

#endif
