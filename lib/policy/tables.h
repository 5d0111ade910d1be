/*
 * tables.h - the keys of a policy file as option rows, as rules have them,
 * so that the loader, the schema and the reference page read one list.
 */
#ifndef REFGATE_POLICY_TABLES_H
#define REFGATE_POLICY_TABLES_H

#include "policy/policy.h"

/* Beside enum option_flags: a path, relative to the file that wrote it. */
#define OPTION_PATH 256u

/* Keys whose values no option row can describe. */
struct policy_key {
	const char *key; /* NULL ends a list */
	const char *help;
};

struct ruleset_head {
	const char *name;
	struct ref_globs refs;
	struct ref_globs merging;
	int enforcement;
	struct texts baseline;
};

struct person_row {
	struct texts emails, logins, openpgp;
};

extern const struct option_table policy_table;	/* struct policy */
extern const struct policy_key policy_keys[];	/* the rest of it */
extern const struct option_table ruleset_table; /* struct ruleset_head */
extern const struct policy_key ruleset_keys[];
extern const struct option_table person_table; /* struct person_row */

#endif
