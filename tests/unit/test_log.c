/*
 * test_log.c - appending to the log: many writers, kill -9, full disks. With
 * arguments (append|refuse FILE COUNT) it is a writer for shell tests.
 */
#include "log_scratch.h"

#include "base/file.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

/* cmocka.h needs what stands above. */
#include <cmocka.h>

static void test_appends(void **state)
{
	struct log_verdict verdict = { 0 };
	struct log_scratch *s = *state;

	log_scratch_append(s, 3);
	assert_whole(s, 3, 0);
	s->options.sync = true;
	log_scratch_append(s, 2);
	assert_whole(s, 5, 0);
	log_scratch_verify(s->file, &verdict);
	assert_int_equal(verdict.last_sequence, 5);
	assert_int_equal(strlen(verdict.chain), UUID_TEXT_SIZE - 1);
}

static void test_missing_folder(void **state)
{
	struct log_scratch *s = *state;
	struct log_scratch deeper = *s;

	log_scratch_join(deeper.directory, s->directory, "/x");
	log_scratch_name_files(&deeper);
	log_scratch_append(&deeper, 1);
	assert_whole(&deeper, 1, 0);
	log_scratch_remove(&deeper);
}

/* Eight writers at once: nothing is lost, nothing is out of order. */
static void test_writers(void **state)
{
	const struct log_scratch *s = *state;
	int status;
	unsigned i;

	for (i = 0; i < 8; i++) {
		if (fork() == 0) {
			log_scratch_append(s, 200);
			_exit(0);
		}
	}
	for (i = 0; i < 8; i++) {
		assert_true(wait(&status) > 0);
		assert_int_equal(status, 0);
	}
	assert_whole(s, 1600, 0);
}

/* Appends until it is killed; tells of each success on `out`. */
static void append_for_ever(const struct log_scratch *s, unsigned writer,
			    int out)
{
	char name[32];
	unsigned i;

	for (i = 0;; i++) {
		snprintf(name, sizeof(name), "<%u-%u>", writer, i);
		if (log_scratch_append_as(s, name, false, NULL))
			_exit(1);
		if (write(out, name, strlen(name)) < 0)
			_exit(1);
	}
}

/* Each name in `told` is the repository of a line. */
static void assert_all_there(const struct log_scratch *s, struct str told)
{
	struct buf log = BUF_INIT;
	char wanted[48];
	size_t size;

	log_scratch_read(s->file, &log);
	while (told.size) {
		size = str_find_byte(told, '>');
		if (size == told.size)
			break;
		snprintf(wanted, sizeof(wanted), "\"%.*s\"", (int)size + 1,
			 told.data);
		assert_true(str_find(buf_str(&log), str_of(wanted)) < log.size);
		told = str_from(told, size + 1);
	}
	buf_release(&log);
}

static void kill_writers(const struct log_scratch *s, unsigned round,
			 struct buf *told)
{
	pid_t writers[2];
	int pipes[2];
	unsigned i;

	assert_int_equal(pipe(pipes), 0);
	for (i = 0; i < 2; i++) {
		writers[i] = fork();
		if (writers[i] == 0)
			append_for_ever(s, round * 2 + i, pipes[1]);
	}
	close(pipes[1]);
	usleep(1000 + (round * 7919) % 30000);
	for (i = 0; i < 2; i++) {
		kill(writers[i], SIGKILL);
		waitpid(writers[i], NULL, 0);
	}
	assert_int_equal(
		fd_read_all(told, pipes[0], LOG_SCRATCH_FILE_LIMIT, NULL), 0);
	close(pipes[0]);
}

static void test_killed_writers(void **state)
{
	const struct log_scratch *s = *state;
	struct log_verdict verdict = { 0 };
	struct buf told = BUF_INIT;
	unsigned round;

	for (round = 0; round < 60; round++)
		kill_writers(s, round, &told);
	log_scratch_append(s, 1);
	log_scratch_verify(s->file, &verdict);
	assert_null(verdict.flaw);
	assert_true(told.size > 0);
	assert_all_there(s, buf_str(&told));
	buf_release(&told);
}

/* A torn write that cannot be taken back, then room again. */
static void test_file_limit(void **state)
{
	const struct log_scratch *s = *state;
	struct error error = { 0 };
	struct rlimit limit;
	struct rlimit old;
	struct stat info;

	log_scratch_append(s, 100);
	assert_int_equal(stat(s->file, &info), 0);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
	signal(SIGXFSZ, SIG_IGN);
	limit = old;
	limit.rlim_cur = (rlim_t)info.st_size + 100;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
	assert_int_equal(log_scratch_append_as(s, "x", true, &error),
			 ERROR_BROKEN);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
	signal(SIGXFSZ, SIG_DFL);
	assert_non_null(strstr(error.text, "File too large"));
	assert_whole(s, 100, 0);
	log_scratch_append(s, 1);
	assert_whole(s, 101, 0);
}

static void test_reserve(void **state)
{
	const struct log_scratch *s = *state;
	struct stat info;

	log_scratch_append(s, 1);
	assert_int_equal(stat(s->reserve, &info), 0);
	assert_int_equal(info.st_size, LOG_RESERVE_SIZE);
	assert_true(info.st_blocks * 512 >= (off_t)LOG_RESERVE_SIZE);
	unlink(s->reserve);
	log_scratch_append(s, 1);
	assert_int_equal(stat(s->reserve, &info), 0);
}

/* Accepted or, with the reserve, refused pushes; tells how many went in. */
static int write_events(const char *how, const char *file, unsigned long count)
{
	bool refuse = strcmp(how, "refuse") == 0;
	struct log_scratch s = { 0 };
	struct error error = { 0 };
	unsigned long i;
	int result = 0;

	signal(SIGXFSZ, SIG_IGN);
	s.options.file = file;
	s.options.mode = 0600;
	for (i = 0; i < count; i++) {
		result = log_scratch_append_as(&s, how, refuse, &error);
		if (result)
			break;
	}
	printf("%lu\n", i);
	if (result)
		fprintf(stderr, "%s\n", error.text);
	return result ? 1 : 0;
}

#define TEST(name)                                                \
	cmocka_unit_test_setup_teardown(name, log_scratch_set_up, \
					log_scratch_tear_down)

int main(int argc, char **argv)
{
	static const struct CMUnitTest tests[] = {
		TEST(test_appends),    TEST(test_missing_folder),
		TEST(test_writers),    TEST(test_killed_writers),
		TEST(test_file_limit), TEST(test_reserve),
	};

	if (argc == 4)
		return write_events(argv[1], argv[2],
				    strtoul(argv[3], NULL, 10));
	return cmocka_run_group_tests_name("log", tests, NULL, NULL);
}
