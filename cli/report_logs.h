/*
 * report_logs.h - reads the logs of a report and verifies each chain that is
 * in them. For cli/report.c.
 */
#ifndef REFGATE_CLI_REPORT_LOGS_H
#define REFGATE_CLI_REPORT_LOGS_H

#include "console.h"
#include "log_anchors.h"

#include "audit/report.h"

struct report_logs {
	const struct console *console; /* its arguments: what is read */
	/* as the command line has them; borrowed */
	const char *anchors[ANCHOR_SOURCES_MAX];
	size_t anchor_count;
	const char *keys[LOG_KEYS_MAX];
	size_t key_count;
};

/* Of a repository with its rotated files; several repositories, several logs.
 */
int report_logs_read(const struct report_logs *logs, struct report *report,
		     struct error *error);

#endif
