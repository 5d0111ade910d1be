/*
 * repositories.h - the repositories below a folder. For verbs with --all.
 */
#ifndef REFGATE_CLI_REPOSITORIES_H
#define REFGATE_CLI_REPOSITORIES_H

#include "base/error.h"

/*
 * Each folder that is a git directory, in order of names, `root` itself
 * included; what lies within one is not looked at, symbolic links are not
 * followed. A non-zero answer of `each` stops and is returned. ERROR_USAGE:
 * no such folder.
 */
int repositories_each(const char *root,
		      int (*each)(const char *path, void *context,
				  struct error *error),
		      void *context, struct error *error);
/* The same, and each folder that cannot be read: it may be one. */
int repositories_each_or_closed(const char *root,
				int (*each)(const char *path, void *context,
					    struct error *error),
				void *context, struct error *error);

#endif
