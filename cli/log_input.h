/*
 * log_input.h - a log to be read by its name, packed or not. For the verbs
 * that read logs.
 */
#ifndef REFGATE_CLI_LOG_INPUT_H
#define REFGATE_CLI_LOG_INPUT_H

#include "base/error.h"

#include <sys/types.h>

/* {0} is one that was never opened. */
struct log_input {
	int fd;		     /* to read from; may be a pipe */
	const char *name;    /* borrowed */
	const char *program; /* that unpacks it; NULL: it is not packed */
	pid_t child;
};

/*
 * "-" is standard input, as it is. What ends in .gz, .xz, .zst or .bz2, or
 * begins as such a file does, is unpacked by gzip and the like, a child.
 * ERROR_NOT_FOUND: there is no such file. ERROR_USAGE: it cannot be opened, is
 * a folder, or there is no such program. Either names the file.
 */
int log_input_open(struct log_input *out, const char *name,
		   struct error *error);
/*
 * Waits for the child. That it was not read to its end is no error; that it
 * could not be unpacked is one, ERROR_BROKEN: what was read may not be all.
 * Zeroes *in; NULL-safe.
 */
int log_input_close(struct log_input *in, struct error *error);

#endif
