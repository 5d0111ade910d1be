/*
 * startup.h - libgit2 made ready, cheaply and without a look at anybody's
 * settings. For lib/git/ only.
 */
#ifndef REFGATE_GIT_STARTUP_H
#define REFGATE_GIT_STARTUP_H

#include "base/error.h"

/* Nests: each success is paired with one git_stop(). */
int git_start(struct error *error);
void git_stop(void);

/* Says what libgit2 said last, behind ": "; returns `code`. */
int git_failed(struct error *error, enum error_code code, const char *what);

#endif
