/*
 * metrics.h - counts what the log says, for a monitoring system: Prometheus'
 * text format, version 0.0.4
 * (https://prometheus.io/docs/instrumenting/exposition_formats/). What was
 * counted lasts in a state, so that each record is read once. Never writes.
 */
#ifndef REFGATE_AUDIT_METRICS_H
#define REFGATE_AUDIT_METRICS_H

#include "base/buf.h"
#include "base/error.h"

#include <stdint.h>

#define METRICS_STATE_SIZE_MAX (64u << 20)

struct metrics;

/* How far a log was read. */
struct metrics_place {
	uint64_t inode;	 /* of the file that is written to */
	uint64_t offset; /* behind the last line that was read */
};

/* `state` empty: nothing was counted yet. ERROR_USAGE: it is no state. */
int metrics_new(struct metrics **out, struct str state, struct error *error);
void metrics_free(struct metrics *metrics); /* NULL-safe */

/* False: that log was never read, and *out is zeroed. */
bool metrics_find_place(const struct metrics *metrics, const char *log,
			struct metrics_place *out);
void metrics_set_place(struct metrics *metrics, const char *log,
		       const struct metrics_place *place);

/*
 * Counts a line; its sequence, or 0: it is no record. One that was counted
 * before counts for nothing.
 */
uint64_t metrics_take(struct metrics *metrics, struct str line);
/* Names in logs are without end, a state is not: some count for nothing. */
bool metrics_left_out(const struct metrics *metrics);
/* A value of now, of a log; it is not part of the state. */
void metrics_gauge(struct metrics *metrics, const char *name, const char *log,
		   double value);

/* ERROR_INTERNAL: memory was short somewhere on the way. */
int metrics_save(const struct metrics *metrics, struct buf *state,
		 struct error *error);
int metrics_print(struct metrics *metrics, int64_t now, struct buf *out,
		  struct error *error);

#endif
