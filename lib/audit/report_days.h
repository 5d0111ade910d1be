/*
 * report_days.h - pushes over time as a figure: a chart in days, weeks,
 * months or years, and the same as a table. For lib/audit and
 * cli/replay_html*.c.
 */
#ifndef REFGATE_AUDIT_REPORT_DAYS_H
#define REFGATE_AUDIT_REPORT_DAYS_H

#include "audit/report_stat.h"

struct report_day {
	int64_t day; /* since 1970-01-01 */
	uint64_t accepted, refused;
};

struct report_days {
	const char *id;		       /* unique on the page */
	const char *title;	       /* plain text */
	const struct report_day *days; /* in order */
	size_t count;
	enum stat_step least; /* no bar is shorter */
};

/* Nothing where there are no days. */
void report_days_figure(struct buf *out, const struct report_days *days);

#endif
