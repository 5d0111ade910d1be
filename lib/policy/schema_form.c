/*
 * schema_form.c - types, patterns and enumerations as JSON Schema has them.
 * Never knows whose value it describes.
 */
#include "policy/schema_form.h"

static const struct {
	enum schema_type type;
	const char *name;
} names[] = {
	{ SCHEMA_STRING, "string" },   { SCHEMA_NUMBER, "number" },
	{ SCHEMA_INTEGER, "integer" }, { SCHEMA_BOOLEAN, "boolean" },
	{ SCHEMA_ARRAY, "array" },     { SCHEMA_OBJECT, "object" },
	{ SCHEMA_NULL, "null" },
};
#define NAME_COUNT (sizeof(names) / sizeof(names[0]))

void schema_types(struct json *json, unsigned types)
{
	bool several = (types & (types - 1)) != 0;

	if (several)
		json_array_begin(json, "type");
	for (size_t i = 0; i < NAME_COUNT; i++)
		if (types & names[i].type)
			json_text(json, several ? NULL : "type", names[i].name);
	if (several)
		json_array_end(json);
}

void schema_pattern(struct json *json, const char *pattern)
{
	struct buf full = BUF_INIT;

	buf_addf(&full, "^(%s)$", pattern);
	json_text(json, "pattern", buf_text(&full));
	buf_release(&full);
}

void schema_enum(struct json *json, const char *const *words, bool or_null)
{
	json_array_begin(json, "enum");
	for (; *words; words++)
		json_text(json, NULL, *words);
	if (or_null)
		json_nil(json, NULL);
	json_array_end(json);
}

void schema_only_false(struct json *json)
{
	json_array_begin(json, "enum");
	json_bool(json, NULL, false);
	json_nil(json, NULL);
	json_array_end(json);
}

void schema_not_true(struct json *json, const char *key)
{
	json_object_begin(json, key);
	json_bool(json, "const", true);
	json_object_end(json);
}

void schema_one_of(struct json *json)
{
	json_array_begin(json, "oneOf");
}

static void add_text(struct json *json, const char *const *words, bool or_null)
{
	if (words)
		schema_enum(json, words, or_null);
	else
		schema_types(json, SCHEMA_TEXT | (or_null ? SCHEMA_NULL : 0));
}

void schema_texts(struct json *json, const char *const *words, bool or_null)
{
	schema_one_of(json);
	json_object_begin(json, NULL);
	add_text(json, words, or_null);
	json_object_end(json);
	json_object_begin(json, NULL);
	schema_types(json, SCHEMA_ARRAY);
	json_object_begin(json, "items");
	add_text(json, words, false);
	json_object_end(json);
	json_object_end(json);
	json_array_end(json);
}
