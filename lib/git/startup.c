/*
 * startup.c - starts libgit2. Never lets it read certificates or settings of
 * users and system: a hook opens no connection and believes neither.
 */
#include "git/startup.h"
#include "git/offline.h"

#include <git2.h>
#include <string.h>

static int ignore_settings(void)
{
	static const int levels[] = { GIT_CONFIG_LEVEL_SYSTEM,
				      GIT_CONFIG_LEVEL_GLOBAL,
				      GIT_CONFIG_LEVEL_XDG,
				      GIT_CONFIG_LEVEL_PROGRAMDATA };
	size_t i;
	int r;

	/* git has already decided to run us on this repository. */
	r = git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, 0);
	for (i = 0; r >= 0 && i < sizeof(levels) / sizeof(levels[0]); i++)
		r = git_libgit2_opts(GIT_OPT_SET_SEARCH_PATH, levels[i], "");
	return r;
}

int git_start(struct error *error)
{
	offline();
	if (git_libgit2_init() < 0)
		return git_failed(error, ERROR_INTERNAL,
				  "libgit2 cannot be started");
	if (ignore_settings() < 0) {
		git_failed(error, ERROR_INTERNAL,
			   "libgit2 cannot be configured");
		git_libgit2_shutdown();
		return ERROR_INTERNAL;
	}
	return 0;
}

void git_stop(void)
{
	git_libgit2_shutdown();
}

#ifdef REFGATE_SHARED_LIBGIT2
#define REAL_HASH git_odb_hash
#else
#define REAL_HASH __real_git_odb_hash

int __real_git_odb_hash(git_oid *out, const void *data, size_t size,
			git_object_t type);
int __wrap_git_odb_hash(git_oid *out, const void *data, size_t size,
			git_object_t type);

/* The linker puts it in the place of libgit2's (--wrap in the Makefile). */
int __wrap_git_odb_hash(git_oid *out, const void *data, size_t size,
			git_object_t type)
{
	(void)type;
	*out = (git_oid){ { 0 } };
	memcpy(out->id, &data, sizeof(data));
	memcpy(out->id + sizeof(data), &size, sizeof(size));
	return 0;
}

#endif

int git_name_blob(struct oid *out, struct str text)
{
	git_oid id;

	if (REAL_HASH(&id, text.data, text.size, GIT_OBJECT_BLOB))
		return ERROR_INTERNAL;
	memcpy(out->bytes, id.id, OID_SIZE);
	return 0;
}

/* Where things are on the server is nothing for who pushes. */
static const char *skip_path(const char *reason, int *before)
{
	const char *path = strstr(reason, " '/");
	const char *end = path ? strchr(path + 2, '\'') : NULL;

	*before = (int)(end ? path - reason : 0);
	return end ? end + 1 : reason;
}

int git_failed(struct error *error, enum error_code code, const char *what)
{
	const git_error *last = git_error_last();
	const char *reason = last && last->message ? last->message :
						     "no reason given";
	int before;
	const char *rest = skip_path(reason, &before);

	return error_set(error, code, "%s: %.*s%s", what, before, reason, rest);
}
