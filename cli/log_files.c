/*
 * log_files.c - finds logs. Reads no more of them than what order they are
 * in, and runs no git.
 */
#include "log_files.h"

#include "log_rotated.h"

#include "base/file.h"
#include "gate/record_log.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char *join(const char *directory, const char *name)
{
	struct buf path = BUF_INIT;

	buf_add_text(&path, directory);
	buf_add_byte(&path, '/');
	buf_add_text(&path, name);
	return buf_detach(&path);
}

static bool holds(const char *directory, const char *name)
{
	char *path = join(directory, name);
	bool there = path && file_is_directory(path);

	free(path);
	return there;
}

/* A folder with objects and refs; the caller frees it. */
static char *git_directory(const char *path)
{
	char *inner;

	if (holds(path, "objects") && holds(path, "refs"))
		return strdup(path);
	inner = join(path, ".git");
	if (inner && holds(inner, "objects") && holds(inner, "refs"))
		return inner;
	free(inner);
	return NULL;
}

static int add_name(struct log_files *out, char *name, struct error *error)
{
	char **place = NULL;

	if (name)
		place = array_more(&out->names, out->count, &out->capacity,
				   sizeof(*place));
	if (!place) {
		free(name);
		return error_no_memory(error);
	}
	*place = name;
	out->count++;
	return 0;
}

/* Right after a rotation there may be no file yet that is written to. */
static int add_live(struct log_files *out, const char *file, bool rotated,
		    struct error *error)
{
	struct stat info;

	free(out->live);
	out->live = strdup(file);
	if (!out->live)
		return error_no_memory(error);
	if (rotated && lstat(file, &info) && errno == ENOENT)
		return 0;
	/* a pipe there would keep whoever reads waiting for ever */
	if (!stat(file, &info) && !S_ISREG(info.st_mode))
		return error_set(error, ERROR_USAGE, "%s is no regular file",
				 file);
	return add_name(out, strdup(file), error);
}

static int add_log(struct log_files *out, const char *file, struct error *error)
{
	struct log_rotated rotated;
	int result = log_rotated_find(&rotated, file, error);
	bool any = rotated.count > 0;

	for (size_t i = 0; !result && i < rotated.count; i++)
		result = add_name(out, strdup(rotated.names[i]), error);
	log_rotated_release(&rotated);
	return result ? result : add_live(out, file, any, error);
}

/* As the hooks find it; they say what is wrong with a policy. */
static int add_log_of(struct log_files *out, const char *git_dir,
		      struct error *error)
{
	struct error ignored = { 0 };
	struct log_options options;
	struct setup setup;
	int result;

	if (!setup_open(&setup, git_dir, &ignored))
		(void)setup_load(&setup, NULL, &ignored);
	options = record_log_of(&setup, git_dir,
				setup.policy_count ? setup.policies[0] : NULL,
				&setup.arena);
	if (options.identity_key) {
		free(out->identity_key);
		out->identity_key = strdup(options.identity_key);
	}
	result = options.file && (!options.identity_key || out->identity_key) ?
			 add_log(out, options.file, error) :
			 error_no_memory(error);
	setup_release(&setup);
	return result;
}

static int add_repository(struct log_files *out, const char *path,
			  struct error *error)
{
	char *directory = git_directory(path);
	int result;

	if (!directory)
		return error_set(error, ERROR_USAGE,
				 "%s is no repository: name a log, or give "
				 "--file",
				 path);
	result = add_log_of(out, directory, error);
	free(directory);
	return result;
}

static int add(struct log_files *out, const char *name, struct error *error)
{
	if (strcmp(name, "-") != 0 && file_is_directory(name))
		return add_repository(out, name, error);
	return add_name(out, strdup(name), error);
}

int log_files_find(struct log_files *out, const char *file,
		   const struct console *console, struct error *error)
{
	const char *git_dir = getenv("GIT_DIR");
	size_t count = file ? 0 : console->argument_count;
	int result = 0;

	*out = (struct log_files){ NULL, 0, 0, NULL, NULL };
	for (size_t i = 0; !result && i < count; i++)
		result = add(out, console->arguments[i], error);
	if (file)
		result = add_log(out, file, error);
	else if (!count)
		result = add_repository(out, git_dir ? git_dir : ".", error);
	if (result)
		log_files_release(out);
	return result;
}

void log_files_release(struct log_files *files)
{
	size_t i;

	if (!files)
		return;
	for (i = 0; i < files->count; i++)
		free(files->names[i]);
	free(files->names);
	free(files->live);
	free(files->identity_key);
	*files = (struct log_files){ NULL, 0, 0, NULL, NULL };
}
