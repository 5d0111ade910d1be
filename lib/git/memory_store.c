/*
 * memory_store.c - texts of the gate's memory as blobs, in the repository's
 * own object folder. Never writes into a quarantine or an alternate.
 */
#include "git/memory.h"

#include "git/common_dir.h"
#include "git/memory_parts.h"
#include "git/startup.h"

#include <git2.h>
#include <git2/sys/odb_backend.h>
#include <string.h>
#include <sys/stat.h>

#define OBJECT_MODE 0444
#define FOLDER_DIGITS 2

static int write_blob(git_oid *id, const char *objects, mode_t mode,
		      struct str text)
{
	git_odb_backend *backend = NULL;
	git_odb *odb = NULL;
	int result = git_odb_new(&odb);

	if (!result)
		result = git_odb_backend_loose(&backend, objects, -1, 1,
					       mode & 0777, mode & OBJECT_MODE);
	if (!result)
		result = git_odb_add_backend(odb, backend, 1);
	if (!result)
		backend = NULL;
	if (!result)
		result = git_odb_write(id, odb, text.data, text.size,
				       GIT_OBJECT_BLOB);
	if (backend)
		backend->free(backend);
	git_odb_free(odb);
	return result;
}

/* The folder is made here: libgit2 would close it to others who may write. */
static int store(struct oid *out, const char *objects, struct str text,
		 struct arena *arena, struct error *error)
{
	char hex[OID_HEX_SIZE + 1];
	const char *folder = NULL;
	const char *path;
	mode_t mode;
	git_oid written;
	int result;

	if (git_name_blob(out, text))
		return error_no_memory(error);
	oid_format(out, hex);
	folder = arena_printf(arena, "%s/%.*s", objects, FOLDER_DIGITS, hex);
	path = arena_printf(arena, "%s/%.*s/%s", objects, FOLDER_DIGITS, hex,
			    hex + FOLDER_DIGITS);
	if (!folder || !path)
		return error_no_memory(error);
	result = memory_make_folder(&mode, folder, error);
	if (result)
		return result;
	if (write_blob(&written, objects, mode, text))
		return error_set(error, ERROR_BROKEN,
				 "what the gate is to remember cannot be "
				 "written");
	/* the umask may have taken more; somebody else's file is as it is */
	(void)!chmod(path, mode & OBJECT_MODE);
	return 0;
}

int memory_store_large(struct oid *out, const char *git_dir, struct str text,
		       size_t limit, struct error *error)
{
	const char *common_dir = NULL;
	const char *objects = NULL;
	struct arena arena;
	int result;

	if (text.size > limit)
		return error_set(error, ERROR_LIMIT,
				 "what the gate is to remember has %zu bytes; "
				 "at most %zu",
				 text.size, limit);
	arena_init(&arena);
	result = common_dir_find(&common_dir, git_dir, &arena, error);
	if (!result) {
		objects = arena_printf(&arena, "%s/objects", common_dir);
		result = objects ? git_start(error) : error_no_memory(error);
	}
	if (!result) {
		result = store(out, objects, text, &arena, error);
		git_stop();
	}
	arena_release(&arena);
	return result;
}

int memory_store(struct oid *out, const char *git_dir, struct str text,
		 struct error *error)
{
	if (text.size <= MEMORY_TEXT_SIZE_MAX && !memory_text_is_sound(text))
		return error_set(error, ERROR_INTERNAL,
				 "what the gate is to remember is no text");
	return memory_store_large(out, git_dir, text, MEMORY_TEXT_SIZE_MAX,
				  error);
}
