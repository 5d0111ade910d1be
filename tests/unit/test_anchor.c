/*
 * test_anchor.c - anchors: what is read off lines of strangers, when it is
 * time for one, and how FILE.anchors is written. Signing is left to
 * tests/audit/anchor.t.
 */
#include "anchor_text.h"
#include "log_scratch.h"

#include "audit/anchor.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

/* cmocka.h needs what stands above. */
#include <cmocka.h>

struct scanned {
	const char *name;
	const char *line;
	int wanted;
	const char *payload; /* NULL: not looked at */
};

static const struct scanned scanned[] = {
	{ "alone", GOOD "}", 1, NULL },
	{ "in syslog", "Nov 20 git01 refgate-anchor[7]: " GOOD "}", 1, NULL },
	{ "text behind", GOOD "} and more", 1, NULL },
	{ "signed", GOOD SEAL("s"), 1, GOOD "}" },
	{ "signed, text before and behind", "x " GOOD SEAL("s") " y", 1,
	  GOOD "}" },
	{ "none", "{\"event\":{}}", 0, NULL },
	{ "empty", "", 0, NULL },
	{ "cut off", "{\"refgate_anchor\":{\"chain\":\"x", ERROR_USAGE, NULL },
	{ "no object", "{\"refgate_anchor\":7}", ERROR_USAGE, NULL },
	{ "sequence 0", OBJECT(CHAIN, "0", HASH, TIME) "}", ERROR_USAGE, NULL },
	{ "sequence -1", OBJECT(CHAIN, "-1", HASH, TIME) "}", ERROR_USAGE,
	  NULL },
	{ "sequence of text", OBJECT(CHAIN, "\"7\"", HASH, TIME) "}",
	  ERROR_USAGE, NULL },
	{ "huge sequence",
	  OBJECT(CHAIN, "99999999999999999999", HASH, TIME) "}", ERROR_USAGE,
	  NULL },
	{ "short hash", OBJECT(CHAIN, "7", H16, TIME) "}", ERROR_USAGE, NULL },
	{ "no hex",
	  OBJECT(CHAIN, "7", H16 H16 H16 "0123456789abcdeg", TIME) "}",
	  ERROR_USAGE, NULL },
	{ "long chain", OBJECT(HASH "0", "7", HASH, TIME) "}", ERROR_USAGE,
	  NULL },
	{ "no chain", OBJECT("", "7", HASH, TIME) "}", ERROR_USAGE, NULL },
	{ "no time", OBJECT(CHAIN, "7", HASH, "today") "}", ERROR_USAGE, NULL },
	{ "twice the same key",
	  "{\"refgate_anchor\":{},\"refgate_anchor\":" GOOD "}}", ERROR_USAGE,
	  NULL },
	{ "no signature", GOOD ",\"key\":\"k\"}", ERROR_USAGE, NULL },
	{ "empty signature", GOOD SEAL(""), ERROR_USAGE, NULL },
	{ "more that would be signed", GOOD ",\"refgate_anchor\":{}" SEAL("s"),
	  ERROR_USAGE, NULL },
	{ "text before the seal", GOOD "} x}" SEAL("s"), ERROR_USAGE, NULL },
	{ "a seal within",
	  "{\"refgate_anchor\":{\"x\":{},\"key\":\"k\",\"signature\":\"s\"}}",
	  ERROR_USAGE, NULL },
};

static void test_scan(void **state)
{
	struct buf payload = BUF_INIT;
	struct buf signature = BUF_INIT;
	struct anchor anchor;
	int got;

	(void)state;
	for (size_t i = 0; i < sizeof(scanned) / sizeof(scanned[0]); i++) {
		got = anchor_scan(&anchor, &payload, &signature,
				  str_of(scanned[i].line));
		if (got != scanned[i].wanted)
			fail_msg("%s: %d", scanned[i].name, got);
		if (got == 1 &&
		    (anchor.sequence != 7 || strcmp(anchor.chain, CHAIN) != 0))
			fail_msg("%s: another anchor", scanned[i].name);
		if (!scanned[i].payload)
			continue;
		assert_string_equal(buf_text(&payload), scanned[i].payload);
		assert_string_equal(buf_text(&signature), "s");
	}
	buf_release(&payload);
	buf_release(&signature);
}

/* Names that strangers chose do not end the object early. */
static void test_round_trip(void **state)
{
	struct anchor anchor = { .host = "a\"},\"key\":\"\\",
				 .repository = "\xff\n\x1b[31m",
				 .chain = CHAIN,
				 .sequence = 4711,
				 .time = 1700000000 * USEC_PER_SECOND };
	struct anchor got;
	struct buf line = BUF_INIT;
	struct buf payload = BUF_INIT;
	struct buf signature = BUF_INIT;

	(void)state;
	memset(anchor.hash, 0xab, sizeof(anchor.hash));
	assert_int_equal(anchor_format(&line, &anchor, NULL), 0);
	assert_int_equal(
		anchor_scan(&got, &payload, &signature, buf_str(&line)), 1);
	assert_int_equal(got.sequence, 4711);
	assert_int_equal(got.time, anchor.time);
	assert_memory_equal(got.hash, anchor.hash, sizeof(got.hash));
	assert_string_equal(got.chain, CHAIN);
	assert_int_equal(signature.size, 0);
	/* the longest names fit a datagram with all else */
	assert_in_range(line.size, 1, 1024);
	buf_release(&line);
	buf_release(&payload);
	buf_release(&signature);
}

static void set_age(const char *path, time_t seconds)
{
	const struct timespec now = { time(NULL) - seconds, 0 };
	const struct timespec times[] = { now, now };

	assert_int_equal(utimensat(AT_FDCWD, path, times, 0), 0);
}

static void test_due(void **state)
{
	struct log_scratch *s = *state;
	char path[LOG_SCRATCH_PATH_SIZE];

	log_scratch_append(s, 1);
	assert_false(anchor_is_due(&s->options));
	s->options.anchor = "syslog";
	assert_false(anchor_is_due(&s->options));
	s->options.anchor = "/nowhere/key";
	assert_false(anchor_is_due(&s->options));
	s->options.anchor = s->head; /* any file that we may read */
	assert_true(anchor_is_due(&s->options));
	assert_int_equal(anchor_keep(s->file, STR("x"), 0640, NULL), 0);
	assert_false(anchor_is_due(&s->options));
	log_scratch_join(path, s->file, ANCHOR_FILE);
	set_age(path, ANCHOR_PERIOD - 60);
	assert_false(anchor_is_due(&s->options));
	set_age(path, ANCHOR_PERIOD + 60);
	assert_true(anchor_is_due(&s->options));
	/* a clock that was wrong does not put an end to it */
	set_age(path, -(time_t)ANCHOR_PERIOD - 60);
	assert_true(anchor_is_due(&s->options));
}

static void test_keep(void **state)
{
	const struct log_scratch *s = *state;
	char path[LOG_SCRATCH_PATH_SIZE];
	struct buf text = BUF_INIT;
	struct stat info;
	mode_t mask = umask(077);

	log_scratch_append(s, 1);
	log_scratch_join(path, s->file, ANCHOR_FILE);
	assert_int_equal(anchor_keep(s->file, STR("one"), 0660, NULL), 0);
	umask(mask);
	assert_int_equal(stat(path, &info), 0);
	assert_int_equal(info.st_mode & 0777, 0660);
	log_scratch_write(path, O_APPEND, STR("to"));
	assert_int_equal(anchor_keep(s->file, STR("three"), 0660, NULL), 0);
	log_scratch_read(path, &text);
	assert_string_equal(buf_text(&text), "one\nto\nthree\n");
	unlink(path);
	assert_int_equal(symlink(s->reserve, path), 0);
	assert_int_not_equal(anchor_keep(s->file, STR("x"), 0600, NULL), 0);
	buf_release(&text);
}

/* Also when the log was moved away, and nothing was written since. */
static void test_take(void **state)
{
	const struct log_scratch *s = *state;
	struct log_verdict verdict = { 0 };
	struct anchor anchor;
	char hash[SHA256_HEX_SIZE + 1];

	assert_int_equal(anchor_take(&anchor, s->file, NULL, NULL),
			 ERROR_NOT_FOUND);
	log_scratch_append(s, 3);
	log_scratch_verify(s->file, &verdict);
	for (int i = 0; i < 2; i++) {
		assert_int_equal(anchor_take(&anchor, s->file, NULL, NULL), 0);
		assert_int_equal(anchor.sequence, 3);
		assert_string_equal(anchor.chain, verdict.chain);
		hex_encode(anchor.hash, SHA256_SIZE, hash);
		assert_string_equal(hash, verdict.last_hash);
		rename(s->file, s->moved);
	}
	rename(s->moved, s->file);
	unlink(s->head);
	assert_int_equal(anchor_take(&anchor, s->file, NULL, NULL),
			 ERROR_BROKEN);
}

#define TEST(name)                                                \
	cmocka_unit_test_setup_teardown(name, log_scratch_set_up, \
					log_scratch_tear_down)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_scan),
		cmocka_unit_test(test_round_trip),
		TEST(test_due),
		TEST(test_keep),
		TEST(test_take),
	};

	return cmocka_run_group_tests_name("anchor", tests, NULL, NULL);
}
