/*
 * schema.c - the top of the schema: a policy's keys, rulesets, rules. Never
 * has a list of its own: what may be written is in the rows of the loader.
 */
#include "policy/schema.h"

#include "policy/names.h"
#include "policy/schema_form.h"
#include "policy/schema_option.h"
#include "policy/schema_tests.h"
#include "policy/tables.h"

#include <string.h>

#define TEXT_OF(number) #number
#define TEXT(number) TEXT_OF(number)
#define VAR_PATTERN "[A-Za-z0-9_-]{1," TEXT(NAME_SIZE_MAX) "}"

static void add_extends(struct json *json)
{
	schema_texts(json, NULL, true);
}

static void add_vars(struct json *json)
{
	schema_types(json, SCHEMA_OBJECT | SCHEMA_NULL);
	json_object_begin(json, "propertyNames");
	schema_pattern(json, VAR_PATTERN);
	json_object_end(json);
	json_object_begin(json, "additionalProperties");
	schema_types(json, SCHEMA_TEXT | SCHEMA_NULL);
	json_object_end(json);
}

static void add_people(struct json *json)
{
	schema_types(json, SCHEMA_OBJECT | SCHEMA_NULL);
	json_object_begin(json, "additionalProperties");
	schema_record(json, &person_table, true);
	json_object_end(json);
}

static void add_groups(struct json *json)
{
	static const char *const reserved[] = { "everyone", "nobody", NULL };

	schema_types(json, SCHEMA_OBJECT | SCHEMA_NULL);
	json_object_begin(json, "propertyNames");
	json_object_begin(json, "not");
	schema_enum(json, reserved, false);
	json_object_end(json);
	json_object_end(json);
	json_object_begin(json, "additionalProperties");
	schema_texts(json, NULL, true);
	json_object_end(json);
}

/* Of a rule that takes no exemption but `pushers`. */
static void add_no_exemption(struct json *json)
{
	const struct option *row = rule_common_options.options;

	while (strcmp(row->key, "exempt") != 0)
		row++;
	json_array_begin(json, "allOf");
	json_object_begin(json, NULL);
	json_object_begin(json, "properties");
	json_object_begin(json, row->key);
	json_object_begin(json, "properties");
	for (row = row->record->options; row->key; row++) {
		if (!strcmp(row->key, "pushers"))
			continue;
		json_object_begin(json, row->key);
		schema_only_false(json);
		json_object_end(json);
	}
	json_object_end(json);
	json_object_end(json);
	json_object_end(json);
	json_object_end(json);
	json_array_end(json);
}

/* ~, true, or one value for all. */
static void add_short_forms(struct json *json, const struct rule *rule)
{
	const struct option *whole = schema_whole(rule->options);

	json_object_begin(json, NULL);
	schema_types(json, SCHEMA_NULL);
	json_object_end(json);
	json_object_begin(json, NULL);
	json_bool(json, "const", true);
	json_object_end(json);
	if (!whole)
		return;
	json_object_begin(json, NULL);
	schema_whole_value(json, whole);
	json_object_end(json);
}

static void add_rule(struct json *json, const struct rule *rule)
{
	struct buf text = BUF_INIT;

	buf_addf(&text, "refuses %s", rule->summary);
	json_object_begin(json, rule->id);
	json_text(json, "description", buf_text(&text));
	schema_one_of(json);
	add_short_forms(json, rule);
	json_object_begin(json, NULL);
	schema_types(json, SCHEMA_OBJECT);
	json_object_begin(json, "properties");
	schema_rows(json, rule->options, true);
	schema_rows(json, rule_common_table(rule), true);
	json_object_end(json);
	json_bool(json, "additionalProperties", false);
	if (rule->traits & RULE_NO_EXEMPTION)
		add_no_exemption(json);
	json_object_end(json);
	json_array_end(json);
	json_object_end(json);
	buf_release(&text);
}

static void add_rules(struct json *json)
{
	schema_types(json, SCHEMA_OBJECT | SCHEMA_NULL);
	json_object_begin(json, "properties");
	for (size_t i = 0; i < rules_count; i++)
		add_rule(json, rules_all[i]);
	json_object_end(json);
	json_bool(json, "additionalProperties", false);
}

struct key_schema {
	const char *key;
	void (*add)(struct json *json);
};

/* For keys of tables.h that no option row can describe. */
static void add_keys(struct json *json, const struct policy_key *keys,
		     const struct key_schema *schemas)
{
	for (; keys->key; keys++) {
		const struct key_schema *schema = schemas;

		while (schema->key && strcmp(schema->key, keys->key) != 0)
			schema++;
		json_object_begin(json, keys->key);
		json_text(json, "description", keys->help);
		if (schema->key)
			schema->add(json);
		json_object_end(json);
	}
}

static void add_rulesets(struct json *json)
{
	static const struct key_schema schemas[] = { { "rules", add_rules },
						     { NULL, NULL } };

	schema_types(json, SCHEMA_ARRAY | SCHEMA_NULL);
	json_object_begin(json, "items");
	schema_types(json, SCHEMA_OBJECT);
	json_array_begin(json, "required");
	json_text(json, NULL, "name");
	json_array_end(json);
	json_object_begin(json, "properties");
	schema_rows(json, &ruleset_table, true);
	add_keys(json, ruleset_keys, schemas);
	json_object_end(json);
	json_bool(json, "additionalProperties", false);
	json_object_end(json);
}

/* "true" has no options, so it lacks what is required. */
static void add_rule_needs(struct json *json, const struct rule *rule)
{
	struct option_table const *table = rule->options;
	bool lacking = false;

	if (!schema_has_needs(table))
		return;
	for (const struct option *row = table->options; row->key; row++)
		lacking = lacking || row->flags & OPTION_REQUIRED;
	json_object_begin(json, rule->id);
	if (lacking)
		schema_not_true(json, "not");
	schema_needs(json, table);
	json_object_end(json);
}

static void add_ruleset_needs(struct json *json)
{
	json_object_begin(json, "rulesets");
	json_object_begin(json, "items");
	schema_required(json, &ruleset_table);
	json_object_begin(json, "properties");
	schema_needed_rows(json, &ruleset_table);
	json_object_begin(json, "rules");
	json_object_begin(json, "properties");
	for (size_t i = 0; i < rules_count; i++)
		add_rule_needs(json, rules_all[i]);
	json_object_end(json);
	json_object_end(json);
	json_object_end(json);
	json_object_end(json);
	json_object_end(json);
}

/* Whatever a policy may inherit, it must have if it extends nothing. */
static void add_needs(struct json *json)
{
	json_object_begin(json, "if");
	json_object_begin(json, "properties");
	json_object_begin(json, "extends");
	schema_types(json, SCHEMA_NULL);
	json_object_end(json);
	json_object_end(json);
	json_object_end(json);
	json_object_begin(json, "then");
	json_object_begin(json, "properties");
	schema_needed_rows(json, &policy_table);
	add_ruleset_needs(json);
	json_object_end(json);
	json_object_end(json);
}

void policy_schema(struct buf *out)
{
	static const struct key_schema schemas[] = {
		{ "extends", add_extends },
		{ "vars", add_vars },
		{ "people", add_people },
		{ "groups", add_groups },
		{ "rulesets", add_rulesets },
		{ "tests", schema_tests },
		{ NULL, NULL },
	};
	struct json json;

	json_init(&json, out);
	json_object_begin(&json, NULL);
	json_text(&json, "$schema", "http://json-schema.org/draft-07/schema#");
	json_text(&json, "title", "refgate policy, version 1");
	schema_types(&json, SCHEMA_OBJECT);
	json_array_begin(&json, "required");
	json_text(&json, NULL, "version");
	json_array_end(&json);
	json_object_begin(&json, "properties");
	schema_rows(&json, &policy_table, true);
	add_keys(&json, policy_keys, schemas);
	json_object_end(&json);
	json_bool(&json, "additionalProperties", false);
	add_needs(&json);
	json_object_begin(&json, "definitions");
	schema_test_definitions(&json);
	json_object_end(&json);
	json_object_end(&json);
	buf_add_byte(out, '\n');
}
