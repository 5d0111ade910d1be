/*
 * store.c - opens the files of a log. Never renames or removes the lock, and
 * never waits for it without end. Error texts name no paths: a pusher may
 * read them.
 */
#include "audit/store.h"

#include "base/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define OPEN_TRIES 8

void store_init(struct store *store, const struct log_options *options)
{
	memset(store, 0, sizeof(*store));
	store->options = options;
	store->lock = -1;
	store->log = -1;
	store->head = -1;
}

static void close_one(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

void store_close(struct store *store)
{
	close_one(&store->log);
	close_one(&store->head);
	close_one(&store->lock);
}

/* "FILE.lock"; the caller frees it. */
static char *beside(const char *file, const char *ending)
{
	struct buf path = BUF_INIT;

	buf_add_text(&path, file);
	buf_add_text(&path, ending);
	return buf_detach(&path);
}

/* "DIRECTORY" of the file; the caller frees it. */
static char *directory_of(const char *file)
{
	const char *slash = strrchr(file, '/');
	struct buf path = BUF_INIT;

	if (!slash)
		buf_add_byte(&path, '.');
	else
		buf_add(&path, file,
			slash == file ? 1 : (size_t)(slash - file));
	return buf_detach(&path);
}

/* A symbolic link that leads nowhere is ENOENT and EEXIST in turn. */
static int open_or_create(const char *path, int flags, mode_t mode,
			  bool *created)
{
	int tries = OPEN_TRIES;
	int fd = -1;

	flags |= O_RDWR | O_CLOEXEC | O_NOCTTY | O_NONBLOCK;
	*created = false;
	while (fd < 0 && tries--) {
		fd = open(path, flags);
		if (fd >= 0 || errno != ENOENT)
			break;
		fd = open(path, flags | O_CREAT | O_EXCL, mode);
		*created = fd >= 0;
		if (fd >= 0 && fchmod(fd, mode) < 0)
			close_one(&fd);
		if (fd < 0 && errno != EEXIST)
			break;
	}
	return fd;
}

static bool is_still(const char *path, int fd)
{
	struct stat named;
	struct stat open_one;

	return stat(path, &named) == 0 && fstat(fd, &open_one) == 0 &&
	       named.st_dev == open_one.st_dev &&
	       named.st_ino == open_one.st_ino;
}

static int lock_file(int fd, struct error *error)
{
	return fd_lock(fd, "the audit log", STORE_LOCK_SECONDS, error);
}

static int make_directory(const struct store *store, struct error *error)
{
	mode_t mode = store->options->mode & 0070 ? 02770 : 0700;
	char *path = directory_of(store->options->file);
	int result = path ? 0 : error_no_memory(error);

	if (result == 0 && access(path, F_OK) < 0)
		result = file_make_directories(path, mode, NULL);
	if (result)
		result = error_set_errno(error, ERROR_BROKEN,
					 "cannot make the audit log's folder");
	free(path);
	return result;
}

/* Whoever removed the lock file meanwhile locks another one: again. */
static int take_lock(struct store *store, const char *path, struct error *error)
{
	int tries = OPEN_TRIES;
	bool created;
	int result;

	while (tries--) {
		store->lock = open_or_create(path, O_NOFOLLOW,
					     store->options->mode, &created);
		if (store->lock < 0)
			return error_set_errno(error, ERROR_BROKEN,
					       "cannot open the audit log's "
					       "lock");
		store->any_created |= created;
		result = lock_file(store->lock, error);
		if (result || is_still(path, store->lock))
			return result;
		close_one(&store->lock);
	}
	return error_set(error, ERROR_BROKEN,
			 "the audit log's lock does not stay");
}

static int open_log(struct store *store, struct error *error)
{
	const char *path = store->options->file;
	int tries = OPEN_TRIES;

	do {
		close_one(&store->log);
		store->log = open_or_create(path, O_APPEND,
					    store->options->mode,
					    &store->log_created);
		if (store->log < 0 || fstat(store->log, &store->info) < 0)
			return error_set_errno(error, ERROR_BROKEN,
					       "cannot open the audit log");
		if (!S_ISREG(store->info.st_mode))
			return error_set(error, ERROR_BROKEN,
					 "the audit log is no regular file");
		store->any_created |= store->log_created;
	} while (!is_still(path, store->log) && tries--);
	return 0;
}

int store_open(struct store *store, struct error *error)
{
	char *lock = beside(store->options->file, ".lock");
	char *head = beside(store->options->file, ".head");
	bool created = false;
	int result;

	if (!lock || !head) {
		result = error_no_memory(error);
		goto out;
	}
	result = make_directory(store, error);
	if (result == 0)
		result = take_lock(store, lock, error);
	if (result == 0)
		result = open_log(store, error);
	if (result)
		goto out;
	store->head = open_or_create(head, O_NOFOLLOW, store->options->mode,
				     &created);
	store->any_created |= created;
out:
	free(lock);
	free(head);
	return result;
}

static int open_inode(int directory, const char *name, uint64_t inode)
{
	int fd = openat(directory, name,
			O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW);
	struct stat info;

	if (fd >= 0 && (fstat(fd, &info) < 0 || !S_ISREG(info.st_mode) ||
			(uint64_t)info.st_ino != inode))
		close_one(&fd);
	return fd;
}

int store_open_moved(int *out, const struct store *store, uint64_t inode,
		     struct error *error)
{
	const char *slash = strrchr(store->options->file, '/');
	const char *base = slash ? slash + 1 : store->options->file;
	char *path = directory_of(store->options->file);
	DIR *directory = path ? opendir(path) : NULL;
	struct dirent *entry = NULL;
	int result = 0;

	*out = -1;
	for (errno = 0; directory && *out < 0 && (entry = readdir(directory));
	     errno = 0)
		if (str_starts(str_of(entry->d_name), base) &&
		    (uint64_t)entry->d_ino == inode)
			*out = open_inode(dirfd(directory), entry->d_name,
					  inode);
	if (!path)
		result = error_no_memory(error);
	else if (!directory || (!entry && *out < 0 && errno))
		result = error_set_errno(error, ERROR_BROKEN,
					 "cannot look for the audit log that "
					 "was moved away");
	if (directory)
		closedir(directory);
	free(path);
	return result;
}

/* Room for refusals must not be what a later success fills. */
bool store_keep_reserve(struct store *store)
{
	char *path = beside(store->options->file, ".reserve");
	bool created = false;
	int problem = ENOMEM;
	struct stat info;
	int fd = -1;

	if (!path)
		goto out;
	problem = 0;
	if (lstat(path, &info) == 0 && info.st_size >= LOG_RESERVE_SIZE)
		goto out;
	fd = open_or_create(path, O_NOFOLLOW, store->options->mode, &created);
	problem = fd < 0 ? errno : posix_fallocate(fd, 0, LOG_RESERVE_SIZE);
	store->any_created |= created;
	if (problem && fd >= 0)
		unlink(path);
out:
	close_one(&fd);
	free(path);
	errno = problem;
	return problem == 0;
}

bool store_release_reserve(const struct store *store)
{
	char *path = beside(store->options->file, ".reserve");
	bool released = path && unlink(path) == 0;

	free(path);
	return released;
}

int store_sync(const struct store *store, struct error *error)
{
	char *path = NULL;
	int result = 0;
	int fd = -1;

	do {
		result = fdatasync(store->log);
	} while (result < 0 && errno == EINTR);
	if (result < 0) {
		result = error_set_errno(error, ERROR_BROKEN,
					 "cannot sync the audit log");
		goto out;
	}
	if (!store->any_created)
		goto out;
	path = directory_of(store->options->file);
	fd = path ? open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
	if (fd < 0 || !fd_sync(fd))
		result = error_set_errno(error, ERROR_BROKEN,
					 "cannot sync the audit log's folder");
out:
	close_one(&fd);
	free(path);
	return result;
}

static void read_head(const char *path, int flags, struct head *out)
{
	int fd = open(path, flags);

	if (fd < 0 || head_read(out, fd) <= 0)
		memset(out, 0, sizeof(*out));
	close_one(&fd);
}

int store_open_reading(const char *file, int *log, struct head *head,
		       struct stat *info, struct error *error)
{
	char *lock_path = beside(file, ".lock");
	char *head_path = beside(file, ".head");
	int flags = O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK;
	int lock = -1;
	int result = 0;

	*log = -1;
	memset(head, 0, sizeof(*head));
	if (!lock_path || !head_path) {
		result = error_no_memory(error);
		goto out;
	}
	lock = open(lock_path, flags | O_NOFOLLOW);
	if (lock >= 0)
		result = lock_file(lock, error);
	if (result)
		goto out;
	read_head(head_path, flags | O_NOFOLLOW, head);
	*log = open(file, flags);
	if (*log < 0 || fstat(*log, info) < 0) {
		result = error_set_errno(error,
					 errno == ENOENT ? ERROR_NOT_FOUND :
							   ERROR_INTERNAL,
					 "cannot open %s", file);
		goto out;
	}
out:
	close_one(&lock);
	free(lock_path);
	free(head_path);
	return result;
}
