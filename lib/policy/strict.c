/*
 * strict.c - looks at owners and modes of a policy file and of the folders
 * above it. Never changes them.
 */
#include "policy/strict.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct strict {
	const struct policy_request *request;
	struct diagnostics *diagnostics;
	uid_t owner; /* of the repository */
	bool has_owner;
};

static void complain(struct strict *strict, const char *hint,
		     const char *format, const char *path)
{
	struct mark nowhere = { .source = NULL };
	char *text = arena_printf(strict->diagnostics->arena, format, path);

	diagnostics_add(strict->diagnostics, DIAGNOSTIC_ERROR, nowhere, hint,
			"%s", text ? text : path);
}

static bool is_trusted_owner(const struct strict *strict, uid_t owner)
{
	return owner == 0 || owner == geteuid() ||
	       (strict->has_owner && owner == strict->owner);
}

static void check_file(struct strict *strict, const char *path,
		       const struct stat *info)
{
	if (!is_trusted_owner(strict, info->st_uid))
		complain(strict,
			 "owner must be root, who runs the hook, or the "
			 "repository's owner",
			 "'%s' belongs to a stranger", path);
	if (info->st_mode & S_IWOTH)
		complain(strict, "take the right away: chmod o-w",
			 "'%s' can be written by everybody", path);
	if (info->st_mode & S_IWGRP && !strict->request->shared_group)
		complain(strict, "take the right away: chmod g-w",
			 "'%s' can be written by its group, and "
			 "core.sharedRepository does not say so",
			 path);
}

static void check_folder(struct strict *strict, const char *path,
			 const struct stat *info)
{
	if (info->st_mode & S_IWOTH && !(info->st_mode & S_ISVTX))
		complain(strict, "take the right away: chmod o-w",
			 "the folder '%s' can be written by everybody", path);
	else if (!is_trusted_owner(strict, info->st_uid))
		complain(strict,
			 "owner must be root, who runs the hook, or the "
			 "repository's owner",
			 "the folder '%s' belongs to a stranger", path);
}

/* Whether there is one more folder above. */
static bool cut_last_part(char *path)
{
	char *slash = strrchr(path, '/');

	if (!slash || path[1] == '\0')
		return false;
	slash[slash == path] = '\0';
	return true;
}

static void check_folders(struct strict *strict, char *real, const char *top)
{
	struct stat info;

	while (cut_last_part(real)) {
		if (stat(real, &info) < 0)
			complain(strict, NULL, "cannot look at '%s'", real);
		else
			check_folder(strict, real, &info);
		if (top && strcmp(real, top) == 0)
			return;
	}
}

/* Whether `path` lies below the folder `top`. */
static bool is_below(const char *path, const char *top)
{
	size_t size = top ? strlen(top) : 0;

	return size && strncmp(path, top, size) == 0 && path[size] == '/';
}

/* Who can write where a link lies can have it lead elsewhere. */
static char *real_place_of_link(const char *path)
{
	char *folder = strdup(path);
	char *slash = folder ? strrchr(folder, '/') : NULL;
	char *place = NULL;
	char *real;

	if (slash)
		slash[slash == folder] = '\0';
	real = folder ? realpath(slash ? folder : ".", NULL) : NULL;
	if (real && asprintf(&place, "%s/link", real) < 0)
		place = NULL;
	free(real);
	free(folder);
	return place;
}

static void check_place(struct strict *strict, char *real, const char *path,
			const char *repository)
{
	if (!real)
		complain(strict, NULL, "cannot look at '%s'", path);
	else if (is_below(real, repository))
		check_folders(strict, real, repository);
	else
		check_folders(strict, real, NULL);
}

void strict_check(const struct policy_request *request, const char *path,
		  const struct stat *info, struct diagnostics *diagnostics)
{
	struct strict strict = { .request = request,
				 .diagnostics = diagnostics };
	char *repository = NULL;
	char *real = NULL;
	char *link = NULL;
	struct stat owner;
	struct stat named;

	if (!request->strict_modes || !request->repository_dir)
		return;
	repository = realpath(request->repository_dir, NULL);
	strict.has_owner = stat(request->repository_dir, &owner) == 0;
	strict.owner = strict.has_owner ? owner.st_uid : 0;
	real = realpath(path, NULL);
	check_file(&strict, path, info);
	check_place(&strict, real, path, repository);
	if (lstat(path, &named) || S_ISLNK(named.st_mode)) {
		link = real_place_of_link(path);
		check_place(&strict, link, path, repository);
	}
	free(link);
	free(real);
	free(repository);
}
