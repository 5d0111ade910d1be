/*
 * health.h - whether a log is well, at a glance: without reading more of it
 * than its last line. For monitoring; refgate log verify reads all.
 */
#ifndef REFGATE_AUDIT_HEALTH_H
#define REFGATE_AUDIT_HEALTH_H

#include "base/error.h"

#include <stdbool.h>
#include <stdint.h>

struct log_health {
	uint64_t inode, size; /* of the file */
	uint64_t sequence;    /* that the head knows of; 0: no head */
	/* the head is there, and the last line is the one that it knows */
	bool is_whole;
	bool has_reserve;
	int64_t anchored;   /* when FILE.anchors was written to; 0: never */
	bool syslog_failed; /* FILE.syslog-failed is there */
};

/* ERROR_NOT_FOUND: no log. Waits for the log's lock, as readers do. */
int log_health(struct log_health *out, const char *file, struct error *error);

#endif
