/*
 * ancestry.h - exact reachability between commit numbers, for the graph's
 * own files.
 */
#ifndef REFGATE_GIT_ANCESTRY_H
#define REFGATE_GIT_ANCESTRY_H

#include "git/nodes.h"

/*
 * Whether any of the sources is `target` or reaches it. Costs about what
 * they do not share, if clocks are sane; exact if they are not.
 */
int node_is_reached(bool *reached, struct graph *graph, uint32_t target,
		    const uint32_t *sources, size_t count, struct error *error);

#endif
