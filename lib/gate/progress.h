/*
 * progress.h - one line a second while judging lasts longer than two; never
 * before, never more.
 */
#ifndef REFGATE_GATE_PROGRESS_H
#define REFGATE_GATE_PROGRESS_H

#include "base/clock.h"

#define PROGRESS_AFTER (2 * USEC_PER_SECOND)
#define PROGRESS_EVERY USEC_PER_SECOND

struct progress {
	int fd;
	const char *prefix;
	usec started; /* monotonic */
	usec shown;   /* 0: not yet */
};

/* struct gate_request.progress; `context` is a struct progress. */
void progress_show(size_t done, size_t total, void *context);

#endif
