/*
 * rights.c - see rights.h. Whatever else lies in the repository, its hooks,
 * its configuration and its branches above all, is not written any more.
 */
#include "gate/rights.h"

#include "base/confine.h"
#include "base/file.h"
#include "gate/record_log.h"
#include "git/memory_parts.h"

#include <string.h>
#include <unistd.h>

static const char *const own[] = {
	SETUP_DIRECTORY, /* log, clearances, state */
	"refs/refgate",	 /* the gate's memory: names */
	"objects",	 /* and texts */
};

#define OWN (sizeof(own) / sizeof(own[0]))

/* A folder that is there already is not added again. */
static int add(const char **folders, size_t *count, const char *folder,
	       struct error *error)
{
	if (!folder)
		return error_no_memory(error);
	for (size_t i = 0; i < *count; i++)
		if (!strcmp(folders[i], folder))
			return 0;
	folders[(*count)++] = folder;
	return 0;
}

static const char *folder_of(const char *file, struct arena *arena)
{
	const char *slash = strrchr(file, '/');

	return arena_copy(arena,
			  slash ? (struct str){ file, (size_t)(slash - file) } :
				  STR("."));
}

/* Made now: what is missing would open the folder above it. */
static int make_memory(const struct setup *setup, struct arena *arena,
		       struct error *error)
{
	const char *folder =
		arena_printf(arena, "%s/refs/refgate", setup->git_dir);
	mode_t mode;

	if (!folder)
		return error_no_memory(error);
	return file_is_directory(folder) ?
		       0 :
		       memory_make_folder(&mode, folder, error);
}

/*
 * What git has packed can only be forgotten by a new packed-refs, which is
 * made beside it: then the whole repository stays writable.
 */
static int add_packed(const char **folders, size_t *count,
		      const struct setup *setup, struct arena *arena,
		      struct error *error)
{
	const char *path =
		arena_printf(arena, "%s/packed-refs", setup->git_dir);

	if (!path)
		return error_no_memory(error);
	return access(path, F_OK) ? 0 :
				    add(folders, count, setup->git_dir, error);
}

int rights_drop(const struct setup *setup, struct arena *arena,
		struct error *error)
{
	const char *folders[OWN + RECORD_LOGS_MAX + 1];
	struct record_logs logs;
	size_t count = 0;
	int result = record_logs_of(&logs, setup, setup->git_dir, arena, error);

	if (!result)
		result = make_memory(setup, arena, error);
	for (size_t i = 0; !result && i < OWN; i++)
		result = add(folders, &count,
			     arena_printf(arena, "%s/%s", setup->git_dir,
					  own[i]),
			     error);
	for (size_t i = 0; !result && i < logs.count; i++)
		result = add(folders, &count,
			     folder_of(logs.items[i].file, arena), error);
	if (!result)
		result = add_packed(folders, &count, setup, arena, error);
	return result ? result : confine(folders, count, error);
}
