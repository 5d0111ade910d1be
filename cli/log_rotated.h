/*
 * log_rotated.h - the files that a log was rotated to. For cli/log_files.c.
 */
#ifndef REFGATE_CLI_LOG_ROTATED_H
#define REFGATE_CLI_LOG_ROTATED_H

#include "base/error.h"

#include <stddef.h>

/* In the order they were written. */
struct log_rotated {
	char **names; /* owned */
	size_t count;
};

/*
 * Beside FILE, those whose names begin with FILE and "." or "-", packed or
 * not, but for the gate's own (FILE.lock, ...). What order they are in tells
 * the first record of each: a file without one is left out, and so is one of
 * two that begin with the same record; both with a message. ERROR_USAGE: one
 * cannot be read.
 */
int log_rotated_find(struct log_rotated *out, const char *file,
		     struct error *error);
void log_rotated_release(struct log_rotated *rotated); /* NULL-safe */

#endif
