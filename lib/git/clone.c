/*
 * clone.c - finds the repository that a command is run in. Never writes and
 * never asks a remote.
 */
#include "git/clone.h"

#include "base/buf.h"
#include "git/config.h"
#include "git/startup.h"

#include <git2.h>
#include <stdlib.h>
#include <string.h>

#define HEADS "refs/heads/"
#define REMOTE "remote."

/* Extensions that mean nothing to what is read here. */
static int allow_extensions(void)
{
	static const char *const names[] = { "noop-v1", "preciousobjects",
					     "worktreeconfig",
					     "relativeworktrees" };

	return git_libgit2_opts(GIT_OPT_SET_EXTENSIONS, names,
				sizeof(names) / sizeof(names[0]));
}

static int open_repository(struct clone *clone, const char *path,
			   struct error *error)
{
	unsigned flags = path ? GIT_REPOSITORY_OPEN_NO_SEARCH :
				GIT_REPOSITORY_OPEN_FROM_ENV;
	int r;

	if (allow_extensions() < 0)
		return git_failed(error, ERROR_INTERNAL,
				  "libgit2 cannot be configured");
	r = git_repository_open_ext(&clone->repository, path, flags, NULL);
	if (r == GIT_ENOTFOUND)
		return error_set(error, ERROR_USAGE,
				 "%s is not a git repository",
				 path ? path : "this folder");
	return r ? git_failed(error, ERROR_USAGE,
			      path ? path : "the repository") :
		   0;
}

static const char *without_slash(struct arena *arena, const char *path)
{
	struct str s = str_of(path);

	while (s.size > 1 && str_ends(s, "/"))
		s.size--;
	return arena_copy(arena, s);
}

static int read_places(struct clone *clone, struct error *error)
{
	git_repository *repository = clone->repository;

	clone->git_dir =
		without_slash(&clone->arena, git_repository_path(repository));
	clone->common_dir = without_slash(&clone->arena,
					  git_repository_commondir(repository));
	clone->bare = git_repository_is_bare(repository) == 1;
	return clone->git_dir && clone->common_dir ? 0 : error_no_memory(error);
}

/* What a symbolic ref points at, or NULL. */
static int read_target(const char **out, struct clone *clone, const char *name,
		       struct error *error)
{
	git_reference *ref = NULL;
	const char *target = NULL;

	*out = NULL;
	if (!git_reference_lookup(&ref, clone->repository, name))
		target = git_reference_symbolic_target(ref);
	if (target)
		*out = arena_copy(&clone->arena, str_of(target));
	git_reference_free(ref);
	return target && !*out ? error_no_memory(error) : 0;
}

/* The "x" of remote.x.url; NULL for other keys. */
static const char *remote_of_key(struct arena *arena, const char *key)
{
	struct str s = str_of(key);

	if (!str_starts(s, REMOTE) || !str_ends(s, ".url") ||
	    s.size <= strlen(REMOTE) + strlen(".url"))
		return NULL;
	s = str_from(s, strlen(REMOTE));
	return arena_copy(arena, str_first(s, s.size - strlen(".url")));
}

static const char *default_remote(struct arena *arena,
				  const struct config *config)
{
	const char *only = NULL;
	bool several = false;

	if (config_get(config, REMOTE "origin.url"))
		return "origin";
	for (size_t i = 0; i < config->count; i++) {
		const char *name = remote_of_key(arena, config->entries[i].key);

		if (name && only && strcmp(name, only))
			several = true;
		if (name)
			only = name;
	}
	return several ? NULL : only;
}

static const char *branch_setting(struct clone *clone,
				  const struct config *config,
				  const char *setting)
{
	const char *key;

	if (!clone->branch || !str_starts(str_of(clone->branch), HEADS))
		return NULL;
	key = arena_printf(&clone->arena, "branch.%s.%s",
			   clone->branch + strlen(HEADS), setting);
	return key ? config_get(config, key) : NULL;
}

/* A branch may have another branch of the same repository (".") upstream. */
static void read_remote(struct clone *clone, const struct config *config)
{
	const char *own = branch_setting(clone, config, "remote");

	if (own && strcmp(own, ".")) {
		clone->remote = own;
		clone->upstream = branch_setting(clone, config, "merge");
	} else {
		clone->remote = default_remote(&clone->arena, config);
	}
}

/* "refs/remotes/origin/main" -> "refs/heads/main" */
static int read_default_ref(struct clone *clone, struct error *error)
{
	struct arena *arena = &clone->arena;
	const char *prefix =
		arena_printf(arena, "refs/remotes/%s/", clone->remote);
	const char *head = prefix ? arena_printf(arena, "%sHEAD", prefix) :
				    NULL;
	const char *target = NULL;
	int r;

	if (!head)
		return error_no_memory(error);
	r = read_target(&target, clone, head, error);
	if (r || !target || !str_starts(str_of(target), prefix))
		return r;
	clone->default_ref =
		arena_printf(arena, HEADS "%s", target + strlen(prefix));
	return clone->default_ref ? 0 : error_no_memory(error);
}

/* The value in a file of the person's, if there is one. */
static int look_for_email(struct clone *clone, const char *folder,
			  const char *name, struct error *error)
{
	const char *path =
		folder ? arena_printf(&clone->arena, "%s%s", folder, name) :
			 NULL;
	struct config config;
	int r;

	if (clone->email || !folder)
		return 0;
	if (!path)
		return error_no_memory(error);
	r = config_read(&config, path, &clone->arena, error);
	if (!r)
		clone->email = config_get(&config, "user.email");
	return r;
}

/* As git-config(1) says where it looks. */
static int read_email(struct clone *clone, const struct config *config,
		      struct error *error)
{
	const char *home = getenv("HOME");
	const char *xdg = getenv("XDG_CONFIG_HOME");
	const char *global = getenv("GIT_CONFIG_GLOBAL");
	int r;

	clone->email = config_get(config, "user.email");
	if (global)
		return look_for_email(clone, global, "", error);
	r = look_for_email(clone, home, "/.gitconfig", error);
	if (!r && xdg && *xdg)
		r = look_for_email(clone, xdg, "/git/config", error);
	else if (!r)
		r = look_for_email(clone, home, "/.config/git/config", error);
	return r;
}

static int read_settings(struct clone *clone, struct error *error)
{
	const char *path =
		arena_printf(&clone->arena, "%s/config", clone->common_dir);
	struct config config;
	int r;

	if (!path)
		return error_no_memory(error);
	r = config_read(&config, path, &clone->arena, error);
	if (!r)
		r = read_email(clone, &config, error);
	if (r)
		return r;
	if (!clone->bare)
		read_remote(clone, &config);
	if (clone->remote)
		return read_default_ref(clone, error);
	clone->default_ref = clone->branch;
	return 0;
}

int clone_find(struct clone *out, const char *path, struct error *error)
{
	int r;

	memset(out, 0, sizeof(*out));
	arena_init(&out->arena);
	r = git_start(error);
	if (r)
		return r;
	r = open_repository(out, path, error);
	if (!r)
		r = read_places(out, error);
	if (!r)
		r = read_target(&out->branch, out, "HEAD", error);
	if (!r)
		r = read_settings(out, error);
	if (!out->repository)
		git_stop();
	return r;
}

void clone_release(struct clone *clone)
{
	if (!clone)
		return;
	if (clone->repository) {
		git_repository_free(clone->repository);
		git_stop();
	}
	clone->repository = NULL;
	arena_release(&clone->arena);
}

static bool is_zeros(const char *text)
{
	return strlen(text) == OID_HEX_SIZE &&
	       strspn(text, "0") == OID_HEX_SIZE;
}

/* Who reviews has fetched a branch, and types its name as it is there. */
static int unknown_revision(const struct clone *clone, const char *text,
			    struct error *error)
{
	git_object *object = NULL;
	struct buf name = BUF_INIT;
	bool remote = false;

	if (clone->remote) {
		buf_addf(&name, "%s/%s", clone->remote, text);
		remote = !name.failed &&
			 !git_revparse_single(&object, clone->repository,
					      buf_str(&name).data);
	}
	git_object_free(object);
	buf_release(&name);
	return error_set(error, ERROR_USAGE,
			 "\"%s\" is not a commit here%s%s%s%s%s", text,
			 remote ? "; did you mean " : "",
			 remote ? clone->remote : "", remote ? "/" : "",
			 remote ? text : "", remote ? "?" : "");
}

int clone_revision(struct oid *out, const struct clone *clone, const char *text,
		   bool to_commit, struct error *error)
{
	git_object *commit = NULL;
	git_object *object = NULL;
	int r;

	*out = (struct oid){ 0 };
	if (is_zeros(text))
		return 0;
	r = git_revparse_single(&object, clone->repository, text);
	if (!r && to_commit)
		r = git_object_peel(&commit, object, GIT_OBJECT_COMMIT);
	if (r)
		unknown_revision(clone, text, error);
	else
		memcpy(out->bytes, git_object_id(commit ? commit : object)->id,
		       OID_SIZE);
	git_object_free(commit);
	git_object_free(object);
	return r ? ERROR_USAGE : 0;
}

int clone_ref(struct oid *out, const struct clone *clone, const char *name,
	      struct error *error)
{
	git_oid id;
	int r;

	*out = (struct oid){ 0 };
	r = git_reference_name_to_id(&id, clone->repository, name);
	if (r == GIT_ENOTFOUND || r == GIT_EINVALIDSPEC)
		return error_set(error, ERROR_NOT_FOUND, "there is no ref %s",
				 name);
	if (r)
		return git_failed(error, ERROR_BROKEN, name);
	memcpy(out->bytes, id.id, OID_SIZE);
	return 0;
}
