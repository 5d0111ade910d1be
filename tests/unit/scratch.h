/*
 * scratch.h - a directory of its own for each test, and programs that are
 * run in it. For tests only.
 */
#ifndef REFGATE_TESTS_SCRATCH_H
#define REFGATE_TESTS_SCRATCH_H

#include "base/buf.h"

/* For cmocka: a fresh current directory; it and all below it go again. */
int scratch_set_up(void **state);
int scratch_tear_down(void **state);
/* A folder and all below it, as far as it can; 0 if it is gone. */
int scratch_remove(const char *path);

/*
 * Runs a program with a clean environment; the test fails if it does.
 * `input` goes to its standard input; `out` (may be NULL) gets what it
 * prints. Arguments end with NULL.
 */
void scratch_run(struct buf *out, struct str input, const char *program, ...)
	__attribute__((sentinel));
/* The same; returns the exit status, drops what it complains about. */
int scratch_try(struct buf *out, struct str input, const char *const *argv);
void scratch_write(const char *path, struct str data);

#endif
