/* doctor_hook_place.c - see doctor_hook_place.h. Never runs anything. */
#include "doctor_hook_place.h"

#include "base/file.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define ENTRIES_MAX 256
#define SCRIPT_SIZE_MAX (64u << 10)
#define GITLAB_GLOBAL "/var/opt/gitlab/gitaly/custom_hooks"

bool hook_place_is_gitolite(struct doctor *doctor)
{
	static const char *const marks[] = { "gl-conf", "gl-creator",
					     "gl-perms" };

	for (size_t i = 0; i < sizeof(marks) / sizeof(*marks); i++)
		if (!access(doctor_say(doctor, "%s/%s", doctor->path, marks[i]),
			    F_OK))
			return true;
	return false;
}

static bool is_ours(const struct hook_file *file)
{
	return file->kind == HOOK_ENGINE || file->kind == HOOK_SCRIPT;
}

/* The first of a folder that is ours. Names that end in ~ are no hooks. */
static bool find_in_folder(struct hook_place *place, struct doctor *doctor,
			   int hook, const char *folder)
{
	DIR *dir = opendir(folder);
	struct hook_file file;
	struct dirent *entry;
	bool found = false;
	size_t left = ENTRIES_MAX;

	while (dir && !found && left-- && (entry = readdir(dir)) != NULL) {
		if (entry->d_name[0] == '.' ||
		    str_ends(str_of(entry->d_name), "~"))
			continue;
		hook_file_read(&file, doctor, hook,
			       doctor_say(doctor, "%s/%s", folder,
					  entry->d_name));
		/* one of the name that ours has, whatever is the matter */
		found = is_ours(&file) || (strstr(entry->d_name, "refgate") &&
					   file.state != HOOK_RUNS);
	}
	if (dir)
		closedir(dir);
	if (found)
		place->ours = file;
	return found;
}

static bool find_gitlab(struct hook_place *place, struct doctor *doctor,
			int hook)
{
	const char *name = doctor_hook_names[hook];
	const char *const folders[] = {
		doctor_say(doctor, "%s/custom_hooks/%s.d", doctor->path, name),
		doctor_say(doctor, GITLAB_GLOBAL "/%s.d", name),
	};

	place->kind = PLACE_GITLAB;
	for (size_t i = 0; i < sizeof(folders) / sizeof(*folders); i++)
		if (find_in_folder(place, doctor, hook, folders[i]))
			return true;
	return false;
}

/* VREF/refgate lies beside the hooks/common that pre-receive leads to. */
static bool find_vref(struct hook_place *place, struct doctor *doctor)
{
	const char *common = doctor_say(doctor, "%s/%s", doctor->hooks,
					doctor_hook_names[DOCTOR_PRE_RECEIVE]);
	char real[PATH_MAX];
	char *end;

	if (!hook_place_is_gitolite(doctor) || !realpath(common, real))
		return false;
	end = strstr(real, "/hooks/common/");
	if (!end)
		return false;
	*end = '\0';
	place->kind = PLACE_GITOLITE;
	hook_file_read(&place->ours, doctor, DOCTOR_UPDATE,
		       doctor_say(doctor, "%s/VREF/refgate", real));
	return place->ours.state != HOOK_MISSING;
}

/* The value of hook.<name>.<what>, the last; NULL: none. */
static const char *of_hook(const struct doctor *doctor, const char *name,
			   size_t size, const char *what)
{
	const char *value = NULL;

	for (size_t i = 0; i < doctor->setting_count; i++) {
		const char *key = doctor->settings[i].key;

		if (!strncmp(key, name, size) && !strcmp(key + size, what))
			value = doctor->settings[i].value;
	}
	return value;
}

static bool is_off(const char *value)
{
	static const char *const words[] = { "false", "no", "off", "0" };

	for (size_t i = 0; value && i < sizeof(words) / sizeof(*words); i++)
		if (!strcmp(value, words[i]))
			return true;
	return false;
}

/* hook.<name>.event = pre-receive, hook.<name>.command = PROGRAM */
static bool find_setting(struct hook_place *place, struct doctor *doctor,
			 int hook)
{
	static const char event[] = ".event";

	for (size_t i = 0; i < doctor->setting_count; i++) {
		const struct doctor_setting *setting = &doctor->settings[i];
		struct str key = str_of(setting->key);
		const char *command;
		size_t size;

		if (!str_starts(key, "hook.") || !str_ends(key, event) ||
		    !setting->value ||
		    strcmp(setting->value, doctor_hook_names[hook]))
			continue;
		size = key.size - strlen(event);
		command = of_hook(doctor, setting->key, size, ".command");
		if (!command ||
		    is_off(of_hook(doctor, setting->key, size, ".enabled")))
			continue;
		command = hook_file_unquote(doctor, command);
		if (!command)
			continue;
		hook_file_read(&place->ours, doctor, hook, command);
		place->kind = PLACE_SETTING;
		if (is_ours(&place->ours))
			return true;
	}
	return false;
}

static bool find_elsewhere(struct hook_place *out, struct doctor *doctor,
			   int hook)
{
	const char *folder = doctor_say(doctor, "%s/%s.d", doctor->hooks,
					doctor_hook_names[hook]);

	out->kind = PLACE_FOLDER;
	return find_in_folder(out, doctor, hook, folder) ||
	       find_gitlab(out, doctor, hook) ||
	       (hook == DOCTOR_UPDATE && find_vref(out, doctor)) ||
	       find_setting(out, doctor, hook);
}

/* A script of ours names the program, and whom it asks before. */
static void follow_script(struct hook_place *place, struct doctor *doctor,
			  int hook)
{
	const struct hook_file *script = &place->ours;

	place->engine = *script;
	if (script->kind != HOOK_SCRIPT)
		return;
	place->engine = (struct hook_file){ .path = script->path,
					    .state = HOOK_MISSING };
	if (script->engine)
		hook_file_read(&place->engine, doctor, hook, script->engine);
	if (script->before)
		hook_file_read(&place->before, doctor, hook, script->before);
}

void hook_place_find(struct hook_place *out, struct doctor *doctor, int hook)
{
	*out = (struct hook_place){ .kind = PLACE_PLAIN };
	hook_file_read(&out->top, doctor, hook,
		       doctor_say(doctor, "%s/%s", doctor->hooks,
				  doctor_hook_names[hook]));
	out->ours = out->top;
	if (is_ours(&out->top) || find_elsewhere(out, doctor, hook))
		follow_script(out, doctor, hook);
	else
		out->kind = PLACE_NONE;
}

static bool runs(const struct hook_file *file)
{
	return file->state == HOOK_RUNS && is_ours(file);
}

bool hook_place_works(const struct hook_place *place)
{
	if (place->kind == PLACE_NONE || !runs(&place->ours) ||
	    !runs(&place->engine))
		return false;
	return place->kind != PLACE_FOLDER || place->top.state == HOOK_RUNS;
}

bool hook_place_mentions(struct doctor *doctor, int hook, const char *word)
{
	const char *path = doctor_say(doctor, "%s/%s", doctor->hooks,
				      doctor_hook_names[hook]);
	struct error ignored = { 0 };
	struct buf text = BUF_INIT;
	struct stat info;
	bool found = !stat(path, &info) && S_ISREG(info.st_mode) &&
		     !file_read(&text, path, SCRIPT_SIZE_MAX, NULL, &ignored) &&
		     str_find(buf_str(&text), str_of(word)) < text.size;

	buf_release(&text);
	return found;
}
