/*
 * rights.c - see rights.h. Whatever else lies in the repository, its hooks,
 * its configuration and its branches above all, is not written any more.
 */
#include "gate/rights.h"

#include "base/confine.h"
#include "base/file.h"
#include "gate/record_log.h"
#include "git/memory_parts.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *const own[] = {
	SETUP_DIRECTORY, /* log, clearances, state */
	"refs/refgate",	 /* the gate's memory: names */
	"objects",	 /* and texts */
};

#define OWN (sizeof(own) / sizeof(own[0]))
#define LOG_FOLDERS 2 /* of its name, and of the file that a link names */

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

	if (!slash)
		return ".";
	/* of "/log" it is "/" */
	return arena_copy(
		arena, str_first(str_of(file),
				 slash == file ? 1 : (size_t)(slash - file)));
}

/* The lock and the head lie beside its name, a link leads elsewhere. */
static int add_log(const char **folders, size_t *count, const char *file,
		   struct arena *arena, struct error *error)
{
	int result = add(folders, count, folder_of(file, arena), error);
	char link[1];
	char *real;

	if (result || readlink(file, link, sizeof(link)) < 0)
		return result;
	/* one that leads nowhere is no log: store.c says so */
	real = realpath(file, NULL);
	if (real)
		result = add(folders, count, folder_of(real, arena), error);
	free(real);
	return result;
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

int rights_drop(const struct setup *setup, struct arena *arena,
		struct error *error)
{
	const char *folders[OWN + LOG_FOLDERS * RECORD_LOGS_MAX];
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
		result = add_log(folders, &count, logs.items[i].file, arena,
				 error);
	return result ? result : confine(folders, count, error);
}
