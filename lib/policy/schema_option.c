/*
 * schema_option.c - one case a type of option. Never knows a rule by its
 * name.
 */
#include "policy/schema_option.h"

#include "policy/schema_form.h"

#include <stdlib.h>
#include <string.h>

static void add_value(struct json *json, const struct option *row,
		      bool or_null);

static unsigned null_if(bool or_null)
{
	return or_null ? (unsigned)SCHEMA_NULL : 0;
}

/* Bounds are for those that are written as numbers. */
static void add_number(struct json *json, const struct option *row,
		       unsigned types, const char *pattern, bool or_null)
{
	bool or_false = row->flags & OPTION_OR_FALSE;

	types |= null_if(or_null) | (or_false ? SCHEMA_BOOLEAN : 0u);
	schema_types(json, types);
	if (types & SCHEMA_INTEGER) {
		json_int(json, "minimum", row->min);
		if (row->max)
			json_int(json, "maximum", row->max);
	}
	if (pattern)
		schema_pattern(json, pattern);
	if (or_false)
		schema_not_true(json, "not");
}

static void add_text(struct json *json, const struct option *row, bool or_null)
{
	if (row->choices)
		schema_enum(json, row->choices, or_null);
	else
		schema_types(json, SCHEMA_TEXT | null_if(or_null));
}

const struct option *schema_whole(const struct option_table *table)
{
	const struct option *row = table ? table->options : NULL;

	for (; row && row->key; row++)
		if (row->flags & OPTION_WHOLE)
			return row;
	return NULL;
}

void schema_whole_value(struct json *json, const struct option *whole)
{
	json_object_begin(json, "not");
	schema_types(json, SCHEMA_BOOLEAN | SCHEMA_NULL | SCHEMA_OBJECT);
	json_object_end(json);
	add_value(json, whole, false);
}

static void add_records(struct json *json, const struct option *row,
			bool or_null)
{
	const struct option *whole = schema_whole(row->record);

	schema_types(json, SCHEMA_ARRAY | null_if(or_null));
	json_object_begin(json, "items");
	if (whole) {
		schema_one_of(json);
		json_object_begin(json, NULL);
		add_value(json, whole, false);
		json_object_end(json);
		json_object_begin(json, NULL);
	}
	schema_record(json, row->record, false);
	if (whole) {
		json_object_end(json);
		json_array_end(json);
	}
	json_object_end(json);
}

static void add_map(struct json *json, const struct option *row, bool or_null)
{
	schema_types(json, SCHEMA_OBJECT | null_if(or_null));
	json_object_begin(json, "additionalProperties");
	if (row->type == OPTION_GLOB_MAP) {
		schema_texts(json, NULL, true);
	} else if (row->type == OPTION_SIZE_MAP) {
		schema_types(json,
			     SCHEMA_INTEGER | SCHEMA_STRING | SCHEMA_NULL);
		json_int(json, "minimum", 0);
		schema_pattern(json, SCHEMA_SIZE_PATTERN);
	} else {
		schema_types(json, SCHEMA_TEXT | SCHEMA_NULL);
	}
	json_object_end(json);
}

static bool add_scalar(struct json *json, const struct option *row,
		       bool or_null)
{
	switch (row->type) {
	case OPTION_BOOL:
		schema_types(json, SCHEMA_BOOLEAN | null_if(or_null));
		return true;
	case OPTION_INTEGER:
		add_number(json, row, SCHEMA_INTEGER, NULL, or_null);
		return true;
	case OPTION_SIZE:
		add_number(json, row, SCHEMA_INTEGER | SCHEMA_STRING,
			   SCHEMA_SIZE_PATTERN, or_null);
		return true;
	case OPTION_DURATION:
		add_number(json, row, SCHEMA_STRING, SCHEMA_DURATION_PATTERN,
			   or_null);
		return true;
	case OPTION_TIME:
		add_number(json, row, SCHEMA_STRING, SCHEMA_TIME_PATTERN,
			   or_null);
		return true;
	case OPTION_CHOICE:
	case OPTION_TEXT:
	case OPTION_PATTERN:
	case OPTION_GLOB:
		add_text(json, row, or_null);
		return true;
	default:
		return false;
	}
}

static void add_value(struct json *json, const struct option *row, bool or_null)
{
	if (add_scalar(json, row, or_null))
		return;
	switch (row->type) {
	case OPTION_RECORD:
		schema_record(json, row->record, or_null);
		break;
	case OPTION_RECORDS:
		add_records(json, row, or_null);
		break;
	case OPTION_GLOB_MAP:
	case OPTION_SIZE_MAP:
	case OPTION_PATTERN_MAP:
		add_map(json, row, or_null);
		break;
	default:
		schema_texts(json, row->choices, or_null);
		break;
	}
}

static void add_default(struct json *json, const struct option *row)
{
	const char *text = row->fallback;

	if (!text || text[0] == '[')
		return;
	if (!strcmp(text, "true") || !strcmp(text, "false"))
		json_bool(json, "default", !strcmp(text, "true"));
	else if (row->type == OPTION_INTEGER)
		json_int(json, "default", strtoll(text, NULL, 10));
	else
		json_text(json, "default", text);
}

void schema_rows(struct json *json, const struct option_table *table,
		 bool merges)
{
	const struct option *row = table ? table->options : NULL;

	for (; row && row->key; row++) {
		json_object_begin(json, row->key);
		json_text(json, "description", row->help);
		add_default(json, row);
		add_value(json, row, merges || !(row->flags & OPTION_REQUIRED));
		json_object_end(json);
	}
}

void schema_record(struct json *json, const struct option_table *table,
		   bool merges)
{
	schema_types(json, SCHEMA_OBJECT | null_if(merges));
	if (!merges)
		schema_required(json, table);
	json_object_begin(json, "properties");
	schema_rows(json, table, merges);
	json_object_end(json);
	json_bool(json, "additionalProperties", false);
}
