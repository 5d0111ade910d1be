/*
 * test_clearance_twins.c - several clearances of one update: all are found,
 * the last one first, in a folder that is listed and in one that is too
 * large for that.
 */
#include "gate/clearance_file.h"
#include "scratch.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#define OTHERS 400
#define DIR "cleared"

struct fixture {
	char dir[64];
	struct cleared_ref ref;
};

static int set_up(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));
	char path[96];

	snprintf(f->dir, sizeof(f->dir), "/tmp/refgate-twins.XXXXXX");
	assert_non_null(mkdtemp(f->dir));
	snprintf(path, sizeof(path), "%s/" DIR, f->dir);
	assert_int_equal(mkdir(path, 0700), 0);
	snprintf(path, sizeof(path), "%s/" DIR "/" CLEARANCE_TWINS_FOLDER,
		 f->dir);
	assert_int_equal(mkdir(path, 0700), 0);
	f->ref.name = STR("refs/heads/main");
	f->ref.new.bytes[0] = 1;
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;

	scratch_remove(f->dir);
	free(f);
	return 0;
}

static void put(const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	assert_true(fd >= 0);
	assert_int_equal(close(fd), 0);
}

static void put_twin(const struct fixture *f, unsigned twin)
{
	struct buf path = BUF_INIT;

	clearance_path(&path, f->dir, DIR, &f->ref, twin);
	put(buf_text(&path));
	buf_release(&path);
	usleep(20000); /* of another time, also by a coarse clock */
}

static void put_others(const struct fixture *f)
{
	char path[160];

	for (int i = 0; i < OTHERS; i++) {
		snprintf(path, sizeof(path),
			 "%s/" DIR "/" CLEARANCE_TWINS_FOLDER "/%040d.1",
			 f->dir, i);
		put(path);
	}
}

static size_t find(const struct fixture *f, const char *dir,
		   unsigned twins[CLEARANCE_TWINS_MAX])
{
	struct error error = { 0 };
	size_t count = 77;

	assert_int_equal(clearance_twins(twins, &count, f->dir, dir, &f->ref,
					 &error),
			 0);
	return count;
}

static void expect_twins(const struct fixture *f)
{
	unsigned twins[CLEARANCE_TWINS_MAX];
	struct fixture other = *f;

	assert_int_equal(find(f, DIR, twins), 3);
	assert_int_equal(twins[0], 0);
	assert_int_equal(twins[1], CLEARANCE_TWINS_MAX - 1);
	assert_int_equal(twins[2], 7);
	other.ref.new.bytes[0] = 2;
	assert_int_equal(find(&other, DIR, twins), 0);
}

static void test_listed(void **state)
{
	const struct fixture *f = *state;

	put_twin(f, 7);
	put_twin(f, CLEARANCE_TWINS_MAX - 1);
	put_twin(f, 0);
	put_twin(f, CLEARANCE_TWINS_MAX); /* none of them */
	expect_twins(f);
}

static void test_large(void **state)
{
	const struct fixture *f = *state;

	put_others(f);
	put_twin(f, 7);
	put_twin(f, CLEARANCE_TWINS_MAX - 1);
	put_twin(f, 0);
	expect_twins(f);
}

static void test_no_folder(void **state)
{
	unsigned twins[CLEARANCE_TWINS_MAX];
	const struct fixture *f = *state;

	assert_int_equal(find(f, "nothing", twins), 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_listed),
		TEST(test_large),
		TEST(test_no_folder),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
