/*
 * log_lines.h - logs for the targets that read them: any bytes, and the same
 * bytes as a chain that holds, since no mutation hits upon a hash.
 */
#ifndef REFGATE_TESTS_FUZZ_LOG_LINES_H
#define REFGATE_TESTS_FUZZ_LOG_LINES_H

#include "base/buf.h"

/* Appends the lines, each with the hash of the one before it in "prev". */
void log_lines_chain(struct buf *out, struct str text);

#endif
