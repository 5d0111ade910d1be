/*
 * range.h - ranges as commit numbers, for the graph's own files.
 */
#ifndef REFGATE_GIT_RANGE_H
#define REFGATE_GIT_RANGE_H

#include "git/known.h"
#include "git/nodes.h"

struct node_range {
	struct nodes commits;  /* children before parents */
	struct nodes boundary; /* the newest first */
	bool exact;
};

/* As graph_range(); on failure *out is empty. */
int node_range_find(struct node_range *out, struct graph *graph,
		    struct known *known, uint32_t tip, struct error *error);
void node_range_release(struct node_range *range); /* NULL-safe */

#endif
