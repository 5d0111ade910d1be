/*
 * test_glob.c - decision tables of globs: what matches, what is refused.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/glob.h"

#include "base/buf.h"

#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static void compile(struct glob *glob, const char *text, struct arena *arena)
{
	struct error error = { 0 };

	if (glob_compile(glob, str_of(text), arena, &error))
		fail_msg("%s: %s", text, error.text);
}

static const struct {
	const char *glob;
	const char *name;
	bool matches;
} match_cases[] = {
	{ "a", "a", true },
	{ "a", "A", false },
	{ "a", "ab", false },
	{ "a", "", false },
	{ "?", "a", true },
	{ "?", "/", false },
	{ "?", "", false },
	{ "*", "", true },
	{ "*", "abc", true },
	{ "*", "a/b", false },
	{ "a*c", "abbc", true },
	{ "a*c", "ac", true },
	{ "a*c", "ab/c", false },
	{ "*a*b", "xaxaxb", true },
	{ "*/x*y", "a/xxy", true },
	{ "*/x*y", "a/b/xy", false },
	{ "**", "", true },
	{ "**", "a/b/c", true },
	{ "***", "a/b/c", true },
	{ "a**c", "ac", true },
	{ "a**c", "a/b/c", true },
	{ "src/**", "src/a", true },
	{ "src/**", "src/a/b", true },
	{ "src/**", "src/", true },
	{ "src/**", "src", false },
	{ "src/**", "srcs/a", false },
	{ "**/x", "x", true },
	{ "**/x", "a/x", true },
	{ "**/x", "a/b/x", true },
	{ "**/x", "ax", false },
	{ "**/x", "a/bx", false },
	/* stars at the end */
	{ "a/*", "a/", true },
	{ "a/*", "a/b.c", true },
	{ "a/*", "a/b/c", false },
	{ "a/b**", "a/b", true },
	{ "a/b**", "a/bc/d", true },
	{ "a/**", "a/b/c", true },
	{ "a/**", "a", false },
	{ "a/**/", "a/", true },
	{ "a/**/", "a/b/", true },
	{ "a/**/", "a/b", false },
	{ "**/b*", "a/bc/bd", true },
	{ "**/b*", "a/bc/d", false },
	{ "a/**/b", "a/b", true },
	{ "a/**/b", "a/x/b", true },
	{ "a/**/b", "a/x/y/b", true },
	{ "a/**/b", "ab", false },
	{ "a/**/b", "a/xb", false },
	{ "**/**/x", "x", true },
	{ "**/a*b/**/c", "q/axb/r/c", true },
	{ "**/a*b/c", "ab/a/axb/c", true },
	{ "x**/y", "xa/b/y", true },
	{ "x**/y", "xy", false },
	{ "**/*.c", "a.c", true },
	{ "**/*.c", "d/a.c", true },
	{ "**/*.c", "d/a.h", false },
	{ "**x*y", "a/xb/xcy", true },
	{ "**x*y/z", "x/xay/z", true },
	{ "**a*b**c*d", "axbcyd", true },
	{ "[abc]", "b", true },
	{ "[abc]", "d", false },
	{ "[a-c]x", "bx", true },
	{ "[a-c]", "-", false },
	{ "[a-]", "-", true },
	{ "[-a]", "-", true },
	{ "[!a]", "b", true },
	{ "[!a]", "a", false },
	{ "[^a]", "b", true },
	{ "[!a]", "/", false },
	{ "[/]", "/", false },
	{ "[.-0]", "/", false },
	{ "[]a]", "]", true },
	{ "[!]a]", "]", false },
	{ "[!]a]", "b", true },
	{ "[\\]]", "]", true },
	{ "[a\\-c]", "b", false },
	{ "[a\\-c]", "-", true },
	{ "[{]", "{", true },
	{ "[*]", "*", true },
	{ "[*]", "a", false },
	{ "[\x80-\xff]", "\xc3", true },
	{ "[\x80-\xff]", "a", false },
	{ "\\*", "*", true },
	{ "\\*", "a", false },
	{ "\\!a", "!a", true },
	{ "\\\\", "\\", true },
	{ "\\{a,b\\}", "{a,b}", true },
	{ "\\[a]", "[a]", true },
	{ "a]", "a]", true },
	{ "a,b", "a,b", true },
	{ "{a,b}", "a", true },
	{ "{a,b}", "b", true },
	{ "{a,b}", "a,b", false },
	{ "x{,y}z", "xz", true },
	{ "x{,y}z", "xyz", true },
	{ "{a}", "a", true },
	{ "{}a", "a", true },
	{ "{a,{b,c}d}e", "cde", true },
	{ "{a,{b,c}d}e", "ae", true },
	{ "{a,{b,c}d}e", "be", false },
	{ "{a,b}{c,d}", "bc", true },
	{ "{[,],x}", ",", true },
	{ "{[,],x}", "x", true },
	{ "{\\,,x}", ",", true },
	{ "{**/,}x", "a/b/x", true },
	{ "*{*,a}", "b/c", true },
	{ "refs/heads/{main,release/*}", "refs/heads/release/1", true },
	{ "refs/heads/{main,release/*}", "refs/heads/release", false },
};

static void test_match(void **state)
{
	struct arena arena;
	struct glob glob;
	size_t i;

	(void)state;
	arena_init(&arena);
	for (i = 0; i < COUNT(match_cases); i++) {
		compile(&glob, match_cases[i].glob, &arena);
		if (glob_match(&glob, str_of(match_cases[i].name)) !=
		    match_cases[i].matches)
			fail_msg("%s against %s", match_cases[i].glob,
				 match_cases[i].name);
	}
	arena_release(&arena);
}

static void test_reach(void **state)
{
	static const struct {
		const char *glob;
		bool beyond, into;
	} rows[] = {
		{ "refs/heads/{main,x/**}", false, true },
		{ "refs/tags/v*", true, false },
		{ "refs/{heads,tags}/v*", true, true },
		{ "refs/headsx/*", true, false },
		{ "refs/head?/x", true, true },
		{ "refs", true, true }, /* nothing there has that name */
		{ "**", true, true },
		{ "refs/\\heads/x", true, true },
		{ "!refs/heads/x", false, false },
	};
	struct error error = { 0 };
	struct arena arena;

	(void)state;
	arena_init(&arena);
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct glob glob;
		struct globs list = { &glob, 1 };

		assert_int_equal(glob_compile(&glob, str_of(rows[i].glob),
					      &arena, &error),
				 0);
		if (globs_reach_beyond(&list, "refs/heads/") != rows[i].beyond)
			fail_msg("%s reaches beyond", rows[i].glob);
		if (globs_reach_into(&list, "refs/heads/") != rows[i].into)
			fail_msg("%s reaches into", rows[i].glob);
	}
	arena_release(&arena);
}

static void test_flaws(void **state)
{
	static const struct {
		struct str glob;
		const char *reason;
	} cases[] = {
		{ { "", 0 }, "it is empty" },
		{ { "!", 1 }, "it is empty" },
		{ { "!!a", 3 }, "only one !" },
		{ { "a\0b", 3 }, "NUL" },
		{ { "a[b", 3 }, "a [ is not closed" },
		{ { "[]", 2 }, "a [ is not closed" },
		{ { "[!]", 3 }, "a [ is not closed" },
		{ { "[a\\]", 4 }, "a [ is not closed" },
		{ { "{[}", 3 }, "a [ is not closed" },
		{ { "{a,b", 4 }, "a { is not closed" },
		{ { "{a,{b}", 6 }, "a { is not closed" },
		{ { "a}", 2 }, "a } closes nothing" },
		{ { "a\\", 2 }, "it ends in a backslash" },
		{ { "[z-a]", 5 }, "runs backwards" },
		{ { "[[:alpha:]]", 11 }, "named classes" },
	};
	struct error error = { 0 };
	struct arena arena;
	struct glob glob;
	size_t i;

	(void)state;
	arena_init(&arena);
	for (i = 0; i < COUNT(cases); i++) {
		error.text[0] = '\0';
		if (glob_compile(&glob, cases[i].glob, &arena, &error) !=
			    ERROR_USAGE ||
		    !strstr(error.text, cases[i].reason))
			fail_msg("%s: %s", cases[i].glob.data, error.text);
		assert_int_equal(glob.count, 0);
	}
	arena_release(&arena);
}

static void test_limits(void **state)
{
	struct buf text = BUF_INIT;
	struct error error = { 0 };
	struct arena arena;
	struct glob glob;

	(void)state;
	arena_init(&arena);
	compile(&glob, "{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}", &arena);
	assert_int_equal(glob.count, 256);
	assert_true(glob_match(&glob, STR("abababab")));
	assert_false(glob_match(&glob, STR("abababa")));
	assert_int_equal(
		glob_compile(&glob,
			     STR("{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b,c}"),
			     &arena, &error),
		ERROR_USAGE);
	assert_non_null(strstr(error.text, "more than 256 alternatives"));
	while (text.size < GLOB_SIZE_MAX)
		buf_add_byte(&text, 'a');
	assert_int_equal(glob_compile(&glob, buf_str(&text), &arena, &error),
			 0);
	assert_true(glob_match(&glob, buf_str(&text)));
	buf_add_byte(&text, 'a');
	assert_int_equal(glob_compile(&glob, buf_str(&text), &arena, &error),
			 ERROR_USAGE);
	assert_non_null(strstr(error.text, "longer than 1024 bytes"));
	buf_clear(&text);
	while (text.size < GLOB_SIZE_MAX / 2)
		buf_add_byte(&text, '{');
	while (text.size < GLOB_SIZE_MAX)
		buf_add_byte(&text, '}');
	assert_int_equal(glob_compile(&glob, buf_str(&text), &arena, &error),
			 0);
	assert_true(glob_match(&glob, STR("")));
	buf_release(&text);
	arena_release(&arena);
}

static void test_lists(void **state)
{
	static const struct {
		const char *globs[4];
		const char *name;
		bool matches;
		bool any_case;
	} cases[] = {
		{ { "a/*", "b" }, "b", true, true },
		{ { "a/*", "!a/x" }, "a/y", true, true },
		{ { "a/*", "!a/x" }, "a/x", false, false },
		{ { "!a/x", "a/*" }, "a/x", false, false },
		{ { "!a" }, "b", false, false },
		{ { NULL }, "a", false, false },
		{ { "Hotfix/*" }, "hotfix/X", false, true },
		{ { "[a-c]x" }, "BX", false, true },
		{ { "[A-C]x" }, "bX", false, true },
		{ { "\\Ax" }, "ax", false, true },
		{ { "[[-`]" }, "{", false, false },
		{ { "@" }, "`", false, false },
		{ { "*", "!A" }, "a", true, false },
		{ { "\xc3\x84" }, "\xc3\xa4", false, false },
	};
	struct glob items[4];
	struct globs globs = { items, 0 };
	struct arena arena;
	struct str name;
	size_t i;

	(void)state;
	arena_init(&arena);
	for (i = 0; i < COUNT(cases); i++) {
		globs.count = 0;
		while (globs.count < 4 && cases[i].globs[globs.count]) {
			compile(&items[globs.count],
				cases[i].globs[globs.count], &arena);
			globs.count++;
		}
		name = str_of(cases[i].name);
		if (globs_match(&globs, name) != cases[i].matches ||
		    globs_match_ascii_case(&globs, name) != cases[i].any_case)
			fail_msg("case %zu, %s", i, cases[i].name);
	}
	arena_release(&arena);
}

static void test_text_and_prefix(void **state)
{
	static const struct {
		const char *alternative;
		size_t prefix;
		bool literal;
	} cases[] = {
		{ "refs/heads/main", 15, true },
		{ "refs/*", 5, false },
		{ "a?b", 1, false },
		{ "a[b]", 1, false },
		{ "a\\*b", 4, true },
		{ "a\\*b*", 4, false },
		{ "", 0, true },
		{ "**", 0, false },
	};
	struct arena arena;
	struct glob glob;
	bool literal;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(cases); i++) {
		assert_int_equal(glob_literal_prefix(cases[i].alternative,
						     &literal),
				 cases[i].prefix);
		assert_int_equal(literal, cases[i].literal);
	}
	arena_init(&arena);
	compile(&glob, "!{a,b}/*", &arena);
	assert_true(glob.exclude);
	assert_string_equal(glob.text, "!{a,b}/*");
	assert_int_equal(glob.count, 2);
	assert_string_equal(glob.alternatives[0], "a/*");
	assert_string_equal(glob.alternatives[1], "b/*");
	arena_release(&arena);
}

static void test_quote(void **state)
{
	static const char *const names[] = { "a*?[b]{c,d}!\\", "!a", "plain",
					     "\xff\x01 x" };
	struct buf out = BUF_INIT;
	struct arena arena;
	struct glob glob;
	size_t i;

	(void)state;
	arena_init(&arena);
	for (i = 0; i < COUNT(names); i++) {
		buf_clear(&out);
		glob_quote(&out, str_of(names[i]));
		compile(&glob, buf_text(&out), &arena);
		assert_int_equal(glob.count, 1);
		assert_false(glob.exclude);
		assert_true(glob_match(&glob, str_of(names[i])));
		assert_false(glob_match(&glob, STR("other")));
	}
	buf_release(&out);
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_match),
		cmocka_unit_test(test_reach),
		cmocka_unit_test(test_flaws),
		cmocka_unit_test(test_limits),
		cmocka_unit_test(test_lists),
		cmocka_unit_test(test_text_and_prefix),
		cmocka_unit_test(test_quote),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
