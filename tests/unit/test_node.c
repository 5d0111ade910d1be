/*
 * test_node.c - where a byte of a scalar stands in its file, however it is
 * written, and a file that is nothing at all.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "policy/read.h"

#include <string.h>

struct file {
	struct arena arena;
	struct diagnostics diagnostics;
	struct source source;
	struct node *root;
};

static void read_file(struct file *file, struct str text)
{
	struct error error;

	memset(file, 0, sizeof(*file));
	arena_init(&file->arena);
	diagnostics_init(&file->diagnostics, &file->arena);
	file->source.path = "x.yml";
	file->source.text = text;
	assert_int_equal(node_read(&file->root, &file->source, NODE_OWN,
				   &file->arena, &file->diagnostics, &error),
			 0);
}

static void test_nothing(void **state)
{
	const struct str texts[] = { { NULL, 0 }, { "", 0 } };
	struct file file;

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		read_file(&file, texts[i]);
		assert_null(file.root);
		assert_int_equal(file.diagnostics.errors, 1);
		assert_string_equal(file.diagnostics.items[0].text,
				    "the file says nothing");
		assert_string_equal(file.diagnostics.items[0].code, "yaml");
		arena_release(&file.arena);
	}
}

/* The byte 'X' of each text is looked for. */
static void test_places(void **state)
{
	static const struct {
		const char *text;
		size_t line, column;
	} cases[] = {
		{ "a: fooXbar", 1, 7 },
		{ "a: 'fooXbar'", 1, 8 },
		{ "a: \"fooXbar\"", 1, 8 },
		{ "a: 'it''s X'", 1, 11 },
		{ "a: \"\\\\d\\tX\"", 1, 10 },
		{ "a: \"\\x41\\u00e4X\"", 1, 15 },
		{ "a: \xc3\xa4 X", 1, 6 },
		{ "a: one\n  two X", 2, 7 },
		{ "a: 'one\n\n  two X'", 3, 7 },
		{ "a: \"one\\\n  two X\"", 2, 7 },
		{ "a: |\n  one\n  two X\n", 3, 7 },
		{ "a: |-\n    one\n      X\n", 3, 7 },
		{ "a: >-\n  one\n  two\n\n  three X\n", 5, 9 },
		{ "a: |2 # a comment\n    one X\n", 2, 9 },
	};
	struct file file;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct node *node;
		struct mark mark;

		read_file(&file, str_of(cases[i].text));
		node = node_get(file.root, "a");
		assert_non_null(node);
		mark = node_mark_at(node,
				    str_find_byte(str_of(node->text), 'X'));
		if (mark.line != cases[i].line ||
		    mark.column != cases[i].column)
			fail_msg("%s: %zu:%zu", cases[i].text, mark.line,
				 mark.column);
		arena_release(&file.arena);
	}
}

/* A text that is not the file's keeps the place of the scalar. */
static void test_elsewhere(void **state)
{
	struct file file;
	struct node node;
	struct mark mark;

	(void)state;
	read_file(&file, STR("a: something"));
	node = *node_get(file.root, "a");
	node.text = "/srv/something";
	mark = node_mark_at(&node, 7);
	assert_int_equal(mark.column, 4);
	assert_int_equal(mark.length, strlen("something"));
	node.mark.source = NULL;
	assert_null(node_mark_at(&node, 3).source);
	arena_release(&file.arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_nothing),
		cmocka_unit_test(test_places),
		cmocka_unit_test(test_elsewhere),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
