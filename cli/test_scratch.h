/*
 * test_scratch.h - folders of test cases: made below $TMPDIR, copied with
 * their objects as hard links, removed.
 */
#ifndef REFGATE_CLI_TEST_SCRATCH_H
#define REFGATE_CLI_TEST_SCRATCH_H

#include "base/arena.h"
#include "base/error.h"

/* A new folder for its owner only, in the arena; NULL with the error. */
const char *scratch_make(struct arena *arena, struct error *error);
/* Nothing is said when it fails: it is tried as far as possible. */
void scratch_remove(const char *path);
/* `to` must not be there yet. */
int scratch_copy(const char *from, const char *to, struct error *error);
/* Creates or replaces a file. */
int scratch_write(const char *path, struct str text, struct error *error);

#endif
