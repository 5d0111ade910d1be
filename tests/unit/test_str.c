/*
 * test_str.c - slices: comparing, cutting, finding, lines.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/str.h"

#include <string.h>

static void test_compare(void **state)
{
	static const struct {
		const char *a;
		const char *b;
		int order;
		bool same_but_case;
	} cases[] = {
		{ "", "", 0, true },	   { "a", "a", 0, true },
		{ "a", "b", -1, false },   { "b", "a", 1, false },
		{ "a", "ab", -1, false },  { "ab", "a", 1, false },
		{ "\xff", "a", 1, false }, { "aB", "Ab", 1, true },
		{ "[", "{", -1, false },   { "@", "`", -1, false },
	};
	struct str a;
	struct str b;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		a = str_of(cases[i].a);
		b = str_of(cases[i].b);
		assert_int_equal(str_compare(a, b), cases[i].order);
		assert_int_equal(str_equal(a, b), cases[i].order == 0);
		assert_int_equal(str_is(a, cases[i].b), cases[i].order == 0);
		assert_int_equal(str_equal_ascii_case(a, b),
				 cases[i].same_but_case);
	}
	assert_true(str_equal(str_of(NULL), STR("")));
	assert_int_equal(str_compare(str_of(NULL), STR("a")), -1);
	assert_false(str_equal(STR("a\0b"), STR("a\0c")));
}

static void test_starts_and_ends(void **state)
{
	(void)state;
	assert_true(str_starts(STR("refs/heads/x"), "refs/"));
	assert_true(str_starts(STR("refs/"), "refs/"));
	assert_true(str_starts(STR(""), ""));
	assert_false(str_starts(STR("refs"), "refs/"));
	assert_false(str_starts(str_of(NULL), "x"));
	assert_true(str_ends(STR("x.lock"), ".lock"));
	assert_true(str_ends(STR("x"), ""));
	assert_false(str_ends(STR("lock"), ".lock"));
	assert_false(str_ends(STR("x.lock2"), ".lock"));
}

static void test_cut(void **state)
{
	static const struct {
		const char *text;
		const char *trimmed;
	} cases[] = {
		{ "", "" },	   { "a", "a" },
		{ " \t\r\n", "" }, { " a b\r\n", "a b" },
		{ "a\v", "a\v" },  { "\n\na", "a" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_true(str_is(str_trim(str_of(cases[i].text)),
				   cases[i].trimmed));
	assert_true(str_is(str_from(STR("abc"), 1), "bc"));
	assert_int_equal(str_from(STR("abc"), 4).size, 0);
	assert_int_equal(str_from(str_of(NULL), 4).size, 0);
	assert_true(str_is(str_first(STR("abc"), 2), "ab"));
	assert_true(str_is(str_first(STR("abc"), 9), "abc"));
}

static void test_find(void **state)
{
	(void)state;
	assert_int_equal(str_find_byte(STR("a:b:c"), ':'), 1);
	assert_int_equal(str_find_byte(STR("abc"), ':'), 3);
	assert_int_equal(str_find_byte(STR("a\0b"), '\0'), 1);
	assert_int_equal(str_find_byte(str_of(NULL), ':'), 0);
	assert_int_equal(str_find(STR("abcabc"), STR("ca")), 2);
	assert_int_equal(str_find(STR("abc"), STR("abcd")), 3);
	assert_int_equal(str_find(STR("abc"), STR("x")), 3);
	assert_int_equal(str_find(STR("abc"), STR("")), 0);
	assert_int_equal(str_find(STR("a\0b"), STR("\0b")), 1);
}

/* Of every length around the steps, and different at every place. */
static void test_common(void **state)
{
	char a[1100];
	char b[1100];

	(void)state;
	memset(a, 'a', sizeof(a));
	memset(b, 'a', sizeof(b));
	for (size_t size = 0; size < sizeof(a); size += size < 70 ? 1 : 97)
		for (size_t at = 0; at < size; at += at < 70 ? 1 : 31) {
			struct str left = { a, size };
			struct str right = { b, size };

			b[at] = 'b';
			assert_int_equal(str_common_head(left, right), at);
			assert_int_equal(str_common_tail(left, right),
					 size - at - 1);
			b[at] = 'a';
			assert_int_equal(str_common_head(left, right), size);
			right.size = at;
			assert_int_equal(str_common_head(left, right), at);
			assert_int_equal(str_common_tail(right, left), at);
		}
	assert_int_equal(str_common_head(str_of(NULL), STR("a")), 0);
	assert_int_equal(str_common_tail(str_of(NULL), str_of(NULL)), 0);
}

static void test_lines(void **state)
{
	static const struct {
		const char *text;
		const char *joined; /* each line and a "|" */
	} cases[] = {
		{ "", "" },	    { "a", "a|" },	   { "a\n", "a|" },
		{ "a\nb", "a|b|" }, { "\n\na\n", "||a|" }, { "a\r\n", "a\r|" },
	};
	char joined[64];
	struct str line;
	struct str rest;
	size_t used;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		rest = str_of(cases[i].text);
		used = 0;
		while (str_next_line(&rest, &line)) {
			memcpy(joined + used, line.data, line.size);
			used += line.size;
			joined[used++] = '|';
		}
		joined[used] = '\0';
		assert_string_equal(joined, cases[i].joined);
	}
}

static void test_count_lines(void **state)
{
	static const struct {
		const char *text;
		size_t lines;
	} cases[] = {
		{ "", 0 },     { "a", 1 },	{ "a\n", 1 },  { "\n", 1 },
		{ "a\nb", 2 }, { "a\nb\n", 2 }, { "\n\n", 2 }, { "\n\nx", 3 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_int_equal(str_count_lines(str_of(cases[i].text)),
				 cases[i].lines);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_compare),
		cmocka_unit_test(test_starts_and_ends),
		cmocka_unit_test(test_cut),
		cmocka_unit_test(test_find),
		cmocka_unit_test(test_common),
		cmocka_unit_test(test_lines),
		cmocka_unit_test(test_count_lines),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
