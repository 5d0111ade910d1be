/*
 * test_file.c - whole files in and out, limits, names that are taken.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <unistd.h>

#define LIMIT 50000

/* What the file system is, and what it says; of fsync(2) how often. */
static struct {
	bool is_made_up;
	long type;
	int range_error;
	int sync_error;
	unsigned syncs;
} disk;

int fstatfs(int fd, struct statfs *info)
{
	if (!disk.is_made_up)
		return (int)syscall(SYS_fstatfs, fd, info);
	*info = (struct statfs){ .f_type = disk.type };
	return 0;
}

int sync_file_range(int fd, off_t offset, off_t size, unsigned how)
{
	if (!disk.is_made_up)
		return (int)syscall(SYS_sync_file_range, fd, offset, size, how);
	errno = disk.range_error;
	return errno ? -1 : 0;
}

int fsync(int fd)
{
	if (!disk.is_made_up)
		return (int)syscall(SYS_fsync, fd);
	disk.syncs++;
	errno = disk.sync_error;
	return errno ? -1 : 0;
}

struct place {
	char directory[64];
	char path[128];
};

static int set_up(void **state)
{
	struct place *place = calloc(1, sizeof(*place));
	struct buf text = BUF_INIT;

	if (!place)
		return -1;
	buf_addf(&text, "/tmp/test_file.XXXXXX");
	memcpy(place->directory, text.data, text.size);
	buf_release(&text);
	if (!mkdtemp(place->directory) || chdir(place->directory) < 0)
		return -1;
	*state = place;
	return 0;
}

static int tear_down(void **state)
{
	struct place *place = *state;
	int result = chdir("/");

	result |= rmdir(place->directory);
	free(place);
	return result;
}

static void test_create_and_read(void **state)
{
	struct buf out = BUF_INIT;
	struct error error = { 0 };
	struct stat info;
	bool exists = true;

	(void)state;
	assert_int_equal(file_create("a", STR("x\0y"), 0600, &exists, &error),
			 0);
	assert_false(exists);
	buf_add_text(&out, "> ");
	assert_int_equal(file_read(&out, "a", 3, &info, &error), 0);
	assert_true(str_equal(buf_str(&out), STR("> x\0y")));
	assert_int_equal(info.st_size, 3);
	assert_int_equal(info.st_mode & 07777, 0600);
	/* A name that is taken stays as it is. */
	assert_true(file_create("a", STR("new"), 0600, &exists, &error) < 0);
	assert_true(exists);
	buf_clear(&out);
	assert_int_equal(file_read(&out, "a", 3, NULL, NULL), 0);
	assert_true(str_equal(buf_str(&out), STR("x\0y")));
	assert_int_equal(unlink("a"), 0);
	buf_release(&out);
}

static void test_create_fails(void **state)
{
	struct error error = { 0 };
	bool exists = true;

	(void)state;
	assert_int_equal(file_create("no/a", STR("x"), 0600, &exists, &error),
			 ERROR_INTERNAL);
	assert_false(exists);
	assert_string_equal(error.text,
			    "cannot create no/a: No such file or directory");
	/* A link that leads nowhere is not followed. */
	assert_int_equal(symlink("target", "link"), 0);
	assert_true(file_create("link", STR("x"), 0600, &exists, NULL) < 0);
	assert_true(exists);
	assert_int_equal(access("target", F_OK), -1);
	assert_int_equal(unlink("link"), 0);
}

static void assert_hash_of(const char *hash, struct str text)
{
	char expected[SHA256_HEX_SIZE + 1];

	sha256_hex(text, expected);
	assert_string_equal(hash, expected);
}

static void test_read_limits(void **state)
{
	char hash[SHA256_HEX_SIZE + 1];
	static const struct {
		size_t size;
		size_t limit;
		int result;
	} cases[] = {
		{ 0, 0, 0 },
		{ 1, 0, ERROR_LIMIT },
		{ LIMIT, LIMIT, 0 },
		{ LIMIT + 1, LIMIT, ERROR_LIMIT },
		{ LIMIT, SIZE_MAX, 0 },
	};
	char *data = malloc(LIMIT + 1);
	struct buf out = BUF_INIT;
	struct error error = { 0 };
	size_t i;
	int result;

	(void)state;
	assert_non_null(data);
	memset(data, 'x', LIMIT + 1);
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		buf_clear(&out);
		buf_add_text(&out, "kept");
		assert_int_equal(
			file_create("b", (struct str){ data, cases[i].size },
				    0600, NULL, &error),
			0);
		result = file_read(&out, "b", cases[i].limit, NULL, &error);
		assert_int_equal(result, cases[i].result);
		assert_int_equal(out.size, 4 + (result ? 0 : cases[i].size));
		result = file_hash(hash, "b", cases[i].limit, NULL, &error);
		assert_int_equal(result, cases[i].result);
		if (result)
			assert_non_null(strstr(error.text, "is larger than"));
		else
			assert_hash_of(hash, str_from(buf_str(&out), 4));
		assert_int_equal(unlink("b"), 0);
	}
	buf_release(&out);
	free(data);
}

/* A size that is told is only a guess: of /proc, and of what grows. */
static void test_sizes_that_lie(void **state)
{
	char hash[SHA256_HEX_SIZE + 1];
	struct buf text = BUF_INIT;
	struct buf parts = BUF_INIT;
	struct error error = { 0 };
	struct stat info;
	int ends[2];

	(void)state;
	assert_int_equal(
		file_read(&text, "/proc/self/limits", LIMIT, &info, &error), 0);
	assert_int_equal(info.st_size, 0);
	assert_true(text.size > 500);
	assert_int_equal(
		file_hash(hash, "/proc/self/limits", LIMIT, &info, &error), 0);
	assert_int_equal(info.st_size, 0);
	assert_hash_of(hash, buf_str(&text));
	assert_int_equal(file_read(&parts, "/proc/self/limits", text.size - 1,
				   NULL, &error),
			 ERROR_LIMIT);
	assert_int_equal(parts.size, 0);
	assert_int_equal(pipe(ends), 0);
	assert_int_equal(write(ends[1], "one", 3), 3);
	buf_add_text(&parts, "before ");
	close(ends[1]);
	assert_int_equal(fd_read_all(&parts, ends[0], LIMIT, &error), 0);
	assert_string_equal(buf_text(&parts), "before one");
	close(ends[0]);
	buf_release(&parts);
	buf_release(&text);
}

static void test_read_fails(void **state)
{
	char hash[SHA256_HEX_SIZE + 1];
	struct buf out = BUF_INIT;
	struct error error = { 0 };

	(void)state;
	assert_int_equal(file_read(&out, "none", 1, NULL, &error),
			 ERROR_NOT_FOUND);
	assert_string_equal(error.text,
			    "cannot open none: No such file or directory");
	assert_int_equal(file_read(&out, "/dev/null/x", 1, NULL, &error),
			 ERROR_NOT_FOUND);
	assert_int_equal(file_read(&out, ".", 1, NULL, &error), ERROR_INTERNAL);
	assert_string_equal(error.text, ".: cannot read: Is a directory");
	assert_int_equal(file_hash(hash, "none", 1, NULL, &error),
			 ERROR_NOT_FOUND);
	assert_int_equal(file_hash(hash, ".", 1, NULL, &error), ERROR_INTERNAL);
	assert_string_equal(error.text, ".: cannot read: Is a directory");
	assert_int_equal(fd_read_all(&out, -1, 1, &error), ERROR_INTERNAL);
	assert_int_equal(fd_write_all(-1, STR("x"), &error), ERROR_INTERNAL);
	assert_int_equal(fd_write_all(-1, STR(""), &error), 0);
	buf_release(&out);
}

static void test_directories(void **state)
{
	static const char *const good[] = { "d", "d/e/f", "d//e/", "./d/e" };
	struct error error = { 0 };
	struct stat info;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		assert_int_equal(file_make_directories(good[i], 0700, &error),
				 0);
		assert_int_equal(stat(good[i], &info), 0);
		assert_true(S_ISDIR(info.st_mode));
	}
	assert_int_equal(file_create("d/file", STR(""), 0600, NULL, &error), 0);
	assert_int_equal(file_make_directories("d/file/x", 0700, &error),
			 ERROR_INTERNAL);
	assert_string_equal(error.text, "cannot create d/file: File exists");
	assert_true(file_make_directories("", 0700, &error) < 0);
	assert_int_equal(unlink("d/file"), 0);
	assert_int_equal(rmdir("d/e/f"), 0);
	assert_int_equal(rmdir("d/e"), 0);
	assert_int_equal(rmdir("d"), 0);
}

static void test_replace(void **state)
{
	struct error error = { 0 };
	struct buf out = BUF_INIT;
	struct stat info;

	(void)state;
	assert_int_equal(symlink("elsewhere", "r"), 0);
	assert_int_equal(file_replace("r", STR("one"), 0600, &error), 0);
	assert_int_equal(file_replace("r", STR("two"), 0640, &error), 0);
	assert_int_equal(file_read(&out, "r", LIMIT, &info, &error), 0);
	assert_string_equal(buf_text(&out), "two");
	assert_int_equal(info.st_mode & 07777, 0640 & ~022);
	assert_int_equal(access("elsewhere", F_OK), -1);
	assert_int_equal(unlink("r"), 0);
	assert_int_equal(file_replace("no/r", STR(""), 0600, &error),
			 ERROR_USAGE);
	assert_string_equal(error.text,
			    "cannot write no/r: No such file or directory");
	/* What was made beside it is gone when it cannot take the name. */
	assert_int_equal(file_make_directories("d/r", 0700, &error), 0);
	assert_int_equal(file_replace("d/r", STR("x"), 0600, &error),
			 ERROR_INTERNAL);
	assert_true(file_is_directory("d/r"));
	assert_int_equal(rmdir("d/r"), 0);
	assert_int_equal(rmdir("d"), 0);
	assert_false(file_is_directory("d"));
	buf_release(&out);
}

/* What cannot be synced at all is no failure; what is not there is one. */
static void test_settle(void **state)
{
	struct error error = { 0 };
	int ends[2];
	int fd;

	(void)state;
	fd = open("s", O_WRONLY | O_CREAT, 0600);
	assert_true(fd >= 0);
	assert_int_equal(fd_write_all(fd, STR("settled"), &error), 0);
	fd_begin_to_settle(fd);
	assert_true(fd_settle(fd));
	close(fd);
	assert_true(file_settle("s"));
	assert_int_equal(unlink("s"), 0);
	assert_false(file_settle("s"));
	assert_false(fd_settle(-1));
	assert_int_equal(pipe(ends), 0);
	assert_true(fd_settle(ends[1]));
	close(ends[0]);
	close(ends[1]);
}

static void test_settle_by_file_system(void **state)
{
	static const struct {
		long type;
		int range_error;
		int sync_error;
		bool settled;
		unsigned syncs;
	} cases[] = {
		{ EXT4_SUPER_MAGIC, 0, EIO, true, 0 },
		{ XFS_SUPER_MAGIC, 0, EIO, true, 0 },
		/* told once: to ask again would find it in order */
		{ EXT4_SUPER_MAGIC, EIO, 0, false, 0 },
		{ XFS_SUPER_MAGIC, ENOSPC, 0, false, 0 },
		{ EXT4_SUPER_MAGIC, ENOSYS, 0, true, 1 },
		{ EXT4_SUPER_MAGIC, EPERM, EIO, false, 1 },
		{ OVERLAYFS_SUPER_MAGIC, 0, 0, true, 1 },
		{ OVERLAYFS_SUPER_MAGIC, 0, EIO, false, 1 },
		{ BTRFS_SUPER_MAGIC, 0, EINVAL, true, 1 },
	};

	(void)state;
	disk.is_made_up = true;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		disk.type = cases[i].type;
		disk.range_error = cases[i].range_error;
		disk.sync_error = cases[i].sync_error;
		disk.syncs = 0;
		assert_int_equal(fd_settle(0), cases[i].settled);
		assert_int_equal(disk.syncs, cases[i].syncs);
	}
	disk.is_made_up = false;
}

static void test_lock(void **state)
{
	struct error error = { 0 };
	int first = open("lock", O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	int second = open("lock", O_RDWR | O_CLOEXEC);

	(void)state;
	assert_true(first >= 0 && second >= 0);
	assert_int_equal(fd_lock(first, "it", 1, &error), 0);
	assert_int_equal(fd_lock(second, "it", 1, &error), ERROR_BROKEN);
	assert_string_equal(error.text, "it was locked for 1 seconds");
	close(first);
	assert_int_equal(fd_lock(second, "it", 1, &error), 0);
	close(second);
	assert_int_equal(fd_lock(second, "it", 1, &error), ERROR_BROKEN);
	assert_string_equal(error.text, "cannot lock it: Bad file descriptor");
	assert_int_equal(unlink("lock"), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_create_and_read),
		cmocka_unit_test(test_create_fails),
		cmocka_unit_test(test_read_limits),
		cmocka_unit_test(test_sizes_that_lie),
		cmocka_unit_test(test_read_fails),
		cmocka_unit_test(test_directories),
		cmocka_unit_test(test_replace),
		cmocka_unit_test(test_settle),
		cmocka_unit_test(test_settle_by_file_system),
		cmocka_unit_test(test_lock),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
