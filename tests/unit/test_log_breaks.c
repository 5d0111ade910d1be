/*
 * test_log_breaks.c - torn lines, rotation, lost heads, truncation: the next
 * writer goes on and owns up to it, and verification agrees.
 */
#include "log_scratch.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

/* cmocka.h needs what stands above. */
#include <cmocka.h>

/* Every way a write can be torn: after each byte of the last line. */
static void test_torn_line(void **state)
{
	const struct log_scratch *s = *state;
	struct buf before = BUF_INIT;
	struct buf after = BUF_INIT;
	struct buf head = BUF_INIT;
	size_t size;

	log_scratch_append(s, 2);
	log_scratch_read(s->file, &before);
	log_scratch_read(s->head, &head);
	log_scratch_append(s, 1);
	log_scratch_read(s->file, &after);
	for (size = before.size + 1; size < after.size; size++) {
		log_scratch_write(s->file, O_TRUNC,
				  str_first(buf_str(&after), size));
		log_scratch_write(s->head, O_TRUNC, buf_str(&head));
		assert_flaw(s, "line is torn", 3);
		log_scratch_append(s, 2);
		/* The last: nothing but its LF was lost, so it counts. */
		assert_whole(s, size + 1 == after.size ? 6 : 5, 1);
	}
	buf_release(&before);
	buf_release(&after);
	buf_release(&head);
}

/* The recovery itself is torn, at each byte. */
static void test_torn_recovery(void **state)
{
	const struct log_scratch *s = *state;
	struct buf torn = BUF_INIT;
	struct buf mended = BUF_INIT;
	struct buf head = BUF_INIT;
	struct log_verdict verdict;
	size_t size;

	log_scratch_append(s, 2);
	log_scratch_write(s->file, O_APPEND, STR("{\"@timestamp\":\"2026"));
	log_scratch_read(s->file, &torn);
	log_scratch_read(s->head, &head);
	log_scratch_append(s, 1);
	log_scratch_read(s->file, &mended);
	for (size = torn.size + 1; size < mended.size; size++) {
		log_scratch_write(s->file, O_TRUNC,
				  str_first(buf_str(&mended), size));
		log_scratch_write(s->head, O_TRUNC, buf_str(&head));
		log_scratch_append(s, 1);
		memset(&verdict, 0, sizeof(verdict));
		log_scratch_verify(s->file, &verdict);
		if (verdict.flaw)
			fail_msg("cut at %zu: line %u: %s", size,
				 (unsigned)verdict.flaw_line, verdict.flaw);
		assert_true(verdict.recoveries >= 1);
	}
	buf_release(&torn);
	buf_release(&mended);
	buf_release(&head);
}

/* A line that lost one brace and its LF looks like a record; it is none. */
static void test_cut_brace(void **state)
{
	const struct log_scratch *s = *state;
	struct event event = { 0 };
	struct buf log = BUF_INIT;
	struct buf head = BUF_INIT;

	log_scratch_append(s, 1);
	log_scratch_read(s->head, &head);
	event.extra = ",\"x\":{\"y\":{}}";
	assert_int_equal(log_append(&s->options, &event, false, NULL), 0);
	log_scratch_read(s->file, &log);
	log_scratch_write(s->file, O_TRUNC,
			  str_first(buf_str(&log), log.size - 2));
	log_scratch_write(s->head, O_TRUNC, buf_str(&head));
	log_scratch_append(s, 1);
	assert_whole(s, 3, 1);
	buf_release(&log);
	buf_release(&head);
}

/* Killed between the lines of one event. */
static void test_incomplete(void **state)
{
	const struct log_scratch *s = *state;
	struct event event = { 0 };
	struct event_ref refs[150] = { 0 };
	struct log_verdict verdict = { 0 };
	struct buf head = BUF_INIT;
	struct buf log = BUF_INIT;

	log_scratch_append(s, 1);
	log_scratch_read(s->head, &head);
	event.refs = refs;
	event.ref_count = 150;
	assert_int_equal(log_append(&s->options, &event, false, NULL), 0);
	log_scratch_read(s->file, &log);
	log.size = (size_t)(strstr(log.data, "\"part\":\"2/") - log.data);
	log.size = (size_t)(strchr(log.data + log.size, '\n') - log.data) + 1;
	assert_true(strstr(log.data, "\"part\":\"3/") > log.data + log.size);
	log_scratch_write(s->file, O_TRUNC, buf_str(&log));
	log_scratch_write(s->head, O_TRUNC, buf_str(&head));
	log_scratch_append(s, 1);
	assert_whole(s, 5, 1);
	log_scratch_verify(s->file, &verdict);
	assert_null(verdict.flaw);
	log_scratch_read(s->file, &log);
	assert_non_null(strstr(log.data, "\"reason\":\"incomplete\""));
	buf_release(&log);
	buf_release(&head);
}

/* A head that lags behind, or is gone. */
static void test_head(void **state)
{
	const struct log_scratch *s = *state;
	struct buf head = BUF_INIT;

	log_scratch_append(s, 2);
	log_scratch_read(s->head, &head);
	log_scratch_append(s, 3);
	log_scratch_write(s->head, O_TRUNC, buf_str(&head));
	log_scratch_append(s, 1);
	assert_whole(s, 6, 0);
	unlink(s->head);
	log_scratch_append(s, 1);
	assert_whole(s, 8, 1);
	log_scratch_write(s->head, 0, STR("garbage"));
	log_scratch_append(s, 1);
	assert_whole(s, 10, 2);
	buf_release(&head);
}

static void test_rotation(void **state)
{
	const struct log_scratch *s = *state;
	struct log_verdict verdict = { 0 };
	struct buf head = BUF_INIT;

	log_scratch_append(s, 2);
	log_scratch_read(s->head, &head);
	log_scratch_append(s, 1);
	log_scratch_write(s->head, O_TRUNC, buf_str(&head));
	log_scratch_write(s->file, O_APPEND, STR("torn"));
	assert_int_equal(rename(s->file, s->moved), 0);
	log_scratch_append(s, 2);
	log_scratch_verify(s->moved, &verdict);
	assert_string_equal(verdict.flaw, "line is torn");
	log_scratch_verify(s->file, &verdict);
	assert_null(verdict.flaw);
	assert_int_equal(verdict.lines, 6);
	assert_int_equal(verdict.last_sequence, 6);
	assert_int_equal(verdict.rotations, 1);
	assert_whole(s, 3, 0); /* the second file alone */
	log_scratch_read(s->moved, &head);
	head.data[head.size - 1] = 'N';
	log_scratch_write(s->moved, O_TRUNC, buf_str(&head));
	memset(&verdict, 0, sizeof(verdict));
	log_scratch_verify(s->moved, &verdict);
	log_scratch_verify(s->file, &verdict);
	assert_non_null(verdict.flaw);
	buf_release(&head);
}

/* logrotate's `create`, and the first write into it torn. */
static void test_rotation_torn(void **state)
{
	const struct log_scratch *s = *state;
	struct log_verdict verdict = { 0 };

	log_scratch_append(s, 2);
	assert_int_equal(rename(s->file, s->moved), 0);
	log_scratch_write(s->file, 0, STR(""));
	assert_whole(s, 0, 0);
	log_scratch_write(s->file, 0, STR("{\"@time"));
	log_scratch_append(s, 1);
	log_scratch_verify(s->moved, &verdict);
	log_scratch_verify(s->file, &verdict);
	assert_null(verdict.flaw);
	assert_int_equal(verdict.lines, 4);
	assert_whole(s, 2, 0);
}

static void test_truncated(void **state)
{
	const struct log_scratch *s = *state;
	struct buf log = BUF_INIT;

	log_scratch_append(s, 3);
	log_scratch_read(s->file, &log);
	log_scratch_write(s->file, O_TRUNC,
			  str_first(buf_str(&log), log.size / 3));
	log_scratch_append(s, 1);
	assert_flaw(s, "lines before it were cut off", 3);
	log_scratch_write(s->file, O_TRUNC, STR(""));
	log_scratch_append(s, 1);
	assert_flaw(s, "lines before it were cut off", 1);
	log_scratch_write(s->file, O_TRUNC, STR("something else\n"));
	log_scratch_append(s, 1);
	assert_flaw(s, "lines before it were cut off", 2);
	buf_release(&log);
}

static void test_replaced(void **state)
{
	const struct log_scratch *s = *state;
	struct buf log = BUF_INIT;

	log_scratch_append(s, 3);
	log_scratch_read(s->file, &log);
	memcpy(strstr(log.data, "event-2"), "event-7", 7);
	assert_int_equal(rename(s->file, s->moved), 0);
	log_scratch_write(s->file, 0, buf_str(&log));
	log_scratch_append(s, 1);
	assert_flaw(s, "the file before it was replaced", 4);
	/* A true copy is no break. */
	unlink(s->file);
	unlink(s->moved);
	unlink(s->head);
	log_scratch_append(s, 3);
	log_scratch_read(s->file, &log);
	assert_int_equal(rename(s->file, s->moved), 0);
	log_scratch_write(s->file, 0, buf_str(&log));
	log_scratch_append(s, 1);
	assert_whole(s, 4, 0);
	buf_release(&log);
}

#define TEST(name)                                                \
	cmocka_unit_test_setup_teardown(name, log_scratch_set_up, \
					log_scratch_tear_down)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		TEST(test_torn_line),	  TEST(test_torn_recovery),
		TEST(test_cut_brace),	  TEST(test_incomplete),
		TEST(test_head),	  TEST(test_rotation),
		TEST(test_rotation_torn), TEST(test_truncated),
		TEST(test_replaced),
	};

	return cmocka_run_group_tests_name("log-breaks", tests, NULL, NULL);
}
