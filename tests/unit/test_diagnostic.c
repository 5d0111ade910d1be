/*
 * test_diagnostic.c - order, carets, long and hostile lines, and what is
 * left out.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/diagnostic.h"

#include <string.h>

static const struct source one = {
	"one.yml",
	{ "a: b\n\tc: \xe2\x80\xae"
	  "d\r\nlast",
	  sizeof("a: b\n\tc: ...d\r\nlast") - 1 },
};
static const struct source two = { "t\x1b.yml", { "x\n", 2 } };

struct fixture {
	struct diagnostics diagnostics;
	struct arena arena;
	struct buf said;
};

static void start(struct fixture *it)
{
	arena_init(&it->arena);
	diagnostics_init(&it->diagnostics, &it->arena);
	buf_init(&it->said);
}

static void finish(struct fixture *it, const char *wanted)
{
	diagnostics_print(&it->diagnostics, &it->said);
	assert_string_equal(buf_text(&it->said), wanted);
	buf_release(&it->said);
	arena_release(&it->arena);
}

static void test_order(void **state)
{
	struct mark at = { &one, 3, 1, 4 };
	struct fixture it;

	(void)state;
	start(&it);
	diagnostics_add(&it.diagnostics, DIAGNOSTIC_ERROR, at, "a hint", "%s",
			"third");
	diagnostics_add(&it.diagnostics, DIAGNOSTIC_ERROR,
			(struct mark){ &two, 1, 1, 0 }, NULL, "fourth\x07");
	diagnostics_add(&it.diagnostics, DIAGNOSTIC_WARNING,
			(struct mark){ &one, 1, 4, 1 }, NULL, "second");
	diagnostics_add(&it.diagnostics, DIAGNOSTIC_ERROR,
			(struct mark){ &one, 1, 1, 1 }, NULL, "first");
	diagnostics_add(&it.diagnostics, DIAGNOSTIC_ERROR, (struct mark){ 0 },
			NULL, "nowhere");
	assert_int_equal(it.diagnostics.errors, 4);
	assert_int_equal(it.diagnostics.warnings, 1);
	finish(&it, "one.yml:1:1: error: first\n"
		    "      1 | a: b\n"
		    "        | ^\n"
		    "one.yml:1:4: warning: second\n"
		    "      1 | a: b\n"
		    "        |    ^\n"
		    "one.yml:3:1: error: third\n"
		    "      3 | last\n"
		    "        | ^~~~\n"
		    "hint: a hint\n"
		    "t<U+001B>.yml:1:1: error: fourth<U+0007>\n"
		    "      1 | x\n"
		    "        | ^\n"
		    "error: nowhere\n");
}

static void test_escaped(void **state)
{
	struct fixture it;

	(void)state;
	start(&it);
	diagnostics_add(&it.diagnostics, DIAGNOSTIC_ERROR,
			(struct mark){ &one, 2, 6, 1 }, NULL, "here");
	diagnostics_add(&it.diagnostics, DIAGNOSTIC_ERROR,
			(struct mark){ &one, 2, 99, 9 }, NULL, "past the end");
	diagnostics_add(&it.diagnostics, DIAGNOSTIC_ERROR,
			(struct mark){ &one, 9, 1, 1 }, NULL, "no such line");
	finish(&it, "one.yml:2:6: error: here\n"
		    "      2 |  c: <U+202E>d\n"
		    "        |             ^\n"
		    "one.yml:2:99: error: past the end\n"
		    "      2 |  c: <U+202E>d\n"
		    "        |              ^\n"
		    "one.yml:9:1: error: no such line\n");
}

static void test_long_line(void **state)
{
	char text[400];
	struct source source = { "long.yml", { text, sizeof(text) } };
	struct fixture it;
	struct str rest;
	struct str line;

	(void)state;
	memset(text, 'x', sizeof(text));
	start(&it);
	diagnostics_add(&it.diagnostics, DIAGNOSTIC_ERROR,
			(struct mark){ &source, 1, 200, 150 }, NULL, "wide");
	diagnostics_print(&it.diagnostics, &it.said);
	rest = buf_str(&it.said);
	while (str_next_line(&rest, &line))
		assert_true(line.size <= 72 + strlen("      1 | "));
	assert_true(str_find(buf_str(&it.said), STR("| ...xxx")) <
		    it.said.size);
	buf_release(&it.said);
	arena_release(&it.arena);
}

static void test_too_many(void **state)
{
	struct fixture it;

	(void)state;
	start(&it);
	for (int i = 0; i < DIAGNOSTICS_MAX + 3; i++)
		diagnostics_add(&it.diagnostics, DIAGNOSTIC_ERROR,
				(struct mark){ 0 }, NULL, "%d", i);
	assert_int_equal(it.diagnostics.count, DIAGNOSTICS_MAX);
	assert_int_equal(it.diagnostics.errors, DIAGNOSTICS_MAX + 3);
	diagnostics_print(&it.diagnostics, &it.said);
	assert_true(str_ends(buf_str(&it.said),
			     "error: 99\n3 more are not shown\n"));
	buf_release(&it.said);
	arena_release(&it.arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_escaped),
		cmocka_unit_test(test_long_line),
		cmocka_unit_test(test_too_many),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
