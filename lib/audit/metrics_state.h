/*
 * metrics_state.h - what has been counted so far. For lib/audit only.
 */
#ifndef REFGATE_AUDIT_METRICS_STATE_H
#define REFGATE_AUDIT_METRICS_STATE_H

#include "audit/metrics.h"

#include <jansson.h>

struct metrics {
	json_t *root;	  /* the state; the next four are within it */
	json_t *counters; /* series: value */
	json_t *debts;	  /* key: {repository, due} */
	json_t *chains;	  /* id: sequence of the last record */
	json_t *places;	  /* log: {inode, offset} */
	json_t *gauges;	  /* series: value; of now */
	bool failed;
	bool left_out; /* something, for want of room */
};

#endif
