/*
 * presets.c - finds shipped policies by their names. Never reads them, and
 * never leaves their folder.
 */
#include "policy/presets.h"

#include "base/text.h"

#include <dirent.h>
#include <string.h>
#include <unistd.h>

#define PRESETS_MAX 64
#define SUFFIX ".yml"

static bool is_preset_name(struct str name)
{
	for (size_t i = 0; i < name.size; i++) {
		char byte = name.data[i];

		if (!(byte >= 'a' && byte <= 'z') &&
		    !(byte >= '0' && byte <= '9') && byte != '-')
			return false;
	}
	return name.size > 0;
}

/* Names in the folder, in no order. */
static size_t list(const char **names, const char *folder, struct arena *arena)
{
	DIR *dir = folder ? opendir(folder) : NULL;
	const struct dirent *entry;
	size_t count = 0;
	struct str name;

	while (dir && count < PRESETS_MAX && (entry = readdir(dir))) {
		name = str_of(entry->d_name);
		if (!str_ends(name, SUFFIX))
			continue;
		name = str_first(name, name.size - strlen(SUFFIX));
		if (!is_preset_name(name))
			continue;
		names[count] = arena_copy(arena, name);
		count += names[count] != NULL;
	}
	if (dir)
		closedir(dir);
	return count;
}

static const char *hint(struct load *load, const char *name)
{
	struct arena *arena = &load->policy->arena;
	const char *names[PRESETS_MAX];
	size_t count = list(names, load->request->preset_dir, arena);
	const char *nearest = text_nearest(name, names, count);

	if (str_ends(str_of(name), SUFFIX))
		return arena_say(arena, "for a file beside this one write ./%s",
				 name);
	if (nearest)
		return arena_printf(arena, "did you mean '%s'?", nearest);
	return "a path has a slash: ./file.yml";
}

const char *preset_path(struct load *load, const struct node *name)
{
	struct arena *arena = &load->policy->arena;
	const char *folder = load->request->preset_dir;
	const char *path = NULL;

	if (folder && is_preset_name(str_of(name->text)))
		path = arena_printf(arena, "%s/%s" SUFFIX, folder, name->text);
	if (path && access(path, F_OK) == 0)
		return path;
	diagnostics_add(load->diagnostics, DIAGNOSTIC_ERROR, name->mark,
			hint(load, name->text), "there is no preset '%s'",
			name->text);
	return NULL;
}
