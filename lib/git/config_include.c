/*
 * config_include.c - reads a configuration that includes others, through
 * libgit2. Never reads more than that file and what it names.
 */
#include "git/config_parse.h"

#include "git/startup.h"

#include <git2.h>

static int pass_on(const git_config_entry *from, struct arena *arena,
		   config_each_entry *each, void *context, struct error *error)
{
	struct config_entry entry = { NULL, NULL };

	entry.key = arena_copy(arena, str_of(from->name));
	if (from->value)
		entry.value = arena_copy(arena, str_of(from->value));
	if (!entry.key || (from->value && !entry.value))
		return error_no_memory(error);
	return each(&entry, context);
}

static int read_all(git_config *config, struct arena *arena,
		    config_each_entry *each, void *context, struct error *error)
{
	git_config_iterator *iterator = NULL;
	git_config_entry *entry = NULL;
	int found;
	int r = 0;

	found = git_config_iterator_new(&iterator, config);
	while (!r && !found && !(found = git_config_next(&entry, iterator)))
		r = pass_on(entry, arena, each, context, error);
	if (!r && found != GIT_ITEROVER)
		r = git_failed(error, ERROR_BROKEN, "it cannot be read");
	git_config_iterator_free(iterator);
	return r;
}

int config_parse_includes(const char *path, struct arena *arena,
			  config_each_entry *each, void *context,
			  struct error *error)
{
	git_config *config = NULL;
	int r;

	r = git_start(error);
	if (r)
		return r;
	if (git_config_new(&config) ||
	    git_config_add_file_ondisk(config, path, GIT_CONFIG_LEVEL_LOCAL,
				       NULL, 0))
		r = git_failed(error, ERROR_BROKEN, "it cannot be read");
	else
		r = read_all(config, arena, each, context, error);
	git_config_free(config);
	git_stop();
	return r;
}
