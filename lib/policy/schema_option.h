/*
 * schema_option.h - option rows as schemas. Each function adds members to the
 * object that is open.
 */
#ifndef REFGATE_POLICY_SCHEMA_OPTION_H
#define REFGATE_POLICY_SCHEMA_OPTION_H

#include "base/json.h"
#include "rules/option.h"

/* One property a row; for the object "properties". */
void schema_rows(struct json *json, const struct option_table *table,
		 bool merges);
/*
 * A mapping with the table's rows. `merges`: it is laid over an inherited
 * one, so that nothing is required and ~ may stand for any value.
 */
void schema_record(struct json *json, const struct option_table *table,
		   bool merges);

/* The row whose value may stand for the whole record; NULL: none. */
const struct option *schema_whole(const struct option_table *table);
/* Its value, in an object that is open; neither a truth nor ~. */
void schema_whole_value(struct json *json, const struct option *whole);

/* Whether schema_needs() has anything to say. */
bool schema_has_needs(const struct option_table *table);
/* What a mapping must have where nothing is inherited. */
void schema_needs(struct json *json, const struct option_table *table);
/* "properties" of schema_needs(), one by one. */
void schema_needed_rows(struct json *json, const struct option_table *table);
void schema_required(struct json *json, const struct option_table *table);

#endif
