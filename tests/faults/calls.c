/*
 * calls.c - calls of the system that fail where places.h says so, with EIO.
 * Never makes up an end of a file, nor that something is not there: neither
 * can be told from the truth.
 */
#include "places.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

#define CALL(number, ...)                                   \
	(places_fail(number, __builtin_return_address(0)) ? \
		 (errno = EIO, -1) :                        \
		 syscall(number, __VA_ARGS__))

/* Behind the flags there is a mode if a file may be made. */
static mode_t mode_behind(int flags, va_list words)
{
	return flags & (O_CREAT | __O_TMPFILE) ? va_arg(words, mode_t) : 0;
}

int open(const char *path, int flags, ...)
{
	va_list words;
	mode_t mode;

	va_start(words, flags);
	mode = mode_behind(flags, words);
	va_end(words);
	return (int)CALL(SYS_openat, AT_FDCWD, path, flags, mode);
}

int openat(int folder, const char *path, int flags, ...)
{
	va_list words;
	mode_t mode;

	va_start(words, flags);
	mode = mode_behind(flags, words);
	va_end(words);
	return (int)CALL(SYS_openat, folder, path, flags, mode);
}

ssize_t read(int fd, void *out, size_t size)
{
	return CALL(SYS_read, fd, out, size);
}

ssize_t pread(int fd, void *out, size_t size, off_t offset)
{
	return CALL(SYS_pread64, fd, out, size, offset);
}

ssize_t write(int fd, const void *bytes, size_t size)
{
	return CALL(SYS_write, fd, bytes, size);
}

ssize_t pwrite(int fd, const void *bytes, size_t size, off_t offset)
{
	return CALL(SYS_pwrite64, fd, bytes, size, offset);
}

off_t lseek(int fd, off_t offset, int whence)
{
	return CALL(SYS_lseek, fd, offset, whence);
}

int fstat(int fd, struct stat *info)
{
	return (int)CALL(SYS_fstat, fd, info);
}

int stat(const char *path, struct stat *info)
{
	return (int)CALL(SYS_stat, path, info);
}

int lstat(const char *path, struct stat *info)
{
	return (int)CALL(SYS_lstat, path, info);
}

int fstatat(int folder, const char *path, struct stat *info, int flags)
{
	return (int)CALL(SYS_newfstatat, folder, path, info, flags);
}

int ftruncate(int fd, off_t size)
{
	return (int)CALL(SYS_ftruncate, fd, size);
}

int fsync(int fd)
{
	return (int)CALL(SYS_fsync, fd);
}

int sync_file_range(int fd, off_t offset, off_t size, unsigned how)
{
	return (int)CALL(SYS_sync_file_range, fd, offset, size, how);
}

int fdatasync(int fd)
{
	return (int)CALL(SYS_fdatasync, fd);
}

int flock(int fd, int how)
{
	return (int)CALL(SYS_flock, fd, how);
}

int rename(const char *from, const char *to)
{
	return (int)CALL(SYS_rename, from, to);
}

int link(const char *from, const char *to)
{
	return (int)CALL(SYS_link, from, to);
}

int unlink(const char *path)
{
	return (int)CALL(SYS_unlink, path);
}

int mkdir(const char *path, mode_t mode)
{
	return (int)CALL(SYS_mkdir, path, mode);
}

int fchmod(int fd, mode_t mode)
{
	return (int)CALL(SYS_fchmod, fd, mode);
}

int dup(int fd)
{
	return (int)CALL(SYS_dup, fd);
}

int access(const char *path, int mode)
{
	return (int)CALL(SYS_access, path, mode);
}

int chmod(const char *path, mode_t mode)
{
	return (int)CALL(SYS_chmod, path, mode);
}

ssize_t readlink(const char *path, char *out, size_t size)
{
	return CALL(SYS_readlink, path, out, size);
}

ssize_t getrandom(void *out, size_t size, unsigned flags)
{
	return CALL(SYS_getrandom, out, size, flags);
}
