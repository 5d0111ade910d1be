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

#define FOLDERS_MAX 32
#define FOLDER_SIZE_MAX 1024

struct strict {
	const struct policy_request *request;
	struct diagnostics *diagnostics;
	struct stat repository;
	bool has_repository;
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
	       (strict->has_repository && owner == strict->repository.st_uid);
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

static bool is_repository(const struct strict *strict, const struct stat *info)
{
	return strict->has_repository &&
	       info->st_dev == strict->repository.st_dev &&
	       info->st_ino == strict->repository.st_ino;
}

/* "/a/b" of "/a/b/file", "/" of "/a"; 0: there is none to be named. */
static size_t folder_size(const char *path, size_t size)
{
	while (size && path[size - 1] != '/')
		size--;
	return size > 1 ? size - 1 : size;
}

/*
 * A path without links and dots says itself which folders are above: there is
 * one question for each. False: it is no such path, or it cannot be told.
 */
static bool check_plain(struct strict *strict, const char *path)
{
	size_t size = folder_size(path, strlen(path));
	struct stat folders[FOLDERS_MAX];
	size_t sizes[FOLDERS_MAX];
	char folder[FOLDER_SIZE_MAX];
	size_t count = 0;
	bool top = false;

	if (size >= sizeof(folder) || strstr(path, "//") ||
	    strstr(path, "/./") || strstr(path, "/../"))
		return false;
	memcpy(folder, path, size);
	for (; !top; size = folder_size(folder, size)) {
		struct stat *info = &folders[count];

		folder[size] = '\0';
		if (count == FOLDERS_MAX || lstat(folder, info) ||
		    !S_ISDIR(info->st_mode))
			return false;
		sizes[count++] = size;
		top = is_repository(strict, info) || strcmp(folder, "/") == 0;
		if (!top && folder_size(folder, size) == 0)
			return false;
	}
	for (size_t i = 0; i < count; i++) {
		char *name = strndup(path, sizes[i]);

		check_folder(strict, name ? name : path, &folders[i]);
		free(name);
	}
	return true;
}

static void check_links(struct strict *strict, const char *path, bool is_link)
{
	char *repository = realpath(strict->request->repository_dir, NULL);
	char *real = realpath(path, NULL);
	char *link = is_link ? real_place_of_link(path) : NULL;

	check_place(strict, real, path, repository);
	if (is_link)
		check_place(strict, link, path, repository);
	free(link);
	free(real);
	free(repository);
}

static bool is_seen(const struct strict_seen *seen, const char *path,
		    size_t folder)
{
	return seen->path && seen->folder == folder &&
	       strncmp(seen->path, path, folder) == 0;
}

void strict_check(struct strict_seen *seen,
		  const struct policy_request *request, const char *path,
		  const struct stat *info, struct diagnostics *diagnostics)
{
	struct strict strict = { .request = request,
				 .diagnostics = diagnostics };
	size_t folder = folder_size(path, strlen(path));
	struct stat named;
	bool is_link;

	if (!request->strict_modes || !request->repository_dir)
		return;
	strict.has_repository =
		stat(request->repository_dir, &strict.repository) == 0;
	check_file(&strict, path, info);
	is_link = lstat(path, &named) || S_ISLNK(named.st_mode);
	if (!is_link && is_seen(seen, path, folder))
		return;
	if (is_link || !check_plain(&strict, path))
		check_links(&strict, path, is_link);
	else
		*seen = (struct strict_seen){ path, folder };
}
