/*
 * log_files.h - which logs a verb is to read: files, standard input, or the
 * log of a repository with the files it was rotated to.
 */
#ifndef REFGATE_CLI_LOG_FILES_H
#define REFGATE_CLI_LOG_FILES_H

#include "console.h"

struct log_files {
	char **names; /* owned; "-" is standard input */
	size_t count, capacity;
	/* of a log with its rotated files, the file that is written to; may be
	 * missing from names and from the disk: nothing was written since */
	char *live; /* owned; NULL: only files were named */
	/* what the policy of the repository names people with; NULL: in full */
	char *identity_key; /* owned */
};

/*
 * `file` with its rotated files, or (NULL) the arguments behind the options;
 * a folder is a repository, none is the one we are in. Of a repository it is
 * the log that its policy names, with its rotated files, the oldest first;
 * the default one if it names none or does not load. An argument that is a
 * file is that file alone. ERROR_USAGE if there is no log to be found.
 */
int log_files_find(struct log_files *out, const char *file,
		   const struct console *console, struct error *error);
void log_files_release(struct log_files *files); /* NULL-safe */

#endif
