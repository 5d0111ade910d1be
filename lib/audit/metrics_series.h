/*
 * metrics_series.h - the metrics there are, and one of them with its labels.
 * For lib/audit only.
 */
#ifndef REFGATE_AUDIT_METRICS_SERIES_H
#define REFGATE_AUDIT_METRICS_SERIES_H

#include "base/buf.h"

struct metric {
	const char *name;
	const char *type; /* "counter", "gauge", "histogram" */
	const char *help;
	bool is_plain; /* one number for each repository */
};

#define METRICS_BOUNDS 8

extern const struct metric metrics_list[];
extern const size_t metrics_count;
/* Upper bounds of refgate_push_duration_seconds. */
extern const double metrics_bounds[METRICS_BOUNDS];

/*
 * name{label="value",...}: pairs of a label and its value, a NULL ends them.
 * The text is the buffer's.
 */
const char *metrics_series(struct buf *out, const char *name, ...)
	__attribute__((sentinel));

#endif
