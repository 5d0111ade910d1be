/*
 * test_regex_memo.c - texts that have matched before: the same answer as when
 * they are searched.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/regex_memo.h"

#include "base/regex.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* Sizes around the longest that is kept, some with other bytes at the end. */
static struct str any_text(char out[REGEX_MEMO_SIZE_MAX + 2])
{
	size_t size = (size_t)rand() % (REGEX_MEMO_SIZE_MAX + 3);

	if (rand() % 2)
		size = (size_t)rand() % 4;
	for (size_t i = 0; i < size; i++)
		out[i] = (char)(rand() % 40 ? 'a' + rand() % 2 : '\0');
	return (struct str){ out, size };
}

/* Where a match stands is searched for each time. */
static void test_matches_again(void **state)
{
	static const char *const patterns[] = { "^a", "^[ab]*$", "a\\z", "^$",
						"b(?=a)|aa" };
	char text[REGEX_MEMO_SIZE_MAX + 2];

	(void)state;
	srand(1);
	for (size_t i = 0; i < COUNT(patterns); i++) {
		struct regex *regex;

		assert_int_equal(
			regex_new(&regex, str_of(patterns[i]), 0, NULL), 0);

		for (unsigned n = 0; n < 200 * REGEX_MEMO_AFTER; n++) {
			struct str subject = any_text(text);
			struct regex_span span;

			assert_int_equal(
				regex_match(regex, subject, NULL, NULL),
				regex_match(regex, subject, &span, NULL));
		}
		regex_free(regex);
	}
}

static void test_memo(void **state)
{
	struct regex_memo memo = { 0, NULL };
	char longest[REGEX_MEMO_SIZE_MAX + 1];
	const struct str most = { longest, REGEX_MEMO_SIZE_MAX };
	const struct str more = { longest, REGEX_MEMO_SIZE_MAX + 1 };

	(void)state;
	memset(longest, 'x', sizeof(longest));
	assert_false(regex_memo_has(&memo, STR("")));
	for (unsigned i = 1; i < REGEX_MEMO_AFTER; i++)
		regex_memo_add(&memo, STR("a"));
	assert_null(memo.texts);
	regex_memo_add(&memo, STR("a"));
	assert_true(regex_memo_has(&memo, STR("a")));
	assert_false(regex_memo_has(&memo, STR("b")));
	assert_false(regex_memo_has(&memo, STR("")));
	assert_false(regex_memo_has(&memo, (struct str){ "a\0", 2 }));
	regex_memo_add(&memo, STR(""));
	assert_true(regex_memo_has(&memo, STR("")));
	assert_true(regex_memo_has(&memo, (struct str){ NULL, 0 }));
	regex_memo_add(&memo, most);
	regex_memo_add(&memo, more);
	assert_true(regex_memo_has(&memo, most));
	assert_false(regex_memo_has(&memo, more));
	longest[REGEX_MEMO_SIZE_MAX - 1] = 'y';
	assert_false(regex_memo_has(&memo, most));
	regex_memo_release(&memo);
}

/* Of texts that are much alike most are kept. */
static void test_memo_of_many(void **state)
{
	struct regex_memo memo = { REGEX_MEMO_AFTER - 1, NULL };
	static const char *const shapes[] = { "person%02u", "user%02u",
					      "p%02u@example.com",
					      "refs/heads/topic/AB-%02u" };
	char text[40];

	(void)state;
	for (size_t i = 0; i < COUNT(shapes); i++) {
		unsigned kept = 0;

		for (unsigned n = 0; n < 100; n++) {
			snprintf(text, sizeof(text), shapes[i], n);
			regex_memo_add(&memo, str_of(text));
		}
		for (unsigned n = 0; n < 100; n++) {
			snprintf(text, sizeof(text), shapes[i], n);
			kept += regex_memo_has(&memo, str_of(text));
		}
		assert_true(kept > 75);
	}
	regex_memo_release(&memo);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_matches_again),
		cmocka_unit_test(test_memo),
		cmocka_unit_test(test_memo_of_many),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
