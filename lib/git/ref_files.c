/*
 * ref_files.c - reads loose refs as git's refs/files-backend.c does. Never
 * follows what they point at.
 */
#include "git/ref_files.h"

#include "base/file.h"
#include "git/push.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static int broken(const char *name, struct error *error)
{
	return error_set(error, ERROR_BROKEN,
			 "the ref %s is broken: its file holds no id", name);
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

static int read_content(struct ref_value *out, const char *path,
			const char *name, struct arena *arena,
			struct error *error)
{
	struct buf text = BUF_INIT;
	int r;

	r = file_read(&text, path, REF_FILE_SIZE_MAX, NULL, error);
	if (!r)
		r = parse(out, buf_str(&text), name, arena, error);
	else if (r == ERROR_NOT_FOUND)
		r = 0;
	else
		r = broken(name, error);
	buf_release(&text);
	return r;
}

/* The oldest kind of symbolic ref: a link to "refs/...". */
static int read_link(struct ref_value *out, const char *path, const char *name,
		     struct arena *arena, struct error *error)
{
	char target[PATH_MAX];
	ssize_t size = readlink(path, target, sizeof(target));
	struct str s = { target, size > 0 ? (size_t)size : 0 };
	struct stat info;

	if (str_starts(s, "refs/") && ref_name_is_valid(s))
		return set_target(out, s, name, arena, error);
	if (!stat(path, &info) && S_ISDIR(info.st_mode))
		return 0;
	return read_content(out, path, name, arena, error);
}

int ref_file_read(struct ref_value *out, const char *directory,
		  const char *name, struct arena *arena, struct error *error)
{
	char path[PATH_MAX];
	struct stat info;
	int size;

	size = snprintf(path, sizeof(path), "%s/%s", directory, name);
	if (size < 0 || (size_t)size >= sizeof(path))
		return error_set(error, ERROR_LIMIT,
				 "the path of a ref is too long");
	if (lstat(path, &info))
		return errno == ENOENT || errno == ENOTDIR ?
			       0 :
			       error_set_errno(error, ERROR_BROKEN,
					       "cannot read the ref %s", name);
	if (S_ISDIR(info.st_mode))
		return 0;
	if (S_ISLNK(info.st_mode))
		return read_link(out, path, name, arena, error);
	if (!S_ISREG(info.st_mode))
		return broken(name, error);
	return read_content(out, path, name, arena, error);
}
