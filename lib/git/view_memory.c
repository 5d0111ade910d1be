/*
 * view_memory.c - what the gate would remember, in a view. Never synced to the
 * disk: a view ends with the process that made it.
 */
#include "git/view.h"

#include "base/file.h"
#include "git/memory.h"
#include "git/startup.h"

#include <git2.h>
#include <git2/sys/odb_backend.h>

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PRIVATE_FILE 0600
#define PRIVATE_FOLDER 0700

/* Into the view's own folder, and no other: its odb has only that one. */
static int write_blob(git_oid *id, const char *objects, struct str text,
		      struct error *error)
{
	git_odb_backend *backend = NULL;
	git_odb *odb = NULL;
	int r = git_odb_new(&odb);

	if (!r)
		r = git_odb_backend_loose(&backend, objects, 1, 0, 0, 0);
	if (!r)
		r = git_odb_add_backend(odb, backend, 1);
	if (!r)
		backend = NULL;
	if (!r)
		r = git_odb_write(id, odb, text.data, text.size,
				  GIT_OBJECT_BLOB);
	if (backend)
		backend->free(backend);
	git_odb_free(odb);
	return r ? git_failed(error, ERROR_INTERNAL, "cannot write a view") : 0;
}

/* Every folder on the way to the file, below `from` bytes of its path. */
static int make_way(char *path, size_t from, struct error *error)
{
	for (char *slash = strchr(path + from, '/'); slash;
	     slash = strchr(slash + 1, '/')) {
		bool made;

		*slash = '\0';
		made = !mkdir(path, PRIVATE_FOLDER) || errno == EEXIST;
		*slash = '/';
		if (!made)
			return error_set_errno(error, ERROR_INTERNAL,
					       "cannot make a view");
	}
	return 0;
}

static int write_ref(const char *path, const git_oid *id, struct error *error)
{
	char line[OID_HEX_SIZE + 1];
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC,
		      PRIVATE_FILE);
	int r;

	if (fd < 0)
		return error_set_errno(error, ERROR_INTERNAL,
				       "cannot write a view");
	git_oid_fmt(line, id);
	line[OID_HEX_SIZE] = '\n';
	r = fd_write_all(fd, (struct str){ line, sizeof(line) }, error);
	close(fd);
	return r;
}

static char *path_of(struct arena *arena, const char *view, const char *name)
{
	return arena_printf(arena, "%s/" MEMORY_PREFIX "%s", view, name);
}

int view_remember(const char *view, const char *name, struct str text,
		  struct error *error)
{
	struct arena arena;
	const char *objects;
	char *path;
	git_oid id;
	int r;

	arena_init(&arena);
	objects = arena_printf(&arena, "%s/objects", view);
	path = path_of(&arena, view, name);
	if (!objects || !path)
		r = error_no_memory(error);
	else
		r = git_start(error);
	if (r)
		goto out;
	r = write_blob(&id, objects, text, error);
	git_stop();
	if (!r)
		r = make_way(path, strlen(view) + 1, error);
	if (!r)
		r = write_ref(path, &id, error);
out:
	arena_release(&arena);
	return r;
}

int view_forget(const char *view, const char *name, struct error *error)
{
	struct arena arena;
	const char *path;
	int r = 0;

	arena_init(&arena);
	path = path_of(&arena, view, name);
	if (!path)
		r = error_no_memory(error);
	else if (unlink(path) && errno != ENOENT && errno != ENOTDIR)
		r = error_set_errno(error, ERROR_INTERNAL,
				    "cannot write a view");
	arena_release(&arena);
	return r;
}
