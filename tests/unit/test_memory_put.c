/*
 * test_memory_put.c - the gate's memory as it is written: by many at once, on
 * a full disk, in a shared repository.
 */
#include "memory_fixture.h"
#include "scratch.h"

#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#define WRITERS 6
#define ROUNDS 20

static void only_new_finds_loose_and_packed(void **state)
{
	struct oid one = memory_fixture_store(memory_fixture_text);
	struct oid two = memory_fixture_store("a 1\n");

	(void)state;
	assert_int_equal(memory_fixture_put("override/1/2", &one, true), 0);
	assert_int_equal(memory_fixture_put("override/1/2", &two, true),
			 ERROR_BROKEN);
	memory_fixture_git("pack-refs", "--all", "--prune");
	assert_int_equal(memory_fixture_put("override/1/2", &two, true),
			 ERROR_BROKEN);
	assert_int_equal(memory_fixture_put("override/1/3", &two, true), 0);
	memory_fixture_assert("override/1/2", memory_fixture_text);
}

static void odd_names_are_refused(void **state)
{
	static const char *const names[] = { "../heads/main", "a/../../b", "",
					     "a.lock",	      "a b",	   "a/",
					     "a//b",	      "a\nb" };
	struct oid id = memory_fixture_store(memory_fixture_text);

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		assert_int_equal(memory_fixture_put(names[i], &id, false),
				 ERROR_BROKEN);
	assert_false(memory_fixture_is_there("r/refs/heads/main"));
}

static void odd_texts_are_not_stored(void **state)
{
	struct error error = { 0 };
	struct buf big = BUF_INIT;
	struct oid id;

	(void)state;
	assert_int_equal(memory_store(&id, "r", STR("no key"), &error),
			 ERROR_INTERNAL);
	while (big.size <= MEMORY_TEXT_SIZE_MAX)
		buf_add_text(&big, "key value\n");
	assert_int_equal(memory_store(&id, "r", buf_str(&big), &error),
			 ERROR_LIMIT);
	buf_release(&big);
}

static unsigned mode_of(const char *path)
{
	struct stat info;

	if (stat(path, &info))
		fail_msg("%s is not there", path);
	return info.st_mode & 07777;
}

static void is_as_open_as_the_repository(void **state)
{
	static const struct {
		unsigned above, folder, file;
	} rows[] = { { 0755, 0755, 0644 },
		     { 02775, 02775, 0664 },
		     { 02770, 02770, 0660 },
		     { 0700, 0700, 0600 } };
	char path[64];
	char hex[OID_HEX_SIZE + 1];
	mode_t mask = umask(077);

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct oid id;

		scratch_run(NULL, STR(""), "rm", "-rf", "r/refs/refgate", NULL);
		scratch_run(NULL, STR(""), "rm", "-rf", "r/objects", NULL);
		assert_int_equal(mkdir("r/objects", 0700), 0);
		assert_int_equal(chmod("r/refs", rows[i].above), 0);
		assert_int_equal(chmod("r/objects", rows[i].above), 0);
		id = memory_fixture_store(memory_fixture_text);
		assert_int_equal(memory_fixture_put("landing/1/2", &id, false),
				 0);
		assert_int_equal(mode_of("r/refs/refgate"), rows[i].folder);
		assert_int_equal(mode_of("r/refs/refgate/landing/1"),
				 rows[i].folder);
		assert_int_equal(mode_of("r/refs/refgate/landing/1/2"),
				 rows[i].file);
		oid_format(&id, hex);
		snprintf(path, sizeof(path), "r/objects/%.2s", hex);
		assert_int_equal(mode_of(path), rows[i].folder);
		snprintf(path, sizeof(path), "r/objects/%.2s/%s", hex, hex + 2);
		assert_int_equal(mode_of(path), rows[i].file & 0444);
	}
	umask(mask);
}

static void locks_are_waited_for(void **state)
{
	struct oid id = memory_fixture_store(memory_fixture_text);
	pid_t child;
	int status;

	(void)state;
	memory_fixture_keep("seen/1", "a 1\n");
	scratch_write("r/refs/refgate/seen/1.lock", STR(""));
	child = fork();
	if (child == 0) {
		usleep(200000);
		_exit(unlink("r/refs/refgate/seen/1.lock"));
	}
	assert_int_equal(memory_fixture_put("seen/1", &id, false), 0);
	waitpid(child, &status, 0);
	memory_fixture_assert("seen/1", memory_fixture_text);
}

/* Who made it may be dead; who holds it is not. */
static void abandoned_locks_are_taken_over(void **state)
{
	const char *lock = "r/refs/refgate/seen/1.lock";
	struct oid id = memory_fixture_store(memory_fixture_text);
	int held;

	(void)state;
	memory_fixture_keep("seen/1", "a 1\n");
	scratch_write(lock, STR(""));
	held = open(lock, O_RDONLY | O_CLOEXEC);
	assert_int_equal(flock(held, LOCK_EX), 0);
	assert_int_equal(memory_fixture_put("seen/1", &id, false),
			 ERROR_BROKEN);
	assert_true(memory_fixture_is_there(lock));
	close(held);
	assert_int_equal(memory_fixture_put("seen/1", &id, false), 0);
	memory_fixture_assert("seen/1", memory_fixture_text);
	assert_false(memory_fixture_is_there(lock));
}

/* While git packs and prunes, every name stays readable. */
static void write_rounds(unsigned writer, const struct oid *id)
{
	static const char *const mine[] = { "seen/1", "seen/2" };
	struct error error = { 0 };
	char name[32];
	int result = 0;

	for (unsigned i = 0; !result && i < ROUNDS; i++) {
		snprintf(name, sizeof(name), "landing/%u/%u", i, writer);
		result = memory_put("r", name, id, true, &error);
		if (!result)
			result =
				memory_put("r", "version/1", id, false, &error);
		if (!result && writer == 1)
			result = memory_forget("r", mine, 2, &error);
	}
	if (result)
		fprintf(stderr, "writer %u: %s\n", writer, error.text);
	_exit(result != 0);
}

static void many_write_at_once(void **state)
{
	static const char *const pack[] = { "git",   "--git-dir=r", "pack-refs",
					    "--all", "--prune",	    NULL };
	struct oid id = memory_fixture_store(memory_fixture_text);
	struct buf names = BUF_INIT;
	size_t lines = 0;
	int status;

	(void)state;
	for (unsigned i = 0; i < WRITERS; i++)
		if (fork() == 0)
			write_rounds(i, &id);
	for (unsigned i = 0; i < ROUNDS / 2; i++)
		scratch_try(NULL, STR(""), pack);
	while (wait(&status) > 0)
		assert_int_equal(status, 0);
	memory_fixture_assert("version/1", memory_fixture_text);
	scratch_run(&names, STR(""), "git", "--git-dir=r", "for-each-ref",
		    "refs/refgate/landing", NULL);
	for (size_t i = 0; i < names.size; i++)
		lines += names.data[i] == '\n';
	assert_int_equal(lines, WRITERS * ROUNDS);
	buf_release(&names);
}

static void one_of_two_new_ones_wins(void **state)
{
	struct oid id = memory_fixture_store(memory_fixture_text);
	unsigned won = 0;
	int status;

	(void)state;
	for (unsigned i = 0; i < WRITERS; i++)
		if (fork() == 0)
			_exit(memory_fixture_put("override/1/1", &id, true) ?
				      1 :
				      0);
	while (wait(&status) > 0)
		won += status == 0;
	assert_int_equal(won, 1);
}

static void a_full_disk_leaves_nothing(void **state)
{
	struct rlimit none = { 16, 16 };
	struct oid id = memory_fixture_store(memory_fixture_text);
	int status;

	(void)state;
	if (fork() == 0) {
		struct error error = { 0 };
		struct oid other;
		int result;

		setrlimit(RLIMIT_FSIZE, &none);
		signal(SIGXFSZ, SIG_IGN);
		result = memory_store(&other, "r", STR("key other\n"), &error);
		_exit(result == ERROR_BROKEN && error.text[0] &&
				      memory_fixture_put("seen/1", &id,
							 false) ==
					      ERROR_BROKEN ?
			      0 :
			      1);
	}
	wait(&status);
	assert_int_equal(status, 0);
	assert_false(memory_fixture_is_there("r/refs/refgate/seen/1"));
	assert_false(memory_fixture_is_there("r/refs/refgate/seen/1.lock"));
	assert_int_equal(memory_fixture_answer("seen/1"), ERROR_NOT_FOUND);
}

#define TEST(name)                                                   \
	cmocka_unit_test_setup_teardown(name, memory_fixture_set_up, \
					scratch_tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(only_new_finds_loose_and_packed),
		TEST(odd_names_are_refused),
		TEST(odd_texts_are_not_stored),
		TEST(is_as_open_as_the_repository),
		TEST(locks_are_waited_for),
		TEST(abandoned_locks_are_taken_over),
		TEST(many_write_at_once),
		TEST(one_of_two_new_ones_wins),
		TEST(a_full_disk_leaves_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
