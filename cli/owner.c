/*
 * owner.c - gives up being root before anything is written.
 */
#include "owner.h"

#include <grp.h>
#include <pwd.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

const char *owner_login(struct arena *arena)
{
	const char *sudo = getuid() == 0 ? getenv("SUDO_USER") : NULL;
	const struct passwd *entry = getpwuid(getuid());

	if (sudo && *sudo)
		return sudo;
	return entry ? arena_copy(arena, str_of(entry->pw_name)) : NULL;
}

int owner_become(const char *path, struct error *error)
{
	struct stat info;

	if (stat(path, &info))
		return error_set_errno(error, ERROR_USAGE, "%s", path);
	if (geteuid() != 0 || info.st_uid == 0)
		return 0;
	if (setgroups(1, &info.st_gid) || setgid(info.st_gid) ||
	    setuid(info.st_uid))
		return error_set_errno(error, ERROR_INTERNAL,
				       "cannot act as the owner of %s", path);
	return 0;
}
