/*
 * report_stat.h - the report's arithmetic: medians, classes, the calendar.
 * Plain values in, plain values out. For lib/audit, its tests and
 * cli/replay_html*.c.
 */
#ifndef REFGATE_AUDIT_REPORT_STAT_H
#define REFGATE_AUDIT_REPORT_STAT_H

#include "base/buf.h"

#include <stddef.h>
#include <stdint.h>

#define STAT_DAY INT64_C(86400)

struct stat_spread {
	size_t count;
	int64_t median; /* of an even number: half way, rounded down */
	int64_t ninety; /* nearest rank: 90 of 100 are at most this */
	int64_t least, most;
};

void stat_sort(int64_t *values, size_t count);
/* Sorts `values`. All 0 if there are none. */
struct stat_spread stat_spread(int64_t *values, size_t count);
/* The most times that lie within `span` seconds of each other; sorts. */
size_t stat_most_within(int64_t *times, size_t count, int64_t span);

/* How long a bar of a chart is. */
enum stat_step {
	STEP_DAY,
	STEP_WEEK, /* from Monday on */
	STEP_MONTH,
	STEP_YEAR
};
/* For the days `first` to `last`, counted from 1970-01-01: at most ~60 bars,
 * or as many months as there are in ten years. */
enum stat_step stat_step(int64_t first, int64_t last);
/* First day of the step that holds `day`, and of the one behind it. */
int64_t stat_step_start(enum stat_step step, int64_t day);
int64_t stat_step_next(enum stat_step step, int64_t day);
int64_t stat_day(int64_t seconds);
/* "2026-11-20"; months "2026-11", years "2026". */
void stat_step_format(struct buf *out, enum stat_step step, int64_t day);

/* Durations as classes of a distribution. */
#define STAT_CLASSES 8
size_t stat_class(int64_t seconds);
const char *stat_class_name(size_t index); /* "30 min to 1 h" */

/* Where an axis ends for `most`: 1, or an even number not much above it. */
uint64_t stat_round_up(uint64_t most);

/* "2 h 10 min", "3 d 4 h", "40 s"; rounded down; no-break spaces. */
void stat_format_duration(struct buf *out, int64_t seconds);
void stat_format_number(struct buf *out, uint64_t number); /* "12,345" */
/* "8.6%"; of nothing it is "0%". Never "0.0%" of something. */
void stat_format_share(struct buf *out, uint64_t part, uint64_t whole);

#endif
