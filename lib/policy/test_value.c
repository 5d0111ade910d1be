/*
 * test_value.c - the single values of `tests:`: texts, times, sizes, people,
 * rules. Never knows which key they belong to.
 */
#include "policy/test_value.h"

#include "base/clock.h"

#include <string.h>

#define RULES_MAX 128
#define WORD_SIZE_MAX 200

bool test_is_mapping(struct binder *binder, const struct node *node,
		     const char *what)
{
	if (node->kind != NODE_MAPPING)
		bind_error(binder, node->mark, NULL, "%s is a mapping", what);
	return node->kind == NODE_MAPPING;
}

static bool is_word(struct str text)
{
	for (size_t i = 0; i < text.size; i++)
		if (!strchr("abcdefghijklmnopqrstuvwxyz"
			    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-",
			    text.data[i]))
			return false;
	return text.size > 0 && text.size <= WORD_SIZE_MAX &&
	       text.data[0] != '-' && text.data[0] != '.';
}

static bool is_email(struct str text)
{
	size_t at = str_find_byte(text, '@');

	return at + 1 < text.size && is_word(str_first(text, at)) &&
	       is_word(str_from(text, at + 1));
}

static bool is_person(struct str text)
{
	return is_word(text) || is_email(text);
}

static bool is_identity(struct str text)
{
	return is_person(text) ||
	       (str_ends(text, ">") && str_find(text, STR(" <")) < text.size);
}

static bool is_flag(struct str text)
{
	return str_is(text, "true") || str_is(text, "false");
}

static bool is_duration(struct str text)
{
	int64_t seconds;

	return clock_parse_duration(text, &seconds);
}

bool test_moment(struct str text, int64_t *seconds, bool *relative)
{
	bool behind = str_starts(text, "-");

	*relative = behind || str_starts(text, "+");
	if (!*relative)
		return clock_parse(text, seconds);
	if (!clock_parse_duration(str_from(text, 1), seconds))
		return false;
	if (behind)
		*seconds = -*seconds;
	return true;
}

static bool is_moment(struct str text)
{
	int64_t seconds;
	bool relative;

	return test_moment(text, &seconds, &relative);
}

static bool is_size(struct str text)
{
	int64_t size;

	return bind_parse_size(text, &size) && size > 0 &&
	       size <= TEST_SIZE_MAX;
}

static bool is_count(struct str text)
{
	int64_t count;

	return bind_parse_size(text, &count) && !str_ends(text, "B") &&
	       count > 0 && count <= TEST_LINES_MAX;
}

static bool is_ff(struct str text)
{
	return str_is(text, "no") || str_is(text, "only");
}

static bool is_mode(struct str text)
{
	return str_is(text, "executable") || str_is(text, "symlink") ||
	       str_is(text, "submodule");
}

static bool is_any(struct str text)
{
	(void)text;
	return true;
}

static const struct scalar {
	bool (*is)(struct str text);
	bool or_null;
	const char *wanted;
} scalars[] = {
	[TEST_TEXT] = { is_any, false, "a text" },
	[TEST_NAME] = { is_word, false, "a name of letters, digits, . _ -" },
	[TEST_FLAG] = { is_flag, false, "true or false" },
	[TEST_COUNT] = { is_count, false, "a number of lines" },
	[TEST_SIZE] = { is_size, false, "a size such as 2MiB" },
	[TEST_DURATION] = { is_duration, false, "a duration such as 25h" },
	[TEST_MOMENT] = { is_moment, false,
			  "a distance such as -40d or +1h, or a time such as "
			  "2026-01-31T09:00:00Z" },
	[TEST_FF] = { is_ff, false, "no or only" },
	[TEST_MODE] = { is_mode, false, "executable, symlink or submodule" },
	[TEST_PERSON] = { is_person, true, "a person, or ~" },
	[TEST_IDENTITY] = { is_identity, false, "a person, or Name <email>" },
};
#define SCALAR_COUNT (sizeof(scalars) / sizeof(scalars[0]))

void test_scalar(struct binder *binder, const struct test_key *row,
		 const struct node *node)
{
	const struct scalar *scalar = &scalars[row->type];

	if (scalar->or_null && node_is_null(node))
		return;
	if (node->kind != NODE_SCALAR || node_is_null(node) ||
	    !scalar->is(str_of(node->text)))
		bind_error(binder, node->mark, NULL, "'%s' wants %s", row->key,
			   scalar->wanted);
}

void test_list(struct binder *binder, const char *key, const struct node *node,
	       enum test_type type)
{
	struct test_key row = { .key = key, .type = type };

	for (const struct node *item = bind_list_first(node); item;
	     item = bind_list_next(node, item))
		test_scalar(binder, &row, item);
}

void test_rules(struct binder *binder, const struct node *list)
{
	const char *names[RULES_MAX];
	size_t count = 0;
	bool known;

	for (size_t i = 0; i < rules_count && count < RULES_MAX; i++)
		names[count++] = rules_all[i]->id;
	for (size_t i = 0; test_other_rules[i] && count < RULES_MAX; i++)
		names[count++] = test_other_rules[i];
	test_list(binder, "rules", list, TEST_TEXT);
	for (const struct node *item = bind_list_first(list); item;
	     item = bind_list_next(list, item)) {
		known = item->kind != NODE_SCALAR;
		for (size_t i = 0; !known && i < count; i++)
			known = !strcmp(names[i], item->text);
		if (!known)
			bind_error(binder, item->mark,
				   bind_hint(binder, item->text, names, count),
				   "unknown rule '%s'", item->text);
	}
}

/* name: text, or ~ */
void test_text_map(struct binder *binder, const struct node *node,
		   const char *what)
{
	struct test_key row = { .type = TEST_TEXT };

	if (!test_is_mapping(binder, node, what))
		return;
	for (const struct node *child = node->first; child;
	     child = child->next) {
		row.key = child->key->text;
		if (!node_is_null(child))
			test_scalar(binder, &row, child);
	}
}

void test_group_map(struct binder *binder, const struct node *node)
{
	if (!test_is_mapping(binder, node, "'groups'"))
		return;
	for (const struct node *child = node->first; child; child = child->next)
		test_list(binder, child->key->text, child, TEST_PERSON);
}
