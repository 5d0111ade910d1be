/*
 * test_vars.c - variables in texts, patterns and globs: always literal.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "rule_bench.h"

#include <stdlib.h>
#include <string.h>

static int set_up(void **state)
{
	struct bench *bench = malloc(sizeof(*bench));

	bench_init(bench);
	assert_int_equal(vars_set(&bench->vars, "version", STR("1.2.1"),
				  &bench->error),
			 0);
	assert_int_equal(vars_set(&bench->vars, "slug", STR("a*{b,c}"),
				  &bench->error),
			 0);
	assert_int_equal(
		vars_set(&bench->vars, "odd", STR("a b#c"), &bench->error), 0);
	*state = bench;
	return 0;
}

static int tear_down(void **state)
{
	bench_release(*state);
	free(*state);
	return 0;
}

static void test_references(void **state)
{
	(void)state;
	assert_true(vars_has_reference("v${version}"));
	assert_true(vars_has_reference("$${a}${b-c_1}"));
	assert_false(vars_has_reference("$${version}"));
	assert_false(vars_has_reference("${version"));
	assert_false(vars_has_reference("${}$ {x} ${a b} ^x$"));
	assert_false(vars_has_reference(""));
}

static void test_expand(void **state)
{
	static const struct {
		enum vars_quoting quoting;
		const char *text;
		const char *wanted; /* NULL: broken */
	} rows[] = {
		{ VARS_PLAIN, "v${version}!", "v1.2.1!" },
		{ VARS_PLAIN, "$${version}", "${version}" },
		{ VARS_PLAIN, "$$${version}", "$${version}" },
		{ VARS_PLAIN, "a$ {b} ${", "a$ {b} ${" },
		{ VARS_PLAIN, "${nothing}", NULL },
		{ VARS_PATTERN, "^v${version}$", "^v(?:1\\.2\\.1)$" },
		{ VARS_GLOB, "x/${slug}/*", "x/a\\*\\{b\\,c\\}/*" },
		{ VARS_PLAIN, "", "" },
	};
	struct bench *bench = *state;
	struct buf out = BUF_INIT;
	int result;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		buf_clear(&out);
		result = vars_expand(&bench->vars, rows[i].text,
				     rows[i].quoting, &out, &bench->error);
		if (rows[i].wanted) {
			assert_int_equal(result, 0);
			assert_string_equal(buf_text(&out), rows[i].wanted);
		} else {
			assert_int_equal(result, ERROR_BROKEN);
		}
	}
	buf_release(&out);
}

static void test_set_replaces(void **state)
{
	struct bench *bench = *state;
	struct pattern *pattern =
		bench_pattern(bench, "v${version}", REGEX_FULL);

	assert_int_equal(pattern_match(pattern, &bench->vars, STR("v1.2.1"),
				       NULL, &bench->error),
			 MATCH_YES);
	assert_int_equal(pattern_match(pattern, &bench->vars, STR("v1x2x1"),
				       NULL, &bench->error),
			 MATCH_NO);
	vars_set(&bench->vars, "version", STR("2.0"), &bench->error);
	assert_int_equal(pattern_match(pattern, &bench->vars, STR("v1.2.1"),
				       NULL, &bench->error),
			 MATCH_NO);
	assert_int_equal(pattern_match(pattern, &bench->vars, STR("v2.0"), NULL,
				       &bench->error),
			 MATCH_YES);
}

static void test_limit(void **state)
{
	struct bench *bench = *state;
	int result = 0;
	size_t i;

	for (i = 0; i < VARS_MAX && !result; i++)
		result = vars_set(&bench->vars,
				  arena_printf(&bench->arena, "v%zu", i),
				  STR("x"), &bench->error);
	assert_int_equal(result, ERROR_LIMIT);
	assert_int_equal(bench->vars.count, VARS_MAX);
}

static void test_pattern(void **state)
{
	struct bench *bench = *state;
	struct regex_span span;

	assert_int_equal(pattern_match(NULL, &bench->vars, STR("abc"), &span,
				       &bench->error),
			 MATCH_YES);
	assert_int_equal(span.end, 3);
	assert_int_equal(pattern_match(bench_pattern(bench, "(?x) ${odd} x", 0),
				       &bench->vars, STR("a b#cx"), NULL,
				       &bench->error),
			 MATCH_YES);
	assert_int_equal(pattern_match(bench_pattern(bench, "${nothing}", 0),
				       &bench->vars, STR("a"), NULL,
				       &bench->error),
			 MATCH_BROKEN);
	assert_non_null(strstr(bench->error.text, "${nothing}"));
	assert_int_equal(pattern_match(bench_pattern(bench, "${odd}", 0), NULL,
				       STR("a"), NULL, &bench->error),
			 MATCH_BROKEN);
	assert_int_equal(pattern_match(bench_pattern(bench, "a", 0),
				       &bench->vars, STR("\xff"), NULL,
				       &bench->error),
			 MATCH_BROKEN);
	assert_non_null(strstr(bench->error.text, "the pattern \"a\""));
}

/* A value that makes the whole pattern too large. */
static void test_pattern_too_large(void **state)
{
	struct bench *bench = *state;
	char *value = arena_alloc(&bench->arena, REGEX_PATTERN_SIZE_MAX + 1);

	memset(value, 'a', REGEX_PATTERN_SIZE_MAX + 1);
	vars_set(&bench->vars, "big",
		 (struct str){ value, REGEX_PATTERN_SIZE_MAX + 1 },
		 &bench->error);
	assert_int_equal(pattern_match(bench_pattern(bench, "${big}", 0),
				       &bench->vars, STR("a"), NULL,
				       &bench->error),
			 MATCH_BROKEN);
	assert_int_equal(bench->error.code, ERROR_BROKEN);
}

static void test_globs(void **state)
{
	static const char *const texts[] = { "docs/**", "!docs/x/**",
					     "src/${slug}/*", "!**/${odd}",
					     NULL };
	static const struct {
		const char *path;
		enum match wanted;
	} rows[] = {
		{ "docs/a", MATCH_YES },	{ "docs/x/a", MATCH_NO },
		{ "src/a*{b,c}/f", MATCH_YES }, { "src/ab/f", MATCH_NO },
		{ "docs/y/a b#c", MATCH_NO },
	};
	struct bench *bench = *state;
	struct ref_globs globs = bench_globs(bench, texts);
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_int_equal(ref_globs_match(&globs, &bench->vars,
						 str_of(rows[i].path),
						 &bench->error),
				 rows[i].wanted);
}

static void test_globs_broken(void **state)
{
	static const char *const texts[] = { "a", "${nothing}", NULL };
	static const char *const empty[] = { NULL };
	struct bench *bench = *state;
	struct ref_globs globs = bench_globs(bench, texts);
	struct ref_globs none = bench_globs(bench, empty);

	assert_int_equal(ref_globs_match(&globs, &bench->vars, STR("a"),
					 &bench->error),
			 MATCH_BROKEN);
	assert_int_equal(ref_globs_match(&globs, NULL, STR("a"), &bench->error),
			 MATCH_BROKEN);
	assert_int_equal(ref_globs_match(&none, &bench->vars, STR("a"),
					 &bench->error),
			 MATCH_NO);
	assert_true(ref_globs_is_empty(&none));
	assert_false(ref_globs_is_empty(&globs));
}

static void test_describe(void **state)
{
	static const char *const texts[] = { "refs/heads/main", "refs/tags/v*",
					     "src/**", "${x}/y", NULL };
	struct bench *bench = *state;
	struct ref_globs globs = bench_globs(bench, texts);
	struct buf out = BUF_INIT;

	ref_globs_describe(&globs, &out);
	assert_string_equal(buf_text(&out), "main, v*, src/**, ${x}/y");
	buf_release(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_references),
		cmocka_unit_test_setup_teardown(test_expand, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_set_replaces, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(test_limit, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_pattern, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(test_pattern_too_large, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(test_globs, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_globs_broken, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(test_describe, set_up,
						tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
