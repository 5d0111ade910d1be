/*
 * doctor_config.c - git's configuration as who receives a push has it: of
 * all scopes, in git's order. Never believes what this shell has set for one
 * command.
 */
#include "doctor.h"

#include "doctor_git.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

/* The bytes up to the next NUL, without it. */
static bool next_field(struct str *rest, char **out, struct arena *arena)
{
	size_t size = str_find_byte(*rest, '\0');

	if (size == rest->size)
		return false;
	*out = arena_copy(arena, str_first(*rest, size));
	*rest = str_from(*rest, size + 1);
	return *out != NULL;
}

/* "file:PATH", relative to where git was started: the repository. */
static const char *origin_path(struct doctor *doctor, const char *origin)
{
	static const char file[] = "file:";

	if (!str_starts(str_of(origin), file))
		return origin;
	origin += sizeof(file) - 1;
	return *origin == '/' ?
		       origin :
		       doctor_say(doctor, "%s/%s", doctor->path, origin);
}

static int add_setting(struct doctor *doctor, const char *scope,
		       const char *origin, char *key)
{
	struct doctor_setting *setting =
		array_more(&doctor->settings, doctor->setting_count,
			   &doctor->setting_capacity, sizeof(*setting));
	char *value = strchr(key, '\n');

	if (!setting)
		return ERROR_INTERNAL;
	if (value)
		*value++ = '\0';
	*setting = (struct doctor_setting){ scope, origin_path(doctor, origin),
					    key, value };
	doctor->setting_count++;
	return 0;
}

static int read_settings(struct doctor *doctor, struct str text,
			 struct error *error)
{
	char *scope, *origin, *key;

	while (next_field(&text, &scope, &doctor->arena) &&
	       next_field(&text, &origin, &doctor->arena) &&
	       next_field(&text, &key, &doctor->arena))
		if (add_setting(doctor, scope, origin, key))
			return error_no_memory(error);
	return 0;
}

/* For config_get() and config_bool(). */
static int make_config(struct doctor *doctor, struct error *error)
{
	struct config_entry *entries = arena_alloc(
		&doctor->arena, (doctor->setting_count + 1) * sizeof(*entries));

	if (!entries)
		return error_no_memory(error);
	for (size_t i = 0; i < doctor->setting_count; i++)
		entries[i] = (struct config_entry){ doctor->settings[i].key,
						    doctor->settings[i].value };
	doctor->config = (struct config){ entries, doctor->setting_count };
	return 0;
}

const struct doctor_setting *doctor_setting(const struct doctor *doctor,
					    const char *key)
{
	for (size_t i = doctor->setting_count; i > 0; i--)
		if (!strcmp(doctor->settings[i - 1].key, key))
			return &doctor->settings[i - 1];
	return NULL;
}

/* As git takes a setting of type path; without links, where it is there. */
static const char *find_hooks(struct doctor *doctor)
{
	const struct doctor_setting *setting =
		doctor_setting(doctor, "core.hookspath");
	const char *path = setting ? setting->value : NULL;
	char real[PATH_MAX];

	/* git takes an empty value for the current folder */
	if (!path)
		path = "hooks";
	if (path[0] == '~' && path[1] == '/')
		path = doctor_say(doctor, "%s%s", doctor->home, path + 1);
	else if (path[0] != '/')
		path = doctor_say(doctor, "%s/%s", doctor->path, path);
	return realpath(path, real) ? doctor_say(doctor, "%s", real) : path;
}

int doctor_read_config(struct doctor *doctor, struct error *error)
{
	struct process process;
	int result;

	doctor_git(doctor, &process, doctor->path);
	process_add(&process, "config");
	process_add(&process, "--null");
	process_add(&process, "--show-scope");
	process_add(&process, "--show-origin");
	process_add(&process, "--list");
	result = process_run(&process, error);
	if (!result && process.status)
		result = error_set(error, ERROR_BROKEN,
				   "git cannot read its configuration: %s",
				   doctor_git_said(doctor, &process));
	if (!result)
		result = read_settings(doctor, buf_str(&process.out), error);
	if (!result)
		result = make_config(doctor, error);
	if (!result)
		doctor->hooks = find_hooks(doctor);
	process_release(&process);
	return result;
}
