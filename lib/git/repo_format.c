/*
 * repo_format.c - refuses repositories that cannot be read as they are meant
 * (git's setup.c, gitrepository-layout(5)). Never repairs.
 */
#include "git/repo_state.h"

#include "git/config.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static bool is_directory(const char *parent, const char *name,
			 struct arena *arena)
{
	const char *path = arena_printf(arena, "%s/%s", parent, name);
	struct stat info;

	return path && !stat(path, &info) && S_ISDIR(info.st_mode);
}

static int check_layout(const struct repo *repo, struct arena *arena,
			struct error *error)
{
	const char *head = arena_printf(arena, "%s/HEAD", repo->git_dir);
	struct stat info;

	if (!head)
		return error_no_memory(error);
	/* HEAD may be a dangling link: that is an old symbolic ref. */
	if (lstat(head, &info) ||
	    !is_directory(repo->common_dir, "objects", arena) ||
	    !is_directory(repo->common_dir, "refs", arena))
		return error_set(error, ERROR_BROKEN,
				 "%s is not a git directory", repo->git_dir);
	return 0;
}

static int check_environment(struct error *error)
{
	const char *namespace = getenv("GIT_NAMESPACE");

	if (namespace && *namespace)
		return error_set(error, ERROR_BROKEN,
				 "GIT_NAMESPACE is set: ref namespaces are "
				 "not supported");
	if (getenv("GIT_SHALLOW_FILE"))
		return error_set(error, ERROR_BROKEN,
				 "GIT_SHALLOW_FILE is set: pushes that make a "
				 "repository shallow are not supported");
	return 0;
}

static int check_shallow(const struct repo *repo, struct arena *arena,
			 struct error *error)
{
	const char *path = arena_printf(arena, "%s/shallow", repo->common_dir);
	struct stat info;

	if (!path)
		return error_no_memory(error);
	if (!stat(path, &info) && info.st_size > 0)
		return error_set(error, ERROR_BROKEN,
				 "the repository is shallow: its history "
				 "cannot be judged (git fetch --unshallow)");
	return 0;
}

static int check_version(const struct config *config, struct error *error)
{
	const char *version =
		config_get(config, "core.repositoryformatversion");

	if (!version || strcmp(version, "0") == 0 || strcmp(version, "1") == 0)
		return 0;
	return error_set(error, ERROR_BROKEN,
			 "core.repositoryFormatVersion is neither 0 nor 1");
}

/* A clone's own settings do not matter; a server's could be hidden there. */
static int check_worktree_config(const struct repo *repo, struct error *error)
{
	if (repo->remote)
		return 0;
	return error_set(error, ERROR_BROKEN,
			 "extensions.worktreeConfig is set: settings of work "
			 "trees are not supported on a server");
}

static int check_extension(const struct repo *repo, const char *name,
			   const char *value, struct error *error)
{
	if (strcmp(name, "noop") == 0 || strcmp(name, "noop-v1") == 0 ||
	    strcmp(name, "preciousobjects") == 0 ||
	    strcmp(name, "relativeworktrees") == 0)
		return 0;
	if (strcmp(name, "objectformat") == 0)
		return strcmp(value, "sha1") == 0 ?
			       0 :
			       error_set(error, ERROR_BROKEN,
					 "extensions.objectFormat is %s: only "
					 "SHA-1 repositories are supported",
					 value);
	if (strcmp(name, "refstorage") == 0)
		return strcmp(value, "files") == 0 ?
			       0 :
			       error_set(error, ERROR_BROKEN,
					 "extensions.refStorage is %s: only "
					 "refs in files are supported",
					 value);
	if (strcmp(name, "worktreeconfig") == 0)
		return check_worktree_config(repo, error);
	if (strcmp(name, "partialclone") == 0)
		return error_set(error, ERROR_BROKEN,
				 "extensions.partialClone is set: partial "
				 "clones are not supported");
	return error_set(error, ERROR_BROKEN,
			 "extensions.%s is set: this extension of git is not "
			 "supported",
			 name);
}

static bool ends_in(const char *key, const char *name)
{
	return str_starts(str_of(key), "remote.") &&
	       str_ends(str_of(key), name);
}

/* git takes a remote like this for a partial clone's, too. */
static int check_promisor(const struct config_entry *entry, struct error *error)
{
	const char *value = entry->value ? entry->value : "true";
	struct config one = { (struct config_entry *)(uintptr_t)entry, 1 };
	bool ok;

	if (ends_in(entry->key, ".partialclonefilter") && *value)
		return error_set(error, ERROR_BROKEN,
				 "%s is set: partial clones are not supported",
				 entry->key);
	if (ends_in(entry->key, ".promisor") &&
	    (config_bool(&one, entry->key, false, &ok) || !ok))
		return error_set(error, ERROR_BROKEN,
				 "%s is set: partial clones are not supported",
				 entry->key);
	return 0;
}

static int check_config(const struct repo *repo, const struct config *config,
			struct error *error)
{
	static const char prefix[] = "extensions.";
	int r = check_version(config, error);
	const struct config_entry *entry;
	size_t i;

	for (i = 0; !r && i < config->count; i++) {
		entry = &config->entries[i];
		if (str_starts(str_of(entry->key), prefix))
			r = check_extension(
				repo, entry->key + sizeof(prefix) - 1,
				entry->value ? entry->value : "true", error);
		else
			r = check_promisor(entry, error);
	}
	return r;
}

static int check_config_file(const struct repo *repo, struct arena *arena,
			     struct error *error)
{
	const char *path = arena_printf(arena, "%s/config", repo->common_dir);
	struct config config;
	int r;

	if (!path)
		return error_no_memory(error);
	r = config_read(&config, path, arena, error);
	if (!r)
		r = check_config(repo, &config, error);
	return r;
}

int repo_check_format(const struct repo *repo, const struct config *config,
		      struct error *error)
{
	struct arena arena;
	int r;

	arena_init(&arena);
	r = check_environment(error);
	if (!r)
		r = check_layout(repo, &arena, error);
	if (!r)
		r = config ? check_config(repo, config, error) :
			     check_config_file(repo, &arena, error);
	if (!r)
		r = check_shallow(repo, &arena, error);
	arena_release(&arena);
	return r;
}
