/*
 * memory_parts.c - folders for the gate's memory. Never opens one more than
 * the folder above it.
 */
#include "git/memory_parts.h"

#include "base/file.h"

#include <errno.h>
#include <string.h>

#define PERMISSIONS 07777
#define TRIES 100 /* against who removes empty folders meanwhile */

int memory_failed(struct error *error)
{
	return error_set_errno(error, ERROR_BROKEN,
			       "the gate's memory cannot be written");
}

/* ERROR_NOT_FOUND: git has removed it, or one above it, being empty. */
static int failed(struct error *error)
{
	int code = errno;

	memory_failed(error);
	return code == ENOENT ? ERROR_NOT_FOUND : ERROR_BROKEN;
}

static int make_one(const char *path, mode_t above, struct error *error)
{
	struct stat info;

	if (mkdir(path, above & 0777))
		return errno == EEXIST ? 0 : failed(error);
	if (stat(path, &info))
		return failed(error);
	if ((info.st_mode & PERMISSIONS) != (above & PERMISSIONS) &&
	    chmod(path, above & PERMISSIONS))
		return failed(error);
	return file_sync_directory_of(path, error) ? failed(error) : 0;
}

/* 1: it is there, 0: it is not. */
static int look(mode_t *mode, const char *path, struct error *error)
{
	struct stat info;

	if (stat(path, &info))
		return errno == ENOENT ? 0 : failed(error);
	*mode = info.st_mode & PERMISSIONS;
	errno = ENOTDIR;
	return S_ISDIR(info.st_mode) ? 1 : failed(error);
}

static int make(mode_t *mode, const char *path, struct error *error)
{
	const char *slash = strrchr(path, '/');
	struct buf above = BUF_INIT;
	int result = look(mode, path, error);

	if (result || !slash)
		return result < 0 ? result : 0;
	buf_add(&above, path, (size_t)(slash - path));
	result = buf_failed(&above) ? error_no_memory(error) :
				      make(mode, buf_text(&above), error);
	if (!result)
		result = make_one(path, *mode, error);
	buf_release(&above);
	return result;
}

int memory_make_folder(mode_t *mode, const char *path, struct error *error)
{
	int result = ERROR_NOT_FOUND;

	for (int i = 0; result == ERROR_NOT_FOUND && i < TRIES; i++)
		result = make(mode, path, error);
	return result == ERROR_NOT_FOUND ? ERROR_BROKEN : result;
}
