/*
 * test_mask_key.c - the key file that names people by hashes: who may read
 * it, who makes it, and many that come at once.
 */
#include "audit/mask_key.h"

#include "audit/mask.h"
#include "base/file.h"
#include "key_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* cmocka.h needs what stands above. */
#include <cmocka.h>

#define WRITERS 8

struct fixture {
	struct key_fixture key;
};

static int set_up(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	assert_non_null(f);
	key_fixture_init(&f->key);
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;

	key_fixture_release(&f->key);
	free(f);
	return 0;
}

static void test_key_files(void **state)
{
	static const struct {
		const char *text;
		mode_t mode, wanted_mode;
		int result;
	} cases[] = {
		{ KEY_TEXT, 0600, 0600, 0 },
		{ KEY_TEXT, 0400, 0600, 0 },
		{ KEY_TEXT, 0660, 0660, 0 },
		{ KEY_TEXT, 0640, 0600, ERROR_BROKEN },
		{ KEY_TEXT, 0604, 0660, ERROR_BROKEN },
		{ KEY_TEXT, 0602, 0600, ERROR_BROKEN },
		{ "", 0600, 0600, ERROR_BROKEN },
		{ "00\n", 0600, 0600, ERROR_BROKEN },
		{ KEY_TEXT "\n", 0600, 0600, ERROR_BROKEN },
		{ "X" KEY_TEXT, 0600, 0600, ERROR_BROKEN },
		{ "000102030405060708090A0B0C0D0E0F"
		  "101112131415161718191A1B1C1D1E1F\n",
		  0600, 0600, ERROR_BROKEN },
	};
	struct fixture *f = *state;
	struct mask_key key;
	struct error error;

	assert_int_equal(mask_key_read(&key, f->key.path, 0600, &error),
			 ERROR_NOT_FOUND);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		key_fixture_write(&f->key, cases[i].text, cases[i].mode);
		assert_int_equal(mask_key_open(&key, f->key.path,
					       cases[i].wanted_mode, &error),
				 cases[i].result);
		/* a pusher may read it */
		if (cases[i].result)
			assert_null(strstr(error.text, f->key.directory));
	}
}

/* A key that was given is not made. */
static void test_given_key(void **state)
{
	struct fixture *f = *state;
	struct log_options options = { .identity_key = f->key.path,
				       .mode = 0600 };
	struct event event = { .user_name = "eve" };
	struct event out;
	struct error error;
	struct arena arena;

	arena_init(&arena);
	options.identity_key_given = true;
	assert_int_equal(mask_event(&out, &event, &options, &arena, &error),
			 ERROR_BROKEN);
	assert_int_not_equal(access(f->key.path, F_OK), 0);
	options.identity_key_given = false;
	assert_int_equal(mask_event(&out, &event, &options, &arena, &error), 0);
	assert_int_equal(access(f->key.path, F_OK), 0);
	arena_release(&arena);
}

/* Of many that make it at once all have the same. */
static void test_race(void **state)
{
	const struct fixture *f = *state;
	struct mask_key keys[WRITERS];
	struct stat info;
	int pipes[2];

	assert_int_equal(pipe(pipes), 0);
	for (size_t i = 0; i < WRITERS; i++) {
		struct mask_key key;

		if (fork())
			continue;
		if (mask_key_open(&key, f->key.path, 0660, NULL) ||
		    write(pipes[1], &key, sizeof(key)) != sizeof(key))
			_exit(1);
		_exit(0);
	}
	for (size_t i = 0; i < WRITERS; i++) {
		int status;

		assert_true(wait(&status) > 0);
		assert_int_equal(status, 0);
	}
	assert_int_equal(read(pipes[0], keys, sizeof(keys)), sizeof(keys));
	for (size_t i = 1; i < WRITERS; i++)
		assert_memory_equal(&keys[i], &keys[0], sizeof(keys[0]));
	assert_int_equal(stat(f->key.path, &info), 0);
	assert_int_equal(info.st_mode & 07777, 0660);
	assert_int_equal(info.st_size, 65);
	close(pipes[0]);
	close(pipes[1]);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_key_files),
		TEST(test_given_key),
		TEST(test_race),
	};

	return cmocka_run_group_tests_name("mask key", tests, NULL, NULL);
}
