/*
 * log_files.c - finds logs. Reads none of them, and runs no git.
 */
#include "log_files.h"

#include "server.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define DEFAULT_LOG SETUP_DIRECTORY "/" SERVER_LOG

static bool is_directory(const char *path)
{
	struct stat info;

	return stat(path, &info) == 0 && S_ISDIR(info.st_mode);
}

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
	bool there = path && is_directory(path);

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

/* As the hooks find it; they say what is wrong with a policy. */
static char *log_of(const char *git_dir)
{
	struct error ignored = { 0 };
	const char *file = NULL;
	struct setup setup;
	char *name;

	if (!setup_open(&setup, git_dir, &ignored))
		(void)setup_load(&setup, NULL, &ignored);
	if (setup.policy_count)
		file = setup.policies[0]->audit.file;
	name = file ? strdup(file) : join(git_dir, DEFAULT_LOG);
	setup_release(&setup);
	return name;
}

static int add_name(struct log_files *out, char *name, struct error *error)
{
	out->names[out->count] = name;
	if (!name)
		return error_no_memory(error);
	out->count++;
	return 0;
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
	result = add_name(out, log_of(directory), error);
	free(directory);
	return result;
}

static int add(struct log_files *out, const char *name, struct error *error)
{
	if (strcmp(name, "-") != 0 && is_directory(name))
		return add_repository(out, name, error);
	return add_name(out, strdup(name), error);
}

int log_files_find(struct log_files *out, const char *file,
		   const struct console *console, struct error *error)
{
	const char *git_dir = getenv("GIT_DIR");
	size_t count = file ? 0 : console->argument_count;
	int result = 0;

	out->count = 0;
	out->names = calloc(count + 1, sizeof(*out->names));
	if (!out->names)
		return error_no_memory(error);
	for (size_t i = 0; !result && i < count; i++)
		result = add(out, console->arguments[i], error);
	if (file)
		result = add(out, file, error);
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
	files->names = NULL;
	files->count = 0;
}
