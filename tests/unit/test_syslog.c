/*
 * test_syslog.c - copies to syslog: what a datagram holds, and that a
 * receiver that is not there or does not read costs no push more than a
 * moment. With arguments (FILE COUNT SOCKET FACILITY|- ANCHOR|-) it is a
 * writer for shell tests.
 */
#include "log_scratch.h"

#include "audit/anchor.h"
#include "audit/syslog.h"
#include "audit/syslog_copy.h"
#include "base/clock.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <syslog.h>
#include <unistd.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

/* cmocka.h needs what stands above. */
#include <cmocka.h>

#define DATAGRAM_SIZE 65536

struct receiver {
	struct log_scratch *s;
	char path[LOG_SCRATCH_PATH_SIZE];
	int fd;
	char text[DATAGRAM_SIZE];
};

static void open_receiver(struct receiver *r, void **state)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };

	r->s = *state;
	log_scratch_join(r->path, r->s->directory, "/log");
	assert_in_range(strlen(r->path), 1, sizeof(address.sun_path) - 1);
	memcpy(address.sun_path, r->path, strlen(r->path));
	r->fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	assert_int_equal(
		bind(r->fd, (struct sockaddr *)&address, sizeof(address)), 0);
	r->s->options.syslog_socket = r->path;
}

static void close_receiver(struct receiver *r)
{
	close(r->fd);
	unlink(r->path);
}

/* The next datagram; empty: there is none. */
static struct str receive(struct receiver *r)
{
	ssize_t size = recv(r->fd, r->text, sizeof(r->text), 0);

	return (struct str){ r->text, size > 0 ? (size_t)size : 0 };
}

static void test_facilities(void **state)
{
	int value = -1;

	(void)state;
	assert_true(syslog_facility("authpriv", &value));
	assert_int_equal(value, LOG_AUTHPRIV);
	assert_true(syslog_facility("local7", &value));
	assert_int_equal(value, LOG_LOCAL7);
	assert_false(syslog_facility("local8", &value));
	assert_false(syslog_facility("", &value));
}

struct shown {
	const char *facility;
	const char *level;
	const char *priority;
};

static void test_datagram(void **state)
{
	static const struct shown rows[] = {
		{ "auth", "info", "<38>" },
		{ "local0", "notice", "<133>" },
		{ "local0", "warning", "<132>" },
		{ "daemon", "error", "<27>" },
		{ "user", "alert", "<9>" },
		{ "user", "no such level", "<14>" },
	};
	struct syslog_sender sender;
	struct receiver r;
	struct str got;
	char tail[64];

	open_receiver(&r, state);
	snprintf(tail, sizeof(tail), " me[%ld]: {\"a\":1}", (long)getpid());
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_int_equal(syslog_open(&sender, rows[i].facility, r.path,
					     NULL),
				 0);
		assert_int_equal(syslog_send(&sender, "me",
					     str_of(rows[i].level),
					     STR("{\"a\":1}"), NULL),
				 0);
		syslog_close(&sender);
		got = receive(&r);
		assert_true(str_starts(got, rows[i].priority));
		assert_true(str_ends(got, tail));
		/* "Mmm dd hh:mm:ss" between the two */
		assert_int_equal(got.size,
				 strlen(rows[i].priority) + 15 + strlen(tail));
	}
	close_receiver(&r);
}

static void test_failures(void **state)
{
	static char big[SYSLOG_DATAGRAM_SIZE_MAX];
	struct syslog_sender sender;
	struct receiver r;
	char none[LOG_SCRATCH_PATH_SIZE];

	open_receiver(&r, state);
	memset(big, 'x', sizeof(big));
	assert_int_equal(syslog_open(&sender, "nobody", r.path, NULL),
			 ERROR_USAGE);
	syslog_close(&sender);
	log_scratch_join(none, r.s->directory, "/none");
	assert_int_equal(syslog_open(&sender, "user", none, NULL),
			 ERROR_NOT_FOUND);
	syslog_close(&sender);
	assert_int_equal(syslog_open(&sender, "user", r.path, NULL), 0);
	assert_int_equal(syslog_send(&sender, "me", STR("info"),
				     (struct str){ big, sizeof(big) }, NULL),
			 ERROR_LIMIT);
	close_receiver(&r);
	assert_int_equal(syslog_send(&sender, "me", STR("info"), STR("x"),
				     NULL),
			 ERROR_NOT_FOUND);
	syslog_close(&sender);
}

/* A daemon that was started again has the same name and another socket. */
static void test_restart(void **state)
{
	struct syslog_sender sender;
	struct receiver r;

	open_receiver(&r, state);
	assert_int_equal(syslog_open(&sender, "user", r.path, NULL), 0);
	close_receiver(&r);
	open_receiver(&r, state);
	assert_int_equal(
		syslog_send(&sender, "me", STR("info"), STR("x"), NULL), 0);
	assert_true(str_ends(receive(&r), "]: x"));
	syslog_close(&sender);
	close_receiver(&r);
}

static void fill(struct receiver *r)
{
	struct syslog_sender sender;

	assert_int_equal(syslog_open(&sender, "user", r->path, NULL), 0);
	sender.end = 0;
	while (syslog_send(&sender, "me", STR("info"), STR("x"), NULL) == 0)
		;
	syslog_close(&sender);
}

static bool has_mark(const struct receiver *r, struct buf *text)
{
	char path[LOG_SCRATCH_PATH_SIZE];
	struct stat info;

	log_scratch_join(path, r->s->file, SYSLOG_MARK);
	if (stat(path, &info))
		return false;
	log_scratch_read(path, text);
	return true;
}

static void assert_holds(const struct buf *text, const char *wanted)
{
	if (str_find(buf_str(text), str_of(wanted)) == text->size)
		fail_msg("no %s in %s", wanted, buf_text(text));
}

static void test_slow_receiver(void **state)
{
	struct buf mark = BUF_INIT;
	struct receiver r;
	usec start;

	open_receiver(&r, state);
	fill(&r);
	r.s->options.syslog = "local0";
	r.s->options.anchor = "syslog";
	start = clock_monotonic();
	log_scratch_append(r.s, 1);
	assert_in_range(clock_monotonic() - start, SYSLOG_WAIT / 2,
			SYSLOG_WAIT * 2);
	assert_whole(r.s, 1, 0);
	assert_true(has_mark(&r, &mark));
	assert_holds(&mark, "{\"lines\":2,\"since\":\"2");
	assert_holds(&mark, "\"text\":\"syslog takes nothing\"}");
	while (receive(&r).size)
		;
	log_scratch_append(r.s, 1);
	assert_false(has_mark(&r, &mark));
	close_receiver(&r);
	buf_release(&mark);
}

static void test_no_receiver(void **state)
{
	struct receiver r = { .s = *state };
	struct buf mark = BUF_INIT;
	char path[LOG_SCRATCH_PATH_SIZE];

	log_scratch_join(path, r.s->directory, "/none");
	r.s->options.syslog_socket = path;
	r.s->options.syslog = "local0";
	log_scratch_append(r.s, 3);
	assert_whole(r.s, 3, 0);
	assert_true(has_mark(&r, &mark));
	assert_holds(&mark, "{\"lines\":3,");
	/* a mark that is none is written anew */
	log_scratch_join(path, r.s->file, SYSLOG_MARK);
	log_scratch_write(path, O_TRUNC,
			  STR("{\"lines\":99999999999999999999"
			      "999,\"since\":\""));
	log_scratch_append(r.s, 1);
	assert_true(has_mark(&r, &mark));
	assert_holds(&mark, "\"since\":\"2");
	buf_release(&mark);
}

static void test_copies(void **state)
{
	struct anchor anchor;
	struct buf payload = BUF_INIT;
	struct buf signature = BUF_INIT;
	struct buf log = BUF_INIT;
	struct receiver r;
	struct str rest, line, got;

	open_receiver(&r, state);
	log_scratch_append(r.s, 1);
	assert_int_equal(receive(&r).size, 0);
	/* torn: the next event begins with a record of that */
	log_scratch_write(r.s->file, O_APPEND, STR("{\"torn"));
	r.s->options.syslog = "local0";
	r.s->options.anchor = "syslog";
	log_scratch_append(r.s, 1);
	log_scratch_read(r.s->file, &log);
	rest = buf_str(&log);
	for (int i = 0; i < 2; i++)
		assert_true(str_next_line(&rest, &line));
	for (int i = 0; i < 2; i++) {
		assert_true(str_next_line(&rest, &line));
		got = receive(&r);
		assert_true(str_starts(got, "<132>"));
		assert_true(str_find(got, line) + line.size == got.size);
	}
	got = receive(&r);
	assert_true(str_find(got, STR(" refgate-anchor[")) < got.size);
	assert_int_equal(anchor_scan(&anchor, &payload, &signature, got), 1);
	assert_int_equal(anchor.sequence, 3);
	assert_int_equal(signature.size, 0);
	assert_int_equal(receive(&r).size, 0);
	close_receiver(&r);
	buf_release(&payload);
	buf_release(&signature);
	buf_release(&log);
}

/* "-": not. */
static const char *option(const char *word)
{
	return strcmp(word, "-") ? word : NULL;
}

static int write_events(char **argv)
{
	struct log_scratch s = { 0 };
	struct error error = { 0 };
	unsigned long count = strtoul(argv[2], NULL, 10);

	s.options = (struct log_options){ .file = argv[1],
					  .mode = 0600,
					  .syslog_socket = argv[3],
					  .syslog = option(argv[4]),
					  .anchor = option(argv[5]) };
	for (unsigned long i = 0; i < count; i++)
		if (log_scratch_append_as(&s, "project", false, &error)) {
			fprintf(stderr, "%s\n", error.text);
			return 1;
		}
	return 0;
}

#define TEST(name)                                                \
	cmocka_unit_test_setup_teardown(name, log_scratch_set_up, \
					log_scratch_tear_down)

int main(int argc, char **argv)
{
	static const struct CMUnitTest tests[] = {
		TEST(test_facilities),	TEST(test_datagram),
		TEST(test_failures),	TEST(test_restart),
		TEST(test_copies),	TEST(test_slow_receiver),
		TEST(test_no_receiver),
	};

	signal(SIGPIPE, SIG_IGN);
	if (argc == 6)
		return write_events(argv);
	return cmocka_run_group_tests_name("syslog", tests, NULL, NULL);
}
