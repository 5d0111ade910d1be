/*
 * log_last.h - the last records of many. For cli/log.c.
 */
#ifndef REFGATE_CLI_LOG_LAST_H
#define REFGATE_CLI_LOG_LAST_H

#include "base/buf.h"
#include "base/error.h"

struct log_last {
	struct buf *texts; /* owned; a ring */
	size_t size, next, count;
};

int log_last_init(struct log_last *out, size_t size, struct error *error);
/* Takes what *text holds and leaves it empty. */
void log_last_take(struct log_last *last, struct buf *text);
/* The oldest that is there; NULL: none any more. Until the next call. */
struct buf *log_last_next(struct log_last *last);
void log_last_release(struct log_last *last);

#endif
