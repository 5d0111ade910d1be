/*
 * explain_option.c - one function a type of option; never one a rule.
 */
#include "explain_option.h"

#include <string.h>

const struct option *option_row(const struct option_table *table,
				const char *key)
{
	const struct option *row = table ? table->options : NULL;

	while (row && row->key && strcmp(row->key, key) != 0)
		row++;
	return row && row->key ? row : NULL;
}

/* The member, if it is of one of these two types. */
static const void *find(const struct policy_rule *rule, const char *key,
			enum option_type type, enum option_type or_type)
{
	const struct option *row = option_row(rule->rule->options, key);

	if (!row || !rule->options ||
	    (row->type != type && row->type != or_type))
		return NULL;
	return (const char *)rule->options + row->offset;
}

int64_t option_number(const struct policy_rule *rule, const char *key)
{
	const void *at = find(rule, key, OPTION_INTEGER, OPTION_DURATION);
	int64_t value = OPTION_UNSET;

	if (at)
		memcpy(&value, at, sizeof(value));
	return value;
}

bool option_bool(const struct policy_rule *rule, const char *key)
{
	const bool *at = find(rule, key, OPTION_BOOL, OPTION_BOOL);

	return at && *at;
}

const char *option_choice(const struct policy_rule *rule, const char *key)
{
	const int *at = find(rule, key, OPTION_CHOICE, OPTION_CHOICE);

	return at ? option_row(rule->rule->options, key)->choices[*at] : NULL;
}

static const void *pointer(const void *at)
{
	const void *value = NULL;

	if (at)
		memcpy(&value, at, sizeof(value));
	return value;
}

const char *option_string(const struct policy_rule *rule, const char *key)
{
	return pointer(find(rule, key, OPTION_TEXT, OPTION_TEXT));
}

const struct pattern *option_pattern(const struct policy_rule *rule,
				     const char *key)
{
	return pointer(find(rule, key, OPTION_PATTERN, OPTION_PATTERN));
}

const struct texts *option_texts(const struct policy_rule *rule,
				 const char *key)
{
	return find(rule, key, OPTION_TEXTS, OPTION_ACCEPT);
}

const struct ref_globs *option_globs(const struct policy_rule *rule,
				     const char *key)
{
	return find(rule, key, OPTION_GLOBS, OPTION_GLOB);
}

const struct audience *option_audience(const struct policy_rule *rule,
				       const char *key)
{
	return find(rule, key, OPTION_AUDIENCE, OPTION_GROUPS);
}

const struct records *option_records(const struct policy_rule *rule,
				     const char *key)
{
	return find(rule, key, OPTION_RECORDS, OPTION_RECORDS);
}
