/*
 * check_tests.c - walks `tests:` by the rows of test_keys.h: unknown keys,
 * keys that do not belong to a step, values of another kind. Never resolves
 * a name: that is for whoever runs the cases.
 */
#include "policy/check_tests.h"

#include "policy/test_value.h"

#include <string.h>

#define WORDS_MAX 64

static void check_value(struct binder *binder, const struct test_key *row,
			const struct node *node);
static void check_step(struct binder *binder, const struct node *node,
		       unsigned verbs, bool is_step);

struct words {
	const char *items[WORDS_MAX];
	size_t count;
};

/* The row of `key`, if it is for one of the verbs; its words in any case. */
static const struct test_key *find_row(struct words *words,
				       const struct test_key *rows,
				       const char *key, unsigned verbs)
{
	const struct test_key *found = NULL;

	for (; rows->key; rows++) {
		if (rows->verbs && verbs && !(rows->verbs & verbs))
			continue;
		if (words->count < WORDS_MAX)
			words->items[words->count++] = rows->key;
		if (!strcmp(rows->key, key))
			found = rows;
	}
	return found;
}

static void unknown_key(struct binder *binder, const struct node *node,
			const struct words *words, const char *owner)
{
	bind_error(binder, node->key->mark,
		   bind_hint(binder, node->key->text, words->items,
			     words->count),
		   "unknown key '%s' of %s", node->key->text, owner);
}

static void check_keys(struct binder *binder, const struct test_key *rows,
		       const struct node *node, const char *owner)
{
	if (!test_is_mapping(binder, node, owner))
		return;
	for (const struct node *child = node->first; child;
	     child = child->next) {
		struct words words = { .count = 0 };
		const struct test_key *row =
			find_row(&words, rows, child->key->text, 0);

		if (row)
			check_value(binder, row, child);
		else
			unknown_key(binder, child, &words, owner);
	}
}

static void check_record_map(struct binder *binder, const struct test_key *row,
			     const struct node *node)
{
	if (!test_is_mapping(binder, node, "'people'"))
		return;
	for (const struct node *child = node->first; child; child = child->next)
		check_keys(binder, row->keys, child, "a person");
}

static void check_files(struct binder *binder, const struct test_key *row,
			const struct node *node)
{
	if (!test_is_mapping(binder, node, "'files'"))
		return;
	for (const struct node *child = node->first; child; child = child->next)
		if (child->kind != NODE_SCALAR)
			check_keys(binder, row->keys, child, "a file");
}

/* A list is a list here: one step alone would be a mapping of keys. */
static void check_each(struct binder *binder, const struct test_key *row,
		       const struct node *list)
{
	if (list->kind != NODE_SEQUENCE) {
		bind_error(binder, list->mark, "put '- ' before it",
			   "'%s' is a list", row->key);
		return;
	}
	for (const struct node *item = list->first; item; item = item->next) {
		if (row->type == TEST_RECORDS)
			check_keys(binder, row->keys, item, "a commit");
		else if (row->type == TEST_STEPS)
			check_step(binder, item, 0, true);
		else
			check_step(binder, item, TEST_CHANGES, false);
	}
}

/* What `defaults.merge` has: all of a merge but the verb itself. */
static void check_step_keys(struct binder *binder, const struct test_key *row,
			    const struct node *node)
{
	if (!test_is_mapping(binder, node, row->key))
		return;
	for (const struct node *child = node->first; child;
	     child = child->next) {
		struct words words = { .count = 0 };
		const struct test_key *inner = find_row(
			&words, test_change_keys, child->key->text, row->verbs);

		if (inner)
			check_value(binder, inner, child);
		else
			unknown_key(binder, child, &words, row->key);
	}
}

static void check_value(struct binder *binder, const struct test_key *row,
			const struct node *node)
{
	switch (row->type) {
	case TEST_TEXTS:
		test_list(binder, row->key, node, TEST_TEXT);
		break;
	case TEST_RULES:
		test_rules(binder, node);
		break;
	case TEST_RECORD:
		check_keys(binder, row->keys, node, row->key);
		break;
	case TEST_RECORDS:
	case TEST_STEPS:
	case TEST_CHANGE_LIST:
		check_each(binder, row, node);
		break;
	case TEST_RECORD_MAP:
		check_record_map(binder, row, node);
		break;
	case TEST_TEXT_MAP:
		test_text_map(binder, node, row->key);
		break;
	case TEST_GROUP_MAP:
		test_group_map(binder, node);
		break;
	case TEST_FILES:
		check_files(binder, row, node);
		break;
	case TEST_STEP_KEYS:
		check_step_keys(binder, row, node);
		break;
	default:
		test_scalar(binder, row, node);
		break;
	}
}

static const struct test_key *find_verb(const struct node *node, size_t *count)
{
	const struct test_key *verb = NULL;

	*count = 0;
	for (const struct test_key *row = test_verb_keys; row->key; row++)
		if (node_get(node, row->key) &&
		    /* of `authorize`: what goes is deleted */
		    !(row->verbs == TEST_DELETE &&
		      node_get(node, "authorize"))) {
			verb = row;
			(*count)++;
		}
	return verb;
}

/* What belongs to the push as a whole stands in the step around. */
static void check_push(struct binder *binder, const struct node *push,
		       bool is_part)
{
	static const char *const whole[] = { "options", "signed", "with" };
	const struct node *child;

	if (push->kind == NODE_MAPPING && !node_get(push, "ref"))
		bind_error(binder, node_key_mark(push), NULL,
			   "a push has no 'ref'");
	for (size_t i = 0; is_part && i < sizeof(whole) / sizeof(*whole); i++) {
		child = node_get(push, whole[i]);
		if (child)
			bind_error(binder, child->key->mark,
				   "write it in the step around",
				   "'%s' is of the whole push", whole[i]);
	}
}

static bool check_verb(struct binder *binder, const struct node *node,
		       const struct test_key *verb, size_t count,
		       unsigned verbs)
{
	if (count > 1)
		bind_error(binder, node->mark, "make it two steps",
			   "a step does one thing");
	else if (!verb)
		bind_error(binder, node->mark,
			   "one of: push, merge, revert, cherry-pick, tag, "
			   "delete, approve, authorize, wait",
			   "the step does nothing");
	else if (verbs && !(verb->verbs & verbs))
		bind_error(binder, node->mark, NULL,
			   "'%s' cannot be part of another push", verb->key);
	else if (verb->verbs == TEST_PUSH)
		check_push(binder, node_get(node, "push"), verbs != 0);
	return count == 1;
}

/* One key of a step; `outer` are the keys of a case around it. */
static void check_step_key(struct binder *binder, const struct node *child,
			   const struct test_key *verb, bool is_step,
			   const struct test_key *const *outer)
{
	struct words words = { .count = 0 };
	const char *key = child->key->text;
	const struct test_key *row = NULL;
	const struct test_key *other = NULL;
	const char *owner;

	if (!strcmp(key, verb->key)) {
		check_value(binder, verb, child);
		return;
	}
	if (is_step && verb->verbs != TEST_WAIT)
		row = find_row(&words, test_step_keys, key, verb->verbs);
	other = find_row(&words, test_change_keys, key, verb->verbs);
	row = row ? row : other;
	for (; *outer; outer++) {
		other = find_row(&words, *outer, key, 0);
		row = row ? row : other;
	}
	owner = arena_printf(&binder->policy->arena, "a '%s' step", verb->key);
	if (row)
		check_value(binder, row, child);
	else
		unknown_key(binder, child, &words, owner);
}

static const struct test_key *const no_keys[] = { NULL };
static const struct test_key *const around_steps[] = { test_setting_keys,
						       test_case_keys, NULL };

static void check_step(struct binder *binder, const struct node *node,
		       unsigned verbs, bool is_step)
{
	const struct test_key *verb;
	size_t count;

	if (!test_is_mapping(binder, node, "a step"))
		return;
	verb = find_verb(node, &count);
	if (!check_verb(binder, node, verb, count, verbs))
		return;
	for (const struct node *child = node->first; child; child = child->next)
		check_step_key(binder, child, verb, is_step, no_keys);
}

/* A case that is one step. */
static void check_single(struct binder *binder, const struct node *node)
{
	size_t count;
	const struct test_key *verb = find_verb(node, &count);

	if (!check_verb(binder, node, verb, count, 0))
		return;
	for (const struct node *child = node->first; child; child = child->next)
		check_step_key(binder, child, verb, true, around_steps);
}

static void check_outer(struct binder *binder, const struct node *node,
			const struct test_key *more, const char *owner)
{
	for (const struct node *child = node->first; child;
	     child = child->next) {
		struct words words = { .count = 0 };
		const char *key = child->key->text;
		const struct test_key *other = find_row(&words, more, key, 0);
		const struct test_key *row =
			find_row(&words, test_setting_keys, key, 0);

		row = row ? row : other;
		if (row)
			check_value(binder, row, child);
		else
			unknown_key(binder, child, &words, owner);
	}
}

static void check_item(struct binder *binder, const struct node *node)
{
	static const struct test_key none[] = { { .key = NULL } };

	if (!test_is_mapping(binder, node, "a test"))
		return;
	if (node_get(node, "steps") && !node_get(node, "name"))
		bind_error(binder, node->mark, NULL, "a case has no 'name'");
	else if (node_get(node, "steps"))
		check_outer(binder, node, test_case_keys, "a case with steps");
	else if (node_get(node, "name"))
		check_single(binder, node);
	else
		check_outer(binder, node, none,
			    "a setting (a case has a 'name')");
}

void check_tests(struct binder *binder, const struct node *tree)
{
	const struct node *tests = node_get(tree, "tests");

	if (!tests)
		return;
	if (tests->kind != NODE_SEQUENCE) {
		bind_error(binder, tests->mark, "- name: a nameless fix",
			   "'tests' wants a list of cases");
		return;
	}
	for (const struct node *item = tests->first; item; item = item->next)
		check_item(binder, item);
}
