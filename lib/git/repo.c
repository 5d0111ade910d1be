/*
 * repo.c - opens a repository and the quarantine of a push. Never writes,
 * never asks the environment for object directories.
 */
#include "git/repo.h"

#include "git/common_dir.h"
#include "git/push.h"
#include "git/repo_state.h"
#include "git/startup.h"
#include "git/survey.h"

#include <stdlib.h>
#include <sys/stat.h>

static int add_store(struct repo *repo, size_t place, const char *path,
		     struct error *error)
{
	if (object_store_init(&repo->stores[place], path, &repo->arena))
		return error_no_memory(error);
	repo->stores[place].pushed = place == QUARANTINE;
	return 0;
}

static int open_objects(struct repo *repo, struct error *error)
{
	struct alternates directories;
	const char *path;
	int r;

	path = arena_printf(&repo->arena, "%s/objects", repo->common_dir);
	if (!path)
		return error_no_memory(error);
	r = alternates_read(&directories, path, &repo->arena, error);
	repo->store_count = 1; /* the quarantine's place */
	for (size_t i = 0; !r && i < directories.count; i++)
		r = add_store(repo, repo->store_count++,
			      directories.items[i].path, error);
	return r;
}

int repo_add_quarantine(struct repo *repo, const char *path,
			struct error *error)
{
	struct stat info;
	const char *copy;

	if (!path)
		return 0;
	if (stat(path, &info) || !S_ISDIR(info.st_mode))
		return error_set(error, ERROR_BROKEN,
				 "the quarantine directory is missing");
	copy = arena_copy(&repo->arena, str_of(path));
	return copy ? add_store(repo, QUARANTINE, copy, error) :
		      error_no_memory(error);
}

/* It becomes a part of paths. */
static int check_remote(const struct repo *repo, struct arena *arena,
			struct error *error)
{
	const char *name;

	if (!repo->remote)
		return 0;
	name = arena_printf(arena, "refs/remotes/%s/x", repo->remote);
	if (!name)
		return error_no_memory(error);
	if (!ref_name_is_valid(str_of(name)))
		return error_set(error, ERROR_BROKEN,
				 "the name of the remote is not valid");
	return 0;
}

static int open_all(struct repo *repo, const struct repo_options *options,
		    struct error *error)
{
	int r;

	arena_init(&repo->arena);
	repo->git_dir = arena_copy(&repo->arena, str_of(options->path));
	if (options->remote)
		repo->remote =
			arena_copy(&repo->arena, str_of(options->remote));
	if (!repo->git_dir || (options->remote && !repo->remote))
		return error_no_memory(error);
	r = check_remote(repo, &repo->arena, error);
	if (!r)
		r = common_dir_find(&repo->common_dir, repo->git_dir,
				    &repo->arena, error);
	if (!r)
		r = repo_check_format(repo, options->config, error);
	if (!r)
		r = open_objects(repo, error);
	if (!r)
		r = repo_add_quarantine(repo, options->quarantine, error);
	return r;
}

int repo_open(struct repo **out, const struct repo_options *options,
	      struct error *error)
{
	struct repo *repo;
	int r;

	*out = NULL;
	repo = calloc(1, sizeof(*repo));
	if (!repo)
		return error_no_memory(error);
	r = open_all(repo, options, error);
	if (r)
		repo_close(repo);
	else
		*out = repo;
	return r;
}

int repo_start(struct repo *repo, struct error *error)
{
	int r = repo->started ? 0 : git_start(error);

	repo->started = !r;
	return r;
}

void repo_close(struct repo *repo)
{
	if (!repo)
		return;
	survey_end(repo);
	ref_cache_release(&repo->refs);
	packed_refs_release(&repo->packed);
	object_cache_clear(&repo->cache);
	object_shelf_close(&repo->shelf);
	sound_release(&repo->sound);
	for (size_t i = 0; i < repo->store_count; i++)
		object_store_release(&repo->stores[i]);
	if (repo->started)
		git_stop();
	arena_release(&repo->arena);
	free(repo);
}

const char *repo_path(const struct repo *repo)
{
	return repo->git_dir;
}

int repo_check_answers(const struct repo *repo, struct error *error)
{
	if (!repo->is_unreadable)
		return 0;
	return error_set(error, ERROR_BROKEN,
			 "whether an object was there cannot be told");
}
