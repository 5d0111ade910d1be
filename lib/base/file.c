/*
 * file.c - whole files in and out. Never leaves half a file behind under
 * its final name, and never reads more than it was allowed to.
 */
#include "base/file.h"

#include "base/clock.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/vfs.h>
#include <unistd.h>

#define CHUNK_SIZE 16384

bool fd_sync(int fd)
{
	return !fsync(fd) || errno == EINVAL;
}

/* And closes it. */
static int write_durably(int fd, struct str data, const char *path,
			 struct error *error)
{
	int result = fd_write_all(fd, data, error);

	if (result == 0 && !fd_sync(fd))
		result = error_set_errno(error, ERROR_INTERNAL, "cannot sync");
	if (close(fd) < 0 && result == 0)
		result = error_set_errno(error, ERROR_INTERNAL, "cannot close");
	return result ? error_context(error, "%s", path) : 0;
}

/* mkdir(2) says ENOENT, EACCES or EROFS for some directories there are. */
static int make_directory(const char *path, mode_t mode, struct error *error)
{
	int saved;

	if (mkdir(path, mode) == 0 &&
	    (!(mode & S_ISGID) || chmod(path, mode) == 0))
		return 0;
	saved = errno;
	if (file_is_directory(path))
		return 0;
	errno = saved;
	return error_set_errno(error, ERROR_INTERNAL, "cannot create %s", path);
}

/* One byte more than there should be, so that the end of a file is seen. */
static size_t next_part(size_t total, size_t limit, size_t size)
{
	size_t part = size > total ? size - total : CHUNK_SIZE;

	return (part < limit - total ? part : limit - total) + 1;
}

static int error_too_large(struct error *error, size_t limit)
{
	return error_set(error, ERROR_LIMIT, "is larger than %zu bytes", limit);
}

/* `size` is what the file should have; 0: who knows. */
static int read_all(struct buf *out, int fd, size_t limit, size_t size,
		    struct error *error)
{
	size_t before = out->size;
	size_t total = 0;
	int result = 0;

	while (result == 0) {
		size_t wanted = next_part(total, limit, size);
		char *room = buf_reserve(out, wanted);
		ssize_t got = room ? read(fd, room, wanted) : 0;

		if (!room) {
			result = error_no_memory(error);
		} else if (got < 0 && errno != EINTR) {
			result = error_set_errno(error, ERROR_INTERNAL,
						 "cannot read");
		} else if (got > 0 && (size_t)got > limit - total) {
			result = error_too_large(error, limit);
		} else if (got >= 0) {
			buf_commit(out, (size_t)got);
			total += (size_t)got;
			if (!got || (total == size && (size_t)got < wanted))
				return 0;
		}
	}
	buf_truncate(out, before);
	return result;
}

int fd_read_all(struct buf *out, int fd, size_t limit, struct error *error)
{
	return read_all(out, fd, limit, 0, error);
}

/*
 * The caller closes *fd. *size is what the file should have; 0: who knows.
 * `info` may be NULL.
 */
static int open_to_read(int *fd, size_t *size, const char *path,
			struct stat *info, struct error *error)
{
	struct stat own;
	int result;

	*fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (*fd < 0) {
		result = errno == ENOENT || errno == ENOTDIR ? ERROR_NOT_FOUND :
							       ERROR_INTERNAL;
		return error_set_errno(error, (enum error_code)result,
				       "cannot open %s", path);
	}
	info = info ? info : &own;
	if (!fstat(*fd, info)) {
		*size = S_ISREG(info->st_mode) ? (size_t)info->st_size : 0;
		return 0;
	}
	result = error_set_errno(error, ERROR_INTERNAL, "%s", path);
	close(*fd);
	return result;
}

int file_read(struct buf *out, const char *path, size_t limit,
	      struct stat *info, struct error *error)
{
	size_t size;
	int fd;
	int result = open_to_read(&fd, &size, path, info, error);

	if (result)
		return result;
	result = read_all(out, fd, limit, size, error);
	if (result)
		error_context(error, "%s", path);
	close(fd);
	return result;
}

static int hash_all(struct sha256 *hash, int fd, size_t limit, size_t size,
		    struct error *error)
{
	char part[CHUNK_SIZE];
	size_t total = 0;

	for (;;) {
		ssize_t got = read(fd, part, sizeof(part));

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return error_set_errno(error, ERROR_INTERNAL,
					       "cannot read");
		if ((size_t)got > limit - total)
			return error_too_large(error, limit);
		sha256_add(hash, part, (size_t)got);
		total += (size_t)got;
		if (!got || (total == size && (size_t)got < sizeof(part)))
			return 0;
	}
}

int file_hash(char out[SHA256_HEX_SIZE + 1], const char *path, size_t limit,
	      struct stat *info, struct error *error)
{
	unsigned char bytes[SHA256_SIZE];
	struct sha256 hash;
	size_t size;
	int fd;
	int result = open_to_read(&fd, &size, path, info, error);

	if (result)
		return result;
	sha256_init(&hash);
	result = hash_all(&hash, fd, limit, size, error);
	close(fd);
	if (result)
		return error_context(error, "%s", path);
	sha256_final(&hash, bytes);
	hex_encode(bytes, sizeof(bytes), out);
	return 0;
}

int fd_write_all(int fd, struct str data, struct error *error)
{
	ssize_t done;

	while (data.size) {
		done = write(fd, data.data, data.size);
		if (done < 0 && errno == EINTR)
			continue;
		if (done < 0)
			return error_set_errno(error, ERROR_INTERNAL,
					       "cannot write");
		if (done == 0)
			return error_set(error, ERROR_INTERNAL,
					 "cannot write: nothing was taken");
		data = str_from(data, (size_t)done);
	}
	return 0;
}

int file_create(const char *path, struct str data, mode_t mode, bool *exists,
		struct error *error)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
	int result;

	if (exists)
		*exists = fd < 0 && errno == EEXIST;
	if (fd < 0)
		return error_set_errno(error, ERROR_INTERNAL,
				       "cannot create %s", path);
	result = write_durably(fd, data, path, error);
	if (!result)
		result = file_sync_directory_of(path, error);
	if (result)
		unlink(path);
	return result;
}

int file_sync_directory_of(const char *path, struct error *error)
{
	const char *slash = strrchr(path, '/');
	struct buf directory = BUF_INIT;
	int result = 0;
	int fd = -1;

	if (!slash)
		buf_add_byte(&directory, '.');
	else if (slash == path)
		buf_add_byte(&directory, '/');
	else
		buf_add(&directory, path, (size_t)(slash - path));
	if (buf_failed(&directory)) {
		result = error_no_memory(error);
		goto out;
	}
	fd = open(buf_text(&directory), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0 || !fd_sync(fd))
		result = error_set_errno(error, ERROR_INTERNAL,
					 "cannot sync %s",
					 buf_text(&directory));
out:
	if (fd >= 0)
		close(fd);
	buf_release(&directory);
	return result;
}

/* Elsewhere a file's bytes need not come before its next name. */
static bool is_in_order(int fd)
{
	struct statfs info;

	return !fstatfs(fd, &info) && (info.f_type == EXT4_SUPER_MAGIC ||
				       info.f_type == XFS_SUPER_MAGIC);
}

/* That they failed to be written is told once, so nobody is asked again. */
bool fd_settle(int fd)
{
	const unsigned how = SYNC_FILE_RANGE_WAIT_BEFORE |
			     SYNC_FILE_RANGE_WRITE | SYNC_FILE_RANGE_WAIT_AFTER;

	if (is_in_order(fd)) {
		if (!sync_file_range(fd, 0, 0, how))
			return true;
		if (errno != ENOSYS && errno != EPERM)
			return false;
	}
	return fd_sync(fd);
}

bool file_settle(const char *path)
{
	int fd = open(path, O_RDONLY | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
	bool settled = fd >= 0 && fd_settle(fd);

	if (fd >= 0)
		close(fd);
	return settled;
}

void fd_begin_to_settle(int fd)
{
	(void)sync_file_range(fd, 0, 0, SYNC_FILE_RANGE_WRITE);
}

int file_replace(const char *path, struct str data, mode_t mode,
		 struct error *error)
{
	struct buf fresh = BUF_INIT;
	int result;
	int fd;

	buf_addf(&fresh, "%s.%ld", path, (long)getpid());
	if (buf_failed(&fresh))
		return error_no_memory(error);
	/* of another process of this number, which died */
	(void)unlink(buf_text(&fresh));
	fd = open(buf_text(&fresh), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC,
		  mode);
	if (fd < 0) {
		result = error_set_errno(error, ERROR_USAGE, "cannot write %s",
					 path);
		goto out;
	}
	result = write_durably(fd, data, path, error);
	if (!result && rename(buf_text(&fresh), path))
		result = error_set_errno(error, ERROR_INTERNAL,
					 "cannot write %s", path);
	if (result)
		(void)unlink(buf_text(&fresh));
	else
		result = file_sync_directory_of(path, error);
out:
	buf_release(&fresh);
	return result;
}

bool file_is_directory(const char *path)
{
	struct stat info;

	return stat(path, &info) == 0 && S_ISDIR(info.st_mode);
}

int fd_lock(int fd, const char *what, int seconds, struct error *error)
{
	struct backoff backoff;

	backoff_start(&backoff, seconds);
	while (flock(fd, LOCK_EX | LOCK_NB)) {
		if (errno != EWOULDBLOCK && errno != EINTR)
			return error_set_errno(error, ERROR_BROKEN,
					       "cannot lock %s", what);
		if (!backoff_wait(&backoff))
			return error_set(error, ERROR_BROKEN,
					 "%s was locked for %d seconds", what,
					 seconds);
	}
	return 0;
}

int file_make_directories(const char *path, mode_t mode, struct error *error)
{
	struct buf copy = BUF_INIT;
	int result = 0;
	char byte;
	size_t i;

	buf_add_text(&copy, path);
	if (buf_failed(&copy)) {
		result = error_no_memory(error);
		goto out;
	}
	for (i = 1; result == 0 && i < copy.size; i++) {
		byte = copy.data[i];
		if (byte != '/' || copy.data[i - 1] == '/')
			continue;
		copy.data[i] = '\0';
		result = make_directory(copy.data, mode, error);
		copy.data[i] = byte;
	}
	if (result == 0)
		result = make_directory(buf_text(&copy), mode, error);
out:
	buf_release(&copy);
	return result;
}
