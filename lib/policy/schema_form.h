/*
 * schema_form.h - the schemas of single values and of lists. Each function
 * adds members to the object that is open.
 */
#ifndef REFGATE_POLICY_SCHEMA_FORM_H
#define REFGATE_POLICY_SCHEMA_FORM_H

#include "base/json.h"

#include <stdbool.h>

enum schema_type {
	SCHEMA_STRING = 1,
	SCHEMA_NUMBER = 2,
	SCHEMA_INTEGER = 4,
	SCHEMA_BOOLEAN = 8,
	SCHEMA_ARRAY = 16,
	SCHEMA_OBJECT = 32,
	SCHEMA_NULL = 64,
};

/* A scalar without quotes is a text, too, whatever it looks like. */
#define SCHEMA_TEXT (SCHEMA_STRING | SCHEMA_NUMBER | SCHEMA_BOOLEAN)

#define SCHEMA_SIZE_PATTERN "(0|[1-9][0-9]{0,17})([KMG]iB)?"
#define SCHEMA_DURATION_PATTERN "[1-9][0-9]*[smhdw]"
#define SCHEMA_TIME_PATTERN                                                   \
	"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]+)" \
	"?([Zz]|[+-][0-9]{2}:[0-9]{2})"

/* `types`: a set of enum schema_type. */
void schema_types(struct json *json, unsigned types);
/* A string of this form in full; other types as they are. */
void schema_pattern(struct json *json, const char *pattern);
/* `words` end with NULL. */
void schema_enum(struct json *json, const char *const *words, bool or_null);
void schema_only_false(struct json *json);
void schema_not_true(struct json *json, const char *key);

/* Begins an array of alternatives; exactly one has to fit. */
void schema_one_of(struct json *json);

/* One text or one of `words` (may be NULL), or a list of these, or null. */
void schema_texts(struct json *json, const char *const *words, bool or_null);

#endif
