/*
 * test_error.c - texts of errors, their context and exit statuses.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/error.h"

#include <errno.h>
#include <string.h>

static void test_set(void **state)
{
	struct error error = { 0 };

	(void)state;
	assert_int_equal(error_set(&error, ERROR_USAGE, "no %s", "tea"),
			 ERROR_USAGE);
	assert_int_equal(error.code, ERROR_USAGE);
	assert_string_equal(error.text, "no tea");
	/* A text may be made from the one it replaces. */
	error_set(&error, ERROR_BROKEN, "still %s", error.text);
	assert_string_equal(error.text, "still no tea");
	assert_int_equal(error_set(NULL, ERROR_LIMIT, "x"), ERROR_LIMIT);
}

static void test_errno(void **state)
{
	struct error error = { 0 };

	(void)state;
	errno = ENOENT;
	assert_int_equal(error_set_errno(&error, ERROR_NOT_FOUND, "at %d", 7),
			 ERROR_NOT_FOUND);
	assert_string_equal(error.text, "at 7: No such file or directory");
	assert_int_equal(error_set_errno(NULL, ERROR_INTERNAL, "x"),
			 ERROR_INTERNAL);
	assert_int_equal(error_no_memory(&error), ERROR_INTERNAL);
	assert_string_equal(error.text, "out of memory");
}

static void test_context(void **state)
{
	struct error error = { 0 };

	(void)state;
	error_set(&error, ERROR_LIMIT, "too long");
	assert_int_equal(error_context(&error, "line %d", 3), ERROR_LIMIT);
	assert_string_equal(error.text, "line 3: too long");
	error_context(&error, "%s", error.text);
	assert_string_equal(error.text, "line 3: too long: line 3: too long");
	assert_true(error_context(NULL, "x") < 0);
}

static void test_long_texts_are_cut(void **state)
{
	char text[2 * ERROR_TEXT_SIZE];
	struct error error = { 0 };

	(void)state;
	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	error_set(&error, ERROR_USAGE, "%s", text);
	assert_int_equal(strlen(error.text), ERROR_TEXT_SIZE - 1);
	error_context(&error, "here");
	assert_int_equal(strlen(error.text), ERROR_TEXT_SIZE - 1);
	assert_memory_equal(error.text, "here: xxx", 9);
	error_context(&error, "%s", text);
	assert_int_equal(strlen(error.text), ERROR_TEXT_SIZE - 1);
	errno = EPERM;
	error_set_errno(&error, ERROR_USAGE, "%s", text);
	assert_int_equal(strlen(error.text), ERROR_TEXT_SIZE - 1);
}

static void test_exit_status(void **state)
{
	static const struct {
		enum error_code code;
		int status;
	} cases[] = {
		{ ERROR_NONE, 0 },
		{ ERROR_BROKEN, 1 },
		{ ERROR_LIMIT, 1 },
		{ ERROR_NOT_FOUND, 1 },
		{ ERROR_USAGE, 2 },
		{ ERROR_INTERNAL, 3 },
		{ (enum error_code) - 99, 3 },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_int_equal(error_exit_status(cases[i].code),
				 cases[i].status);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_set),
		cmocka_unit_test(test_errno),
		cmocka_unit_test(test_context),
		cmocka_unit_test(test_long_texts_are_cut),
		cmocka_unit_test(test_exit_status),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
