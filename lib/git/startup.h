/*
 * startup.h - libgit2 made ready, cheaply and without a look at anybody's
 * settings. For lib/git/ only.
 */
#ifndef REFGATE_GIT_STARTUP_H
#define REFGATE_GIT_STARTUP_H

#include "base/error.h"
#include "git/oid.h"

/* Nests: each success is paired with one git_stop(). */
int git_start(struct error *error);
void git_stop(void);

/*
 * The id that a text has as a blob. ERROR_INTERNAL: no memory.
 *
 * git_odb_hash() is not to be asked: where libgit2 is linked statically, it
 * does not hash, and only tells two texts apart that are in memory at once.
 * libgit2 itself calls it for both sides of git_diff_buffers(), where nobody
 * looks at the hashes, and they would take as long as the comparison.
 */
int git_name_blob(struct oid *out, struct str text);

/* Says what libgit2 said last, behind ": "; returns `code`. */
int git_failed(struct error *error, enum error_code code, const char *what);

#endif
