/*
 * ref_list.c - collects refs by prefix. Never passes over one that cannot be
 * read, never reads one that no glob asks for.
 */
#include "git/ref_list.h"

#include "base/buf.h"
#include "git/push.h"
#include "git/repo_state.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define HEADS "refs/heads/"
#define REMOTES "refs/remotes/"

/* Names that begin with `local` here begin with `server` there. */
struct space {
	const char *local;
	const char *server;
};

/* A walk through the files below one prefix. */
struct walk {
	struct ref_list *list;
	const struct space *space;
	struct str prefix; /* of local names */
	struct buf path;   /* of the file system */
	size_t root_size;  /* of the common directory and its slash */
	struct error *error;
};

static int walk_directory(struct walk *walk);

const char *ref_local_name(const struct repo *repo, const char *name,
			   struct arena *arena)
{
	if (!repo->remote)
		return name;
	if (strcmp(name, "HEAD") == 0)
		return arena_printf(arena, REMOTES "%s/HEAD", repo->remote);
	if (!str_starts(str_of(name), HEADS))
		return name;
	return arena_printf(arena, REMOTES "%s/%s", repo->remote,
			    name + strlen(HEADS));
}

/* In a clone its own branches and other remotes are nobody's business. */
static bool is_hidden(const struct ref_list *list, const struct space *space,
		      struct str local)
{
	if (!list->repo->remote)
		return false;
	if (strcmp(space->server, HEADS) == 0)
		return str_is(str_from(local, strlen(space->local)), "HEAD");
	return str_starts(local, HEADS) || str_starts(local, REMOTES);
}

/* The server's name, or NULL if the ref is not asked for. */
static int wanted(const char **out, const struct ref_list *list,
		  const struct space *space, struct str local,
		  struct error *error)
{
	struct str rest = str_from(local, strlen(space->local));

	*out = NULL;
	if (!ref_name_is_valid(local) || is_hidden(list, space, local))
		return 0;
	*out = str_is(str_of(space->server), space->local) ?
		       arena_copy(list->arena, local) :
		       arena_printf(list->arena, "%s%.*s", space->server,
				    STR_ARGS(rest));
	if (!*out)
		return error_no_memory(error);
	if (list->globs && !globs_match(list->globs, str_of(*out)))
		*out = NULL;
	return 0;
}

static int add(struct ref_list *list, const struct ref_item *item,
	       struct error *error)
{
	struct ref_item *place = array_more(&list->items, list->count,
					    &list->capacity, sizeof(*place));

	if (!place)
		return error_no_memory(error);
	*place = *item;
	list->count++;
	return 0;
}

int ref_list_add_value(struct ref_list *list, const struct ref *ref,
		       struct error *error)
{
	struct ref_item item = { .name = ref->name, .id = ref->id };

	return add(list, &item, error);
}

static int add_loose(struct ref_list *list, const char *name, const char *local,
		     struct error *error)
{
	struct ref_value value = { .target = NULL };
	struct ref_item item = { .name = name };
	int r;

	r = ref_cache_loose(&value, &list->repo->refs, list->repo->common_dir,
			    local, list->arena, error);
	if (r != 1)
		return r;
	item.id = value.id;
	item.is_symbolic = value.target != NULL;
	if (item.is_symbolic && list->first_only)
		return 0;
	return add(list, &item, error);
}

static int visit_file(struct walk *walk)
{
	const char *local = buf_text(&walk->path) + walk->root_size;
	const char *name = NULL;
	int r;

	r = wanted(&name, walk->list, walk->space, str_of(local), walk->error);
	if (r || !name)
		return r;
	return add_loose(walk->list, name, local, walk->error);
}

static bool may_lead_there(const struct walk *walk)
{
	struct str local = str_from(buf_str(&walk->path), walk->root_size);
	size_t size = local.size < walk->prefix.size ? local.size :
						       walk->prefix.size;

	return str_equal(str_first(local, size), str_first(walk->prefix, size));
}

/* A dangling link may be a symbolic ref; a file may be gone again. */
static bool is_folder(const char *path, unsigned char type)
{
	struct stat info;

	if (type == DT_DIR || type == DT_REG)
		return type == DT_DIR;
	return !stat(path, &info) && S_ISDIR(info.st_mode);
}

static int visit(struct walk *walk, const char *name, unsigned char type)
{
	size_t size = walk->path.size;
	int r = 0;

	if (name[0] == '.')
		return 0;
	buf_add_text(&walk->path, name);
	if (buf_failed(&walk->path))
		return error_no_memory(walk->error);
	if (!may_lead_there(walk) ||
	    walk->path.size - walk->root_size > PUSH_REF_SIZE_MAX)
		goto out;
	if (is_folder(buf_text(&walk->path), type)) {
		buf_add_byte(&walk->path, '/');
		r = walk_directory(walk);
	} else if (walk->path.size - walk->root_size >= walk->prefix.size) {
		r = visit_file(walk);
	}
out:
	buf_truncate(&walk->path, size);
	return r;
}

static bool is_done(const struct walk *walk)
{
	return walk->list->first_only && walk->list->count;
}

static int walk_held(struct walk *walk, const struct held_folder *folder)
{
	int r = 0;

	for (size_t i = 0; !r && i < folder->count && !is_done(walk); i++)
		r = visit(walk, folder->entries[i].name,
			  folder->entries[i].type);
	return r;
}

static int cannot_read(const struct walk *walk)
{
	return error_set_errno(walk->error, ERROR_BROKEN, "cannot read %s",
			       buf_text(&walk->path));
}

static int walk_entries(struct walk *walk, DIR *directory,
			struct held_folder **held)
{
	struct ref_cache *cache = &walk->list->repo->refs;
	struct dirent *entry;
	int r = 0;

	for (;;) {
		errno = 0;
		entry = readdir(directory);
		if (!entry)
			return errno ? cannot_read(walk) : 0;
		ref_cache_entry(cache, held, entry->d_name, entry->d_type);
		r = visit(walk, entry->d_name, entry->d_type);
		if (!r && !is_done(walk))
			continue;
		*held = NULL; /* there may be more */
		return r;
	}
}

static int walk_directory(struct walk *walk)
{
	struct ref_cache *cache = &walk->list->repo->refs;
	const struct held_folder *known;
	struct held_folder *held;
	DIR *directory;
	int r = 0;

	if (buf_failed(&walk->path))
		return error_no_memory(walk->error);
	known = ref_cache_folder(cache, buf_text(&walk->path));
	if (known)
		return walk_held(walk, known);
	directory = opendir(buf_text(&walk->path));
	if (!directory && errno != ENOENT && errno != ENOTDIR)
		return cannot_read(walk);
	held = ref_cache_begin(cache, buf_text(&walk->path));
	if (directory) {
		r = walk_entries(walk, directory, &held);
		closedir(directory);
	}
	if (!r)
		ref_cache_keep(cache, held);
	return r;
}

static int add_files(struct ref_list *list, const struct space *space,
		     const char *prefix, struct error *error)
{
	struct walk walk = { .list = list,
			     .space = space,
			     .prefix = str_of(prefix),
			     .path = BUF_INIT,
			     .error = error };
	const char *slash = strrchr(prefix, '/');
	int r;

	buf_addf(&walk.path, "%s/", list->repo->common_dir);
	walk.root_size = walk.path.size;
	/* Refs outside of refs/ are no refs of a server. */
	if (slash)
		buf_add(&walk.path, prefix, (size_t)(slash - prefix) + 1);
	else
		buf_add_text(&walk.path, "refs/");
	r = walk_directory(&walk);
	buf_release(&walk.path);
	return r;
}

static int add_packed(struct ref_list *list, const struct space *space,
		      const char *prefix, struct error *error)
{
	struct ref_item item = { .is_packed = true };
	struct packed_ref ref;
	struct str rest = { NULL, 0 };
	int r;

	r = packed_refs_refresh(&list->repo->packed, list->repo->common_dir,
				error);
	if (!r)
		r = packed_refs_seek(&rest, &list->repo->packed, str_of(prefix),
				     error);
	if (r)
		return r;
	while ((r = packed_refs_next(&ref, &rest, error)) == 1) {
		if (list->first_only && list->count)
			return 0;
		if (!str_starts(ref.name, prefix)) {
			if (list->repo->packed.sorted)
				return 0;
			continue;
		}
		r = wanted(&item.name, list, space, ref.name, error);
		item.id = ref.id;
		item.peeled = ref.peeled;
		if (!r && item.name)
			r = add(list, &item, error);
		if (r)
			return r;
	}
	return r;
}

/* The part of `prefix` that lies in one space, if they meet at all. */
static int add_space(struct ref_list *list, const struct space *space,
		     const char *prefix, struct error *error)
{
	struct str server = str_of(space->server);
	const char *local = space->local;
	int r;

	if (str_starts(str_of(prefix), space->server))
		local = arena_printf(list->arena, "%s%s", space->local,
				     prefix + server.size);
	else if (!str_starts(server, prefix))
		return 0;
	if (!local)
		return error_no_memory(error);
	/* Files first: who packs refs removes them last. */
	r = add_files(list, space, local, error);
	if (!r)
		r = add_packed(list, space, local, error);
	return r;
}

int ref_list_add(struct ref_list *list, const char *prefix, struct error *error)
{
	struct space all = { "refs/", "refs/" };
	struct space heads = { NULL, HEADS };
	int r = 0;

	ref_cache_tick(&list->repo->refs);
	/* No ref begins like this, but a path could lead anywhere. */
	if (str_find(str_of(prefix), STR("..")) < strlen(prefix))
		return 0;
	if (list->repo->remote) {
		heads.local = arena_printf(list->arena, REMOTES "%s/",
					   list->repo->remote);
		if (!heads.local)
			return error_no_memory(error);
		r = add_space(list, &heads, prefix, error);
	}
	if (!r)
		r = add_space(list, &all, prefix, error);
	return r;
}

int ref_list_add_name(struct ref_list *list, const char *name,
		      struct error *error)
{
	struct ref_item item = { .name = name, .is_packed = true };
	struct repo *repo = list->repo;
	size_t before = list->count;
	struct packed_ref ref;
	const char *local;
	int r;

	ref_cache_tick(&repo->refs);
	if (!ref_name_is_valid(str_of(name)) ||
	    (list->globs && !globs_match(list->globs, str_of(name))))
		return 0;
	local = ref_local_name(repo, name, list->arena);
	if (!local)
		return error_no_memory(error);
	r = add_loose(list, name, local, error);
	if (r || list->count > before)
		return r;
	r = ref_cache_packed(&ref, &repo->refs, &repo->packed, repo->common_dir,
			     local, error);
	if (r != 1)
		return r;
	item.id = ref.id;
	item.peeled = ref.peeled;
	return add(list, &item, error);
}

void ref_list_release(struct ref_list *list)
{
	free(list->items);
	list->items = NULL;
	list->count = 0;
}
