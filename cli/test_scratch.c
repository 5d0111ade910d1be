/*
 * test_scratch.c - see test_scratch.h. Never follows a symbolic link.
 */
#include "test_scratch.h"

#include "base/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>

#define FILE_MODE 0600
#define DIRECTORY_MODE 0700
#define DEPTH_MAX 64
#define MEMORY_BYTES_WANTED (512ul << 20)
#define COPY_SIZE_MAX (64u << 20)

static bool is_roomy(const char *path)
{
	struct statvfs info;

	return !statvfs(path, &info) && !access(path, W_OK | X_OK) &&
	       info.f_bavail > MEMORY_BYTES_WANTED / info.f_frsize;
}

/* Nothing here has to outlive the command: memory will do. */
static const char *find_base(void)
{
	const char *base = getenv("TMPDIR");

	if (base && base[0] == '/')
		return base;
	return is_roomy("/dev/shm") ? "/dev/shm" : "/tmp";
}

const char *scratch_make(struct arena *arena, struct error *error)
{
	char *path = arena_printf(arena, "%s/refgate-policy-test.XXXXXX",
				  find_base());

	if (!path) {
		error_no_memory(error);
		return NULL;
	}
	if (!mkdtemp(path)) {
		error_set_errno(error, ERROR_INTERNAL, "%s", path);
		return NULL;
	}
	return path;
}

static void remove_in(int parent, const char *name, int depth)
{
	struct dirent *entry;
	DIR *dir = NULL;
	int fd;

	if (!unlinkat(parent, name, 0) || errno == ENOENT || depth > DEPTH_MAX)
		return;
	fd = openat(parent, name,
		    O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	dir = fd < 0 ? NULL : fdopendir(fd);
	if (!dir && fd >= 0)
		close(fd);
	while (dir && (entry = readdir(dir)) != NULL)
		if (strcmp(entry->d_name, ".") && strcmp(entry->d_name, ".."))
			remove_in(dirfd(dir), entry->d_name, depth + 1);
	if (dir)
		closedir(dir);
	unlinkat(parent, name, AT_REMOVEDIR);
}

void scratch_remove(const char *path)
{
	remove_in(AT_FDCWD, path, 0);
}

int scratch_write(const char *path, struct str text, struct error *error)
{
	int fd =
		open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, FILE_MODE);
	int result;

	if (fd < 0)
		return error_set_errno(error, ERROR_INTERNAL, "%s", path);
	result = fd_write_all(fd, text, error);
	if (close(fd) && !result)
		result = error_set_errno(error, ERROR_INTERNAL, "%s", path);
	return result;
}

static int copy_link(const char *from, const char *to, struct error *error)
{
	char target[PATH_MAX];
	ssize_t size = readlink(from, target, sizeof(target) - 1);

	if (size < 0)
		return error_set_errno(error, ERROR_INTERNAL, "%s", from);
	target[size] = '\0';
	return symlink(target, to) ?
		       error_set_errno(error, ERROR_INTERNAL, "%s", to) :
		       0;
}

static int copy_file(const char *from, const char *to, struct error *error)
{
	struct buf text = BUF_INIT;
	int result;

	/* objects never change */
	if (strstr(from, "/objects/") && !strstr(from, "/info/"))
		return link(from, to) ? error_set_errno(error, ERROR_INTERNAL,
							"%s", to) :
					0;
	result = file_read(&text, from, COPY_SIZE_MAX, NULL, error);
	if (!result)
		result = scratch_write(to, buf_str(&text), error);
	buf_release(&text);
	return result;
}

static int copy_entry(const char *from, const char *to, struct error *error)
{
	struct stat info;

	if (lstat(from, &info))
		return error_set_errno(error, ERROR_INTERNAL, "%s", from);
	if (S_ISDIR(info.st_mode))
		return scratch_copy(from, to, error);
	if (S_ISLNK(info.st_mode))
		return copy_link(from, to, error);
	return copy_file(from, to, error);
}

static int copy_children(DIR *dir, const char *from, const char *to,
			 struct error *error)
{
	struct buf source = BUF_INIT;
	struct buf target = BUF_INIT;
	struct dirent *entry;
	int result = 0;

	while (!result && (entry = readdir(dir)) != NULL) {
		if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, ".."))
			continue;
		buf_clear(&source);
		buf_clear(&target);
		buf_addf(&source, "%s/%s", from, entry->d_name);
		buf_addf(&target, "%s/%s", to, entry->d_name);
		result = buf_failed(&source) || buf_failed(&target) ?
				 error_no_memory(error) :
				 copy_entry(buf_text(&source),
					    buf_text(&target), error);
	}
	buf_release(&source);
	buf_release(&target);
	return result;
}

int scratch_copy(const char *from, const char *to, struct error *error)
{
	DIR *dir;
	int result;

	if (mkdir(to, DIRECTORY_MODE))
		return error_set_errno(error, ERROR_INTERNAL, "%s", to);
	dir = opendir(from);
	if (!dir)
		return error_set_errno(error, ERROR_INTERNAL, "%s", from);
	result = copy_children(dir, from, to, error);
	closedir(dir);
	return result;
}
