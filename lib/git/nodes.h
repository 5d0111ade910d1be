/*
 * nodes.h - a growing list of the graph's commit numbers. Private to the
 * graph's own files.
 */
#ifndef REFGATE_GIT_NODES_H
#define REFGATE_GIT_NODES_H

#include "git/node.h"

struct nodes {
	uint32_t *items; /* owned */
	size_t count;
	size_t capacity;
};

void nodes_release(struct nodes *nodes); /* NULL-safe */
int nodes_add(struct nodes *nodes, uint32_t node, struct error *error);
/* The newest first. */
int nodes_sort(struct nodes *nodes, const struct graph *graph,
	       struct error *error);
/* *out is allocated and the caller's; NULL for none. */
int nodes_ids(struct oid **out, const struct nodes *nodes,
	      const struct graph *graph, struct error *error);

#endif
