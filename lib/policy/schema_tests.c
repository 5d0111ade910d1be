/*
 * schema_tests.c - settings, cases and steps as check_tests.c reads them.
 * Never resolves a name.
 */
#include "policy/schema_tests.h"

#include "policy/schema_form.h"
#include "policy/test_keys.h"
#include "rules/rule.h"

#include <string.h>

#define RULES_MAX 128
#define KEYS_MAX 64
#define NAME_PATTERN "[A-Za-z0-9_][A-Za-z0-9._-]*"

static void add_value(struct json *json, const struct test_key *row);

/* Nothing counts beside a "$ref", so it stands by itself. */
static void add_reference(struct json *json, const char *to)
{
	json_array_begin(json, "allOf");
	json_object_begin(json, NULL);
	json_text(json, "$ref", to);
	json_object_end(json);
	json_array_end(json);
}

static void add_references(struct json *json, const char *to)
{
	schema_types(json, SCHEMA_ARRAY);
	json_object_begin(json, "items");
	json_text(json, "$ref", to);
	json_object_end(json);
}

static void add_rules(struct json *json)
{
	const char *words[RULES_MAX + 1];
	size_t count = 0;

	for (size_t i = 0; i < rules_count && count < RULES_MAX; i++)
		words[count++] = rules_all[i]->id;
	for (size_t i = 0; test_other_rules[i] && count < RULES_MAX; i++)
		words[count++] = test_other_rules[i];
	words[count] = NULL;
	schema_texts(json, words, false);
}

/* What is written already is not written again. */
struct keys {
	const char *items[KEYS_MAX];
	size_t count;
};

static bool is_new(struct keys *keys, const char *key)
{
	for (size_t i = 0; i < keys->count; i++)
		if (!strcmp(keys->items[i], key))
			return false;
	if (keys->count == KEYS_MAX)
		return false;
	keys->items[keys->count++] = key;
	return true;
}

/* Those of the rows that are for one of the verbs. */
static void add_rows(struct json *json, struct keys *keys,
		     const struct test_key *rows, unsigned verbs)
{
	for (; rows->key; rows++) {
		if ((rows->verbs && verbs && !(rows->verbs & verbs)) ||
		    !is_new(keys, rows->key))
			continue;
		json_object_begin(json, rows->key);
		json_text(json, "description", rows->help);
		add_value(json, rows);
		json_object_end(json);
	}
}

static void add_record(struct json *json, const struct test_key *rows,
		       unsigned verbs)
{
	struct keys keys = { .count = 0 };

	schema_types(json, SCHEMA_OBJECT);
	json_object_begin(json, "properties");
	add_rows(json, &keys, rows, verbs);
	json_object_end(json);
	json_bool(json, "additionalProperties", false);
}

static void add_required(struct json *json, const char *key, const char *other)
{
	json_array_begin(json, "required");
	json_text(json, NULL, key);
	if (other)
		json_text(json, NULL, other);
	json_array_end(json);
}

static void add_files(struct json *json, const struct test_key *row)
{
	schema_types(json, SCHEMA_OBJECT);
	json_object_begin(json, "additionalProperties");
	schema_one_of(json);
	json_object_begin(json, NULL);
	schema_types(json, SCHEMA_TEXT | SCHEMA_NULL);
	json_object_end(json);
	json_object_begin(json, NULL);
	add_record(json, row->keys, 0);
	json_object_end(json);
	json_array_end(json);
	json_object_end(json);
}

static void add_map(struct json *json, const struct test_key *row)
{
	schema_types(json, SCHEMA_OBJECT);
	json_object_begin(json, "additionalProperties");
	if (row->type == TEST_TEXT_MAP)
		schema_types(json, SCHEMA_TEXT | SCHEMA_NULL);
	else if (row->type == TEST_GROUP_MAP)
		schema_texts(json, NULL, true);
	else
		add_record(json, row->keys, 0);
	json_object_end(json);
}

static void add_bounds(struct json *json, int64_t max)
{
	json_int(json, "minimum", 1);
	json_int(json, "maximum", max);
}

static bool add_choice(struct json *json, const struct test_key *row)
{
	static const char *const ffs[] = { "no", "only", NULL };
	static const char *const modes[] = { "executable", "symlink",
					     "submodule", NULL };

	if (row->type == TEST_FF)
		schema_enum(json, ffs, false);
	else if (row->type == TEST_MODE)
		schema_enum(json, modes, false);
	return row->type == TEST_FF || row->type == TEST_MODE;
}

static void add_scalar(struct json *json, const struct test_key *row)
{
	static const struct {
		unsigned types;
		const char *pattern;
	} forms[] = {
		[TEST_TEXT] = { SCHEMA_TEXT, NULL },
		[TEST_NAME] = { SCHEMA_TEXT, NAME_PATTERN },
		[TEST_FLAG] = { SCHEMA_BOOLEAN, NULL },
		[TEST_COUNT] = { SCHEMA_INTEGER, NULL },
		[TEST_SIZE] = { SCHEMA_INTEGER | SCHEMA_STRING,
				SCHEMA_SIZE_PATTERN },
		[TEST_DURATION] = { SCHEMA_STRING, SCHEMA_DURATION_PATTERN },
		[TEST_MOMENT] = { SCHEMA_STRING, "[+-]" SCHEMA_DURATION_PATTERN
						 "|" SCHEMA_TIME_PATTERN },
		[TEST_PERSON] = { SCHEMA_TEXT | SCHEMA_NULL,
				  NAME_PATTERN "(@" NAME_PATTERN ")?" },
		[TEST_IDENTITY] = { SCHEMA_TEXT, NULL },
	};

	if (add_choice(json, row))
		return;
	schema_types(json, forms[row->type].types);
	if (forms[row->type].pattern)
		schema_pattern(json, forms[row->type].pattern);
	if (row->type == TEST_COUNT)
		add_bounds(json, TEST_LINES_MAX);
	else if (row->type == TEST_SIZE)
		add_bounds(json, TEST_SIZE_MAX);
}

static void add_value(struct json *json, const struct test_key *row)
{
	switch (row->type) {
	case TEST_TEXTS:
		schema_texts(json, NULL, false);
		break;
	case TEST_RULES:
		add_reference(json, "#/definitions/rules");
		break;
	case TEST_RECORD:
		if (row->verbs == TEST_PUSH)
			add_reference(json, "#/definitions/push");
		else
			add_record(json, row->keys, 0);
		break;
	case TEST_RECORDS:
		schema_types(json, SCHEMA_ARRAY);
		json_object_begin(json, "items");
		add_record(json, row->keys, 0);
		json_object_end(json);
		break;
	case TEST_RECORD_MAP:
	case TEST_TEXT_MAP:
	case TEST_GROUP_MAP:
		add_map(json, row);
		break;
	case TEST_FILES:
		add_reference(json, "#/definitions/files");
		break;
	case TEST_STEPS:
		add_references(json, "#/definitions/step");
		break;
	case TEST_CHANGE_LIST:
		add_references(json, "#/definitions/change");
		break;
	case TEST_STEP_KEYS:
		add_record(json, test_change_keys, row->verbs);
		break;
	default:
		add_scalar(json, row);
		break;
	}
}

/* A mapping that does one thing. */
static void add_step(struct json *json, const struct test_key *verb,
		     bool is_step, bool is_case)
{
	struct keys keys = { .count = 0 };
	struct test_key own[] = { *verb, { .key = NULL } };

	json_object_begin(json, NULL);
	schema_types(json, SCHEMA_OBJECT);
	add_required(json, verb->key, is_case ? "name" : NULL);
	json_object_begin(json, "properties");
	add_rows(json, &keys, own, 0);
	if (is_step && verb->verbs != TEST_WAIT)
		add_rows(json, &keys, test_step_keys, verb->verbs);
	add_rows(json, &keys, test_change_keys, verb->verbs);
	if (is_case) {
		is_new(&keys, "steps"); /* has none */
		add_rows(json, &keys, test_setting_keys, 0);
		add_rows(json, &keys, test_case_keys, 0);
	}
	json_object_end(json);
	json_bool(json, "additionalProperties", false);
	json_object_end(json);
}

static void add_steps(struct json *json, unsigned verbs, bool is_case)
{
	const struct test_key *row = test_verb_keys;

	for (; row->key; row++)
		if (!verbs || row->verbs & verbs)
			add_step(json, row, !verbs, is_case);
}

/* A setting, or, with `more`, a case that has steps. */
static void add_outer(struct json *json, const struct test_key *more)
{
	struct keys keys = { .count = 0 };

	json_object_begin(json, NULL);
	schema_types(json, SCHEMA_OBJECT);
	if (more)
		add_required(json, "steps", "name");
	json_object_begin(json, "properties");
	add_rows(json, &keys, test_setting_keys, 0);
	if (more)
		add_rows(json, &keys, more, 0);
	json_object_end(json);
	json_bool(json, "additionalProperties", false);
	json_object_end(json);
}

void schema_tests(struct json *json)
{
	schema_types(json, SCHEMA_ARRAY | SCHEMA_NULL);
	json_object_begin(json, "items");
	schema_one_of(json);
	add_outer(json, NULL);
	add_outer(json, test_case_keys);
	add_steps(json, 0, true);
	json_array_end(json);
	json_object_end(json);
}

static void define_steps(struct json *json, const char *name, unsigned verbs)
{
	json_object_begin(json, name);
	schema_one_of(json);
	add_steps(json, verbs, false);
	json_array_end(json);
	json_object_end(json);
}

static const struct test_key *find(const struct test_key *rows,
				   enum test_type type)
{
	while (rows->key && rows->type != type)
		rows++;
	return rows;
}

void schema_test_definitions(struct json *json)
{
	json_object_begin(json, "rules");
	add_rules(json);
	json_object_end(json);
	json_object_begin(json, "files");
	add_files(json, find(test_change_keys, TEST_FILES));
	json_object_end(json);
	json_object_begin(json, "push");
	add_required(json, "ref", NULL);
	add_record(json, find(test_verb_keys, TEST_RECORD)->keys, 0);
	json_object_end(json);
	define_steps(json, "step", 0);
	define_steps(json, "change", TEST_CHANGES);
}
