/*
 * clock.h - times (RFC 3339, UTC), durations ("90s", "10m", "4h", "30d",
 * "2w") and deadlines.
 */
#ifndef REFGATE_BASE_CLOCK_H
#define REFGATE_BASE_CLOCK_H

#include "base/buf.h"

#include <stdint.h>

/* Microseconds since 1970-01-01T00:00:00Z. */
typedef int64_t usec;
#define USEC_PER_SECOND INT64_C(1000000)
/* The longest duration, 100 years: can be added to any time of today. */
#define CLOCK_DURATION_MAX (INT64_C(36525) * 86400)

usec clock_now(void);	    /* wall clock */
usec clock_monotonic(void); /* for durations only */

/* "@SECONDS" for what does not fit the years 0000 to 9999. */
void clock_format(struct buf *out, usec time); /* ...T09:00:01.123456Z */
void clock_format_seconds(struct buf *out, int64_t seconds); /* ...T09:00:01Z */
/*
 * Full RFC 3339 date-times only, "Z" or an offset, no leap seconds. Seconds
 * since 1970; a fraction is dropped.
 */
bool clock_parse(struct str s, int64_t *seconds);
/*
 * A positive number without leading zeros and one of s, m, h, d, w; seconds,
 * at most CLOCK_DURATION_MAX.
 */
bool clock_parse_duration(struct str s, int64_t *seconds);
/* "90s", "4h", "30d": the largest unit that divides it. */
void clock_format_duration(struct buf *out, int64_t seconds);
/* "3d", "26h", "11m": rounded down, as one would say it. */
void clock_format_age(struct buf *out, uint64_t seconds);

struct deadline {
	usec at; /* monotonic; 0: never */
};
bool deadline_passed(const struct deadline *deadline);

/* For what is to be tried again and again: pauses, each longer than the last.
 */
struct backoff {
	struct deadline deadline;
	usec pause;
};
void backoff_start(struct backoff *out, int seconds);
/* After a try that failed; false, without a pause: the time is over. */
bool backoff_wait(struct backoff *backoff);

#endif
