/*
 * schema_needs.c - what has to be written where nothing is inherited: a
 * schema beside the one that says what may be written. Never says what a
 * value is.
 */
#include "policy/schema_form.h"
#include "policy/schema_option.h"

static bool has_required(const struct option_table *table)
{
	for (const struct option *row = table->options; row->key; row++)
		if (row->flags & OPTION_REQUIRED)
			return true;
	return false;
}

bool schema_has_needs(const struct option_table *table)
{
	if (!table)
		return false;
	for (const struct option *row = table->options; row->key; row++)
		if (row->flags & OPTION_REQUIRED ||
		    (row->type == OPTION_RECORD &&
		     schema_has_needs(row->record)))
			return true;
	return false;
}

void schema_required(struct json *json, const struct option_table *table)
{
	if (!has_required(table))
		return;
	json_array_begin(json, "required");
	for (const struct option *row = table->options; row->key; row++)
		if (row->flags & OPTION_REQUIRED)
			json_text(json, NULL, row->key);
	json_array_end(json);
}

/* There, and not ~. */
static void add_written(struct json *json)
{
	json_object_begin(json, "not");
	schema_types(json, SCHEMA_NULL);
	json_object_end(json);
}

void schema_needed_rows(struct json *json, const struct option_table *table)
{
	for (const struct option *row = table->options; row->key; row++) {
		bool inner = row->type == OPTION_RECORD &&
			     schema_has_needs(row->record);

		if (!inner && !(row->flags & OPTION_REQUIRED))
			continue;
		json_object_begin(json, row->key);
		if (row->flags & OPTION_REQUIRED)
			add_written(json);
		if (inner)
			schema_needs(json, row->record);
		json_object_end(json);
	}
}

void schema_needs(struct json *json, const struct option_table *table)
{
	schema_required(json, table);
	json_object_begin(json, "properties");
	schema_needed_rows(json, table);
	json_object_end(json);
}
