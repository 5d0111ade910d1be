/*
 * run_git.h - runs git for a person: with their environment, their terminal
 * and their settings. Not for tests and not for the server.
 */
#ifndef REFGATE_CLI_RUN_GIT_H
#define REFGATE_CLI_RUN_GIT_H

#include "base/buf.h"
#include "base/error.h"

/*
 * `words` are those behind "git", up to NULL. With `out` it gets what git
 * prints; else that is not shown. 0 with *status, 128 and more for a signal.
 */
int run_git(const char *const *words, struct buf *out, int *status,
	    struct error *error);

#endif
