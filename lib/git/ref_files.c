/*
 * ref_files.c - reads loose refs as git's refs/files-backend.c does. Never
 * follows what they point at.
 */
#include "git/ref_files.h"

#include "git/push.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static int broken(const char *name, struct error *error)
{
	return error_set(error, ERROR_BROKEN,
			 "the ref %s is broken: its file holds no id", name);
}

static int cannot_read(const char *name, struct error *error)
{
	return error_set_errno(error, ERROR_BROKEN, "cannot read the ref %s",
			       name);
}

static int set_target(struct ref_value *out, struct str target,
		      const char *name, struct arena *arena,
		      struct error *error)
{
	if (!ref_name_is_valid(target))
		return error_set(error, ERROR_BROKEN,
				 "the symbolic ref %s points at no valid name",
				 name);
	out->target = arena_copy(arena, target);
	return out->target ? 1 : error_no_memory(error);
}

/* "<id>" and a blank or nothing, or "ref: <name>". */
static int parse(struct ref_value *out, struct str text, const char *name,
		 struct arena *arena, struct error *error)
{
	if (str_starts(text, "ref:"))
		return set_target(out, str_trim(str_from(text, 4)), name, arena,
				  error);
	out->target = NULL;
	if (!oid_parse(&out->id, str_first(text, OID_HEX_SIZE)) ||
	    oid_is_zero(&out->id))
		return broken(name, error);
	text = str_from(text, OID_HEX_SIZE);
	if (text.size && str_trim(str_first(text, 1)).size)
		return broken(name, error);
	return 1;
}

/*
 * To its end, which is known where the line is at its own: a ref is one.
 * False with errno: it cannot be read.
 */
static bool read_text(char *text, size_t *size, int fd)
{
	ssize_t got = 1;

	*size = 0;
	while (got && *size <= REF_FILE_SIZE_MAX &&
	       !(*size && text[*size - 1] == '\n')) {
		got = read(fd, text + *size, REF_FILE_SIZE_MAX + 1 - *size);
		if (got < 0 && errno != EINTR)
			return false;
		if (got > 0)
			*size += (size_t)got;
	}
	return true;
}

static int read_content(struct ref_value *out, int fd, const char *name,
			struct arena *arena, struct error *error)
{
	char text[REF_FILE_SIZE_MAX + 1];
	size_t size;

	if (!read_text(text, &size, fd))
		return errno == EISDIR ? 0 : cannot_read(name, error);
	if (size > REF_FILE_SIZE_MAX)
		return broken(name, error);
	return parse(out, (struct str){ text, size }, name, arena, error);
}

/* O_NONBLOCK: a fifo must not hold up a push. */
static int open_file(const char *path, int flags)
{
	return open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK | flags);
}

/* What a link leads to that is no symbolic ref. */
static int read_linked(struct ref_value *out, const char *path,
		       const char *name, struct arena *arena,
		       struct error *error)
{
	int fd = open_file(path, 0);
	int r;

	if (fd < 0)
		return errno == ENOENT || errno == ENOTDIR ?
			       0 :
			       cannot_read(name, error);
	r = read_content(out, fd, name, arena, error);
	close(fd);
	return r;
}

/* The oldest kind of symbolic ref: a link to "refs/...". */
static int read_link(struct ref_value *out, const char *path, const char *name,
		     struct arena *arena, struct error *error)
{
	char target[PATH_MAX];
	ssize_t size = readlink(path, target, sizeof(target));
	struct str s = { target, size > 0 ? (size_t)size : 0 };

	if (size < 0)
		return cannot_read(name, error);
	if (str_starts(s, "refs/") && ref_name_is_valid(s))
		return set_target(out, s, name, arena, error);
	return read_linked(out, path, name, arena, error);
}

/* Why a file could not be opened: a link, or one that nobody may read. */
static int explain(struct ref_value *out, const char *path, const char *name,
		   struct arena *arena, struct error *error)
{
	struct stat info;
	int code = errno;

	if (!lstat(path, &info)) {
		if (S_ISLNK(info.st_mode))
			return read_link(out, path, name, arena, error);
		if (S_ISDIR(info.st_mode))
			return 0;
		if (!S_ISREG(info.st_mode))
			return broken(name, error);
		errno = code;
	}
	return errno == ENOENT || errno == ENOTDIR ? 0 :
						     cannot_read(name, error);
}

int ref_file_read(struct ref_value *out, const char *directory,
		  const char *name, struct arena *arena, struct error *error)
{
	char path[PATH_MAX];
	int size;
	int fd;
	int r;

	size = snprintf(path, sizeof(path), "%s/%s", directory, name);
	if (size < 0 || (size_t)size >= sizeof(path))
		return error_set(error, ERROR_LIMIT,
				 "the path of a ref is too long");
	fd = open_file(path, O_NOFOLLOW);
	if (fd < 0)
		return errno == ENOENT || errno == ENOTDIR ?
			       0 :
			       explain(out, path, name, arena, error);
	r = read_content(out, fd, name, arena, error);
	close(fd);
	return r;
}
