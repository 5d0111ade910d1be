/*
 * explain_option.h - options of a rule by their keys, as the rule's own table
 * has them: what no header shows. Never judges, never allocates.
 */
#ifndef REFGATE_CLI_EXPLAIN_OPTION_H
#define REFGATE_CLI_EXPLAIN_OPTION_H

#include "policy/policy.h"

/* The row of that key and its member in a record; NULL: there is none. */
const struct option *option_row(const struct option_table *table,
				const char *key);

/*
 * The member of that key; each is NULL, OPTION_UNSET or 0 where the rule has
 * no such option of that type, or it is not set.
 */
int64_t option_number(const struct policy_rule *rule, const char *key);
bool option_bool(const struct policy_rule *rule, const char *key);
const char *option_choice(const struct policy_rule *rule, const char *key);
const char *option_string(const struct policy_rule *rule, const char *key);
const struct pattern *option_pattern(const struct policy_rule *rule,
				     const char *key);
const struct texts *option_texts(const struct policy_rule *rule,
				 const char *key);
const struct ref_globs *option_globs(const struct policy_rule *rule,
				     const char *key);
const struct audience *option_audience(const struct policy_rule *rule,
				       const char *key);
const struct records *option_records(const struct policy_rule *rule,
				     const char *key);

#endif
