/*
 * test_buf.c - growing, cutting, handing over, and failing for good.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/buf.h"

#include <stdlib.h>
#include <string.h>

static void test_empty(void **state)
{
	struct buf buf = BUF_INIT;
	char *text;

	(void)state;
	assert_string_equal(buf_text(&buf), "");
	assert_int_equal(buf_str(&buf).size, 0);
	buf_truncate(&buf, 0);
	buf_clear(&buf);
	buf_add(&buf, NULL, 0);
	assert_int_equal(buf.size, 0);
	buf_release(&buf);
	buf_release(NULL);
	text = buf_detach(&buf);
	assert_string_equal(text, "");
	free(text);
}

static void test_add(void **state)
{
	struct buf buf = BUF_INIT;

	(void)state;
	buf_add_text(&buf, "one");
	buf_add_byte(&buf, ' ');
	buf_add_str(&buf, STR("two"));
	buf_addf(&buf, " %s %d", "three", 4);
	assert_string_equal(buf_text(&buf), "one two three 4");
	buf_truncate(&buf, 100);
	assert_int_equal(buf.size, 15);
	buf_truncate(&buf, 3);
	assert_string_equal(buf_text(&buf), "one");
	buf_add(&buf, "\0x", 2);
	assert_true(str_equal(buf_str(&buf), STR("one\0x")));
	buf_clear(&buf);
	assert_string_equal(buf_text(&buf), "");
	buf_release(&buf);
	assert_null(buf.data);
}

static void test_grow(void **state)
{
	struct buf buf = BUF_INIT;
	char big[1000];
	size_t i;

	(void)state;
	memset(big, 'x', sizeof(big));
	for (i = 0; i < 5000; i++)
		buf_add_byte(&buf, (char)('a' + i % 26));
	buf_add(&buf, big, sizeof(big));
	buf_addf(&buf, "%0999d", 7);
	assert_false(buf_failed(&buf));
	assert_int_equal(buf.size, 5000 + 1000 + 999);
	for (i = 0; i < 5000; i++)
		assert_int_equal(buf.data[i], 'a' + i % 26);
	assert_int_equal(buf.data[5000], 'x');
	assert_int_equal(buf.data[buf.size - 1], '7');
	assert_int_equal(buf.data[buf.size], '\0');
	buf_release(&buf);
}

/* Of all sizes around what there is room for, and behind something. */
static void test_format_sizes(void **state)
{
	struct buf buf = BUF_INIT;

	(void)state;
	for (int width = 1; width < 300; width++) {
		buf_addf(&buf, "%0*d", width, 7);
		assert_int_equal(buf.size, width);
		assert_int_equal(strspn(buf_text(&buf), "0"), width - 1);
		assert_int_equal(buf.data[width - 1], '7');
		assert_int_equal(buf.data[width], '\0');
		buf_release(&buf);
	}
}

static void test_failure_sticks(void **state)
{
	struct buf buf = BUF_INIT;

	(void)state;
	buf_add_text(&buf, "abc");
	/* Too large for any memory: refused before the data is looked at. */
	buf_add(&buf, "x", SIZE_MAX);
	assert_true(buf_failed(&buf));
	buf_add_text(&buf, "def");
	buf_addf(&buf, "%d", 1);
	assert_int_equal(buf.size, 3);
	buf_clear(&buf);
	assert_true(buf_failed(&buf));
	assert_null(buf_detach(&buf));
	assert_false(buf_failed(&buf));
	buf_add_text(&buf, "new");
	assert_string_equal(buf_text(&buf), "new");
	buf_release(&buf);
}

static void test_detach(void **state)
{
	struct buf buf = BUF_INIT;
	char *text;

	(void)state;
	buf_add_text(&buf, "mine");
	text = buf_detach(&buf);
	assert_string_equal(text, "mine");
	assert_null(buf.data);
	assert_int_equal(buf.size, 0);
	free(text);
}

/* The room is the caller's; only what is told to be in it counts. */
static void test_reserve(void **state)
{
	struct buf buf = BUF_INIT;
	char *room;

	(void)state;
	buf_add_text(&buf, "a");
	room = buf_reserve(&buf, 1000);
	assert_non_null(room);
	memset(room, 'b', 1000);
	buf_commit(&buf, 2);
	assert_string_equal(buf_text(&buf), "abb");
	assert_null(buf_reserve(&buf, SIZE_MAX));
	assert_true(buf_failed(&buf));
	assert_null(buf_reserve(&buf, 1));
	buf_release(&buf);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_empty),
		cmocka_unit_test(test_add),
		cmocka_unit_test(test_grow),
		cmocka_unit_test(test_format_sizes),
		cmocka_unit_test(test_failure_sticks),
		cmocka_unit_test(test_detach),
		cmocka_unit_test(test_reserve),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
