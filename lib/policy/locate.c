/*
 * locate.c - where policies are looked for. A place that is named counts
 * even if nothing is there: never falls back to a weaker one.
 */
#include "policy/policy.h"

#include "base/paths.h"

#include <errno.h>
#include <sys/stat.h>

#define POLICY_KEY "refgate.policy"

/* Also when it cannot be looked at: then loading says why. */
static bool is_there(const char *path)
{
	struct stat info;

	return lstat(path, &info) == 0 || (errno != ENOENT && errno != ENOTDIR);
}

static const char *configured(const char *git_dir,
			      const struct config *repository,
			      const struct config *system, struct arena *arena)
{
	const char *value = repository ? config_get(repository, POLICY_KEY) :
					 NULL;

	if (!value && system)
		value = config_get(system, POLICY_KEY);
	if (!value)
		return NULL;
	if (value[0] == '/')
		return arena_copy(arena, str_of(value));
	return arena_printf(arena, "%s/%s", git_dir, value);
}

static bool is_configured(const struct config *repository,
			  const struct config *system)
{
	return (repository && config_get(repository, POLICY_KEY)) ||
	       (system && config_get(system, POLICY_KEY));
}

int policy_locate(struct policy_places *out, const char *git_dir,
		  const struct config *repository, const struct config *system,
		  struct arena *arena, struct error *error)
{
	const char *floor =
		arena_printf(arena, "%s/floor.yml", paths_sysconf_dir);

	*out = (struct policy_places){ .found = NULL };
	if (is_configured(repository, system)) {
		out->found = out->looked[0] =
			configured(git_dir, repository, system, arena);
		if (!out->found)
			return error_no_memory(error);
	}
	out->looked[1] = arena_printf(arena, "%s/refgate/policy.yml", git_dir);
	out->looked[2] =
		arena_printf(arena, "%s/policy.yml", paths_sysconf_dir);
	if (!floor || !out->looked[1] || !out->looked[2])
		return error_no_memory(error);
	for (size_t i = 1; i < 3 && !out->found; i++)
		if (is_there(out->looked[i]))
			out->found = out->looked[i];
	if (is_there(floor))
		out->floor = floor;
	return 0;
}
