/*
 * alternates.c - follows objects/info/alternates. Never goes on without a
 * directory that is named there.
 */
#include "git/alternates.h"

#include "base/file.h"

#include <sys/stat.h>

struct reading {
	struct alternates *out;
	struct arena *arena;
	struct error *error;
};

static int read_directory(struct reading *reading, const char *path,
			  unsigned depth);

static bool is_listed(const struct alternates *list, const struct stat *info)
{
	size_t i;

	for (i = 0; i < list->count; i++)
		if (list->items[i].device == info->st_dev &&
		    list->items[i].inode == info->st_ino)
			return true;
	return false;
}

static int read_line(struct reading *reading, const char *directory,
		     struct str line, unsigned depth)
{
	const char *path;

	if (line.size == 0 || line.data[0] == '#')
		return 0;
	if (line.data[0] == '"' || str_find_byte(line, '\0') < line.size)
		return error_set(reading->error, ERROR_BROKEN,
				 "%s/info/alternates has a quoted path, "
				 "which is not supported",
				 directory);
	if (line.data[0] == '/')
		path = arena_copy(reading->arena, line);
	else
		path = arena_printf(reading->arena, "%s/%.*s", directory,
				    STR_ARGS(line));
	if (!path)
		return error_no_memory(reading->error);
	return read_directory(reading, path, depth + 1);
}

static int read_file(struct reading *reading, const char *directory,
		     unsigned depth)
{
	struct buf text = BUF_INIT;
	struct str line;
	struct str rest;
	const char *path;
	int r = 0;

	path = arena_printf(reading->arena, "%s/info/alternates", directory);
	if (!path)
		return error_no_memory(reading->error);
	r = file_read(&text, path, ALTERNATES_FILE_SIZE_MAX, NULL,
		      reading->error);
	if (r == ERROR_NOT_FOUND)
		r = 0;
	rest = buf_str(&text);
	while (!r && str_next_line(&rest, &line))
		r = read_line(reading, directory, line, depth);
	buf_release(&text);
	return r;
}

static int read_directory(struct reading *reading, const char *path,
			  unsigned depth)
{
	struct alternates *out = reading->out;
	struct stat info;

	if (stat(path, &info) || !S_ISDIR(info.st_mode))
		return error_set(reading->error, ERROR_BROKEN,
				 "the object directory %s is missing%s", path,
				 depth ? ", which is named as an alternate" :
					 "");
	if (is_listed(out, &info))
		return 0;
	/* The repository's own directory is no alternate. */
	if (depth > ALTERNATES_DEPTH_MAX + 1)
		return error_set(reading->error, ERROR_BROKEN,
				 "the alternate %s is nested more than %d deep",
				 path, ALTERNATES_DEPTH_MAX);
	if (out->count == ALTERNATES_MAX)
		return error_set(reading->error, ERROR_LIMIT,
				 "the repository has more than %d alternates",
				 ALTERNATES_MAX - 1);
	out->items[out->count].path = path;
	out->items[out->count].device = info.st_dev;
	out->items[out->count].inode = info.st_ino;
	out->count++;
	return read_file(reading, path, depth);
}

int alternates_read(struct alternates *out, const char *objects_dir,
		    struct arena *arena, struct error *error)
{
	struct reading reading = { out, arena, error };

	out->count = 0;
	return read_directory(&reading, objects_dir, 0);
}
