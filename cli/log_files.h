/*
 * log_files.h - which logs `refgate log` and `refgate log verify` are to
 * read: files, standard input, or the log of a repository. For cli/log*.c.
 */
#ifndef REFGATE_CLI_LOG_FILES_H
#define REFGATE_CLI_LOG_FILES_H

#include "console.h"

struct log_files {
	char **names; /* owned; "-" is standard input */
	size_t count;
};

/*
 * `file` alone, or (NULL) the arguments behind the options; a folder is a
 * repository, none is the one we are in. Of a repository it is the log that
 * its policy names; the default one if it names none or does not load.
 * ERROR_USAGE if there is no log to be found.
 */
int log_files_find(struct log_files *out, const char *file,
		   const struct console *console, struct error *error);
void log_files_release(struct log_files *files); /* NULL-safe */

#endif
