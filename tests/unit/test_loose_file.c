/*
 * test_loose_file.c - loose objects of every size, bombs, and what stands in
 * the place of a file.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "loose_fixture.h"

#include "base/error.h"
#include "scratch.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* Contents that end before, at and behind the end of a chunk. */
static void test_chunks(void **state)
{
	struct buf text = BUF_INIT;
	struct buf bytes = BUF_INIT;
	struct buf content = BUF_INIT;
	char header[32];

	(void)state;
	for (size_t i = 0; i < 3 * LOOSE_CHUNK_SIZE; i++)
		buf_add_byte(&content, (char)(i * i >> 7 ^ i));
	for (size_t size = LOOSE_CHUNK_SIZE - 40;
	     size < 2 * LOOSE_CHUNK_SIZE + 20; size++) {
		struct str part;
		bool spawn;

		if (size == LOOSE_CHUNK_SIZE + 20)
			size = 2 * LOOSE_CHUNK_SIZE - 40;
		part = str_first(buf_str(&content), size);
		(void)snprintf(header, sizeof(header), "blob %zu", size);
		buf_clear(&bytes);
		loose_deflate(&bytes, loose_text(&text, header, part), ZLIB, 0,
			      NULL);
		spawn = bytes.size % LOOSE_CHUNK_SIZE == 0;
		loose_fixture_put(buf_str(&bytes));
		if (spawn) {
			loose_fixture_check(header, true);
		} else {
			struct buf got = BUF_INIT;
			enum object_type type;

			assert_int_equal(loose_fixture_file(&got, &type), 0);
			assert_true(str_equal(buf_str(&got), part));
			buf_release(&got);
		}
		buf_add_byte(&bytes, 'x');
		if (spawn)
			loose_fixture_check_bytes("behind a chunk",
						  buf_str(&bytes), false);
	}
	buf_release(&text);
	buf_release(&bytes);
	buf_release(&content);
}

/* What inflates to far more than it says, and to as much as it says. */
static void test_bombs(void **state)
{
	const size_t size = 32u << 20;
	struct buf text = BUF_INIT;
	struct buf bytes = BUF_INIT;
	struct loose loose;
	char *zeros = calloc(1, size);
	char small[3];

	(void)state;
	assert_non_null(zeros);
	loose_deflate(&bytes,
		      loose_text(&text, "blob 3", (struct str){ zeros, size }),
		      ZLIB, 9, NULL);
	loose_fixture_check_bytes("bomb", buf_str(&bytes), false);
	/* nothing is written behind the room for three */
	assert_int_equal(loose_open_bytes(&loose, buf_str(&bytes)), 0);
	assert_int_equal(loose_read(&loose, small), ERROR_BROKEN);
	loose_close(&loose);
	buf_clear(&bytes);
	loose_deflate(&bytes,
		      loose_text(&text, "blob 33554432",
				 (struct str){ zeros, size }),
		      ZLIB, 9, NULL);
	loose_fixture_put(buf_str(&bytes));
	assert_int_equal(loose_open(&loose, FILE_NAME), 0);
	assert_int_equal(loose.size, size);
	/* no more was inflated than a chunk */
	assert_true(loose.stream.total_out <= LOOSE_CHUNK_SIZE);
	assert_false(loose_is_small(&loose));
	zeros[0] = zeros[size - 1] = 1;
	assert_int_equal(loose_read(&loose, zeros), 0);
	assert_int_equal(zeros[0], 0);
	assert_int_equal(zeros[size - 1], 0);
	loose_close(&loose);
	free(zeros);
	buf_release(&text);
	buf_release(&bytes);
}

static int open_only(const char *path)
{
	struct loose loose;
	int r = loose_open(&loose, path);

	loose_close(&loose);
	return r;
}

/* What is there is no file, or no file for us. */
static void test_places(void **state)
{
	struct buf text = BUF_INIT;
	struct buf bytes = BUF_INIT;

	(void)state;
	(void)unlink(FILE_NAME);
	assert_int_equal(open_only(FILE_NAME), ERROR_NOT_FOUND);
	assert_int_equal(open_only(FOLDER "x/y"), ERROR_NOT_FOUND);
	assert_int_equal(open_only("r/config/x"), ERROR_NOT_FOUND);
	assert_int_equal(mkdir(FILE_NAME, 0755), 0);
	loose_fixture_check("a folder", false);
	assert_int_equal(rmdir(FILE_NAME), 0);
	assert_int_equal(mkfifo(FILE_NAME, 0644), 0);
	assert_int_equal(open_only(FILE_NAME), ERROR_BROKEN);
	assert_int_equal(unlink(FILE_NAME), 0);
	assert_int_equal(symlink("nowhere", FILE_NAME), 0);
	assert_int_equal(open_only(FILE_NAME), ERROR_NOT_FOUND);
	assert_int_equal(unlink(FILE_NAME), 0);
	assert_int_equal(symlink("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
				 FILE_NAME),
			 0);
	assert_int_equal(open_only(FILE_NAME), ERROR_BROKEN);
	assert_int_equal(unlink(FILE_NAME), 0);
	loose_deflate(&bytes, loose_text(&text, "blob 3", STR("abc")), ZLIB, 1,
		      NULL);
	scratch_write("elsewhere", buf_str(&bytes));
	assert_int_equal(symlink("../../../elsewhere", FILE_NAME), 0);
	loose_fixture_check("a link", true);
	assert_int_equal(chmod("elsewhere", 0), 0);
	if (geteuid())
		loose_fixture_check("not for us", false);
	buf_release(&text);
	buf_release(&bytes);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name)                                                  \
	cmocka_unit_test_setup_teardown(name, loose_fixture_set_up, \
					scratch_tear_down)
		TEST(test_chunks),
		TEST(test_bombs),
		TEST(test_places),
	};

	return cmocka_run_group_tests_name("loose files", tests, NULL, NULL);
}
