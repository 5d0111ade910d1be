/*
 * common_dir.c - reads the commondir file. Never checks what it names.
 */
#include "git/common_dir.h"

#include "base/file.h"

#define COMMONDIR_SIZE_MAX 8192

int common_dir_find(const char **out, const char *git_dir, struct arena *arena,
		    struct error *error)
{
	struct buf text = BUF_INIT;
	const char *path;
	struct str line;
	int r;

	*out = git_dir;
	path = arena_printf(arena, "%s/commondir", git_dir);
	if (!path)
		return error_no_memory(error);
	r = file_read(&text, path, COMMONDIR_SIZE_MAX, NULL, error);
	line = str_trim(buf_str(&text));
	if (!r && line.size && line.data[0] == '/')
		*out = arena_copy(arena, line);
	else if (!r)
		*out = arena_printf(arena, "%s/%.*s", git_dir, STR_ARGS(line));
	buf_release(&text);
	if (!*out)
		return error_no_memory(error);
	return r == ERROR_NOT_FOUND ? 0 : r;
}
