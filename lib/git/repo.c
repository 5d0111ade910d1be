/*
 * repo.c - opens a repository and the quarantine of a push, and reads their
 * objects. Never writes, never asks the environment for object directories.
 */
#include "git/repo.h"

#include "git/alternates.h"
#include "git/common_dir.h"
#include "git/push.h"
#include "git/repo_state.h"
#include "git/startup.h"

#include <git2/sys/odb_backend.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define PRIORITY_LOOSE 1
#define PRIORITY_PACKED 2 /* the larger, the earlier */

static int odb_add(git_odb *odb, const char *path)
{
	git_odb_backend *backend = NULL;
	int r;

	r = git_odb_backend_loose(&backend, path, -1, 0, 0, 0);
	if (!r)
		r = git_odb_add_backend(odb, backend, PRIORITY_LOOSE);
	if (r)
		goto out;
	backend = NULL;
	r = git_odb_backend_pack(&backend, path);
	if (!r)
		r = git_odb_add_backend(odb, backend, PRIORITY_PACKED);
	if (!r)
		backend = NULL;
out:
	if (backend)
		backend->free(backend);
	return r;
}

static int odb_open(git_odb **out, const struct alternates *directories,
		    struct error *error)
{
	size_t i;
	int r;

	r = git_odb_new(out);
	for (i = 0; !r && i < directories->count; i++)
		r = odb_add(*out, directories->items[i].path);
	if (r)
		return git_failed(error, ERROR_BROKEN,
				  "the objects cannot be opened");
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
	if (!r)
		r = odb_open(&repo->objects, &directories, error);
	return r;
}

static int open_quarantine(struct repo *repo, const char *path,
			   struct error *error)
{
	struct alternates one = { .count = 1 };
	struct stat info;

	if (!path)
		return 0;
	if (stat(path, &info) || !S_ISDIR(info.st_mode))
		return error_set(error, ERROR_BROKEN,
				 "the quarantine directory %s is missing",
				 path);
	one.items[0].path = path;
	return odb_open(&repo->quarantine, &one, error);
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
		r = git_start(error);
	if (r)
		return r;
	repo->started = true;
	r = repo_check_format(repo, error);
	if (!r)
		r = open_objects(repo, error);
	if (!r)
		r = open_quarantine(repo, options->quarantine, error);
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

void repo_close(struct repo *repo)
{
	if (!repo)
		return;
	packed_refs_release(&repo->packed);
	git_odb_free(repo->quarantine);
	git_odb_free(repo->objects);
	if (repo->started)
		git_stop();
	arena_release(&repo->arena);
	free(repo);
}

const char *repo_path(const struct repo *repo)
{
	return repo->git_dir;
}

/* What is looked for, and what was found. */
struct search {
	git_oid id;
	size_t limit; /* of the content */
	bool header_only;
	enum object_type type;
	size_t size;
	void *data;
	bool broken; /* some copy cannot be read */
};

static int search_backend(struct search *search, git_odb_backend *backend)
{
	git_object_t type = GIT_OBJECT_INVALID;
	int r;

	r = backend->read_header(&search->size, &type, backend, &search->id);
	if (!r && search->size > search->limit)
		return ERROR_LIMIT;
	if (!r && !search->header_only)
		r = backend->read(&search->data, &search->size, &type, backend,
				  &search->id);
	search->type = (enum object_type)type;
	if (r && r != GIT_ENOTFOUND)
		search->broken = true;
	return r ? ERROR_NOT_FOUND : 0;
}

/*
 * The backends are asked directly: git_odb_read() looks into every pack
 * directory again whenever an object is not there, and most objects are not
 * in the quarantine.
 */
static int search_odb(struct search *search, git_odb *odb)
{
	size_t count = odb ? git_odb_num_backends(odb) : 0;
	git_odb_backend *backend = NULL;
	int r = ERROR_NOT_FOUND;
	size_t i;

	for (i = 0; r == ERROR_NOT_FOUND && i < count; i++)
		if (!git_odb_get_backend(&backend, odb, i))
			r = search_backend(search, backend);
	return r;
}

static int search_all(struct search *search, struct repo *repo)
{
	int r;

	r = search_odb(search, repo->quarantine);
	if (r == ERROR_NOT_FOUND)
		r = search_odb(search, repo->objects);
	if (r != ERROR_NOT_FOUND)
		return r;
	/* Somebody may have repacked in the meantime. */
	if (git_odb_refresh(repo->objects))
		return r;
	search->broken = false;
	r = search_odb(search, repo->quarantine);
	if (r == ERROR_NOT_FOUND)
		r = search_odb(search, repo->objects);
	return r;
}

static int search_report(const struct search *search, const struct oid *id,
			 int r, struct error *error)
{
	char hex[OID_HEX_SIZE + 1];

	oid_format(id, hex);
	if (r == ERROR_LIMIT)
		return error_set(error, ERROR_LIMIT,
				 "object %s has %zu bytes, more than the %zu "
				 "that are read",
				 hex, search->size, search->limit);
	if (search->broken)
		return error_set(error, ERROR_BROKEN,
				 "object %s cannot be read: it is damaged",
				 hex);
	return error_set(error, ERROR_NOT_FOUND, "object %s is missing", hex);
}

int object_read(struct object *out, struct repo *repo, const struct oid *id,
		size_t limit, struct error *error)
{
	struct search search = { .limit = limit };
	int r;

	*out = (struct object){ OBJECT_NONE, { NULL, 0 }, NULL };
	memcpy(search.id.id, id->bytes, OID_SIZE);
	r = search_all(&search, repo);
	if (r)
		return search_report(&search, id, r, error);
	out->type = search.type;
	out->data = (struct str){ search.data, search.size };
	out->handle = search.data;
	return 0;
}

int object_header(struct repo *repo, const struct oid *id,
		  enum object_type *type, size_t *size, struct error *error)
{
	struct search search = { .limit = SIZE_MAX, .header_only = true };
	int r;

	memcpy(search.id.id, id->bytes, OID_SIZE);
	r = search_all(&search, repo);
	if (r)
		return search_report(&search, id, r, error);
	*type = search.type;
	*size = search.size;
	return 0;
}

void object_release(struct object *object)
{
	if (!object)
		return;
	git_odb_backend_data_free(NULL, object->handle);
	*object = (struct object){ OBJECT_NONE, { NULL, 0 }, NULL };
}

bool repo_had_object(struct repo *repo, const struct oid *id)
{
	git_oid object;

	if (!repo->quarantine)
		return true;
	memcpy(object.id, id->bytes, OID_SIZE);
	return git_odb_exists_ext(repo->objects, &object,
				  GIT_ODB_LOOKUP_NO_REFRESH) == 1;
}
