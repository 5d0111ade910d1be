/*
 * survey_graph.h - which trees lead to which, and how long the paths below
 * them can get. For lib/git/survey*.c only.
 */
#ifndef REFGATE_GIT_SURVEY_GRAPH_H
#define REFGATE_GIT_SURVEY_GRAPH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SURVEY_NONE UINT32_MAX
/*
 * Bytes of a path below a tree. Each level takes two at least, so there are
 * fewer than DIFF_DEPTH_MAX levels, too.
 */
#define SURVEY_PATH_MAX 512
#define SURVEY_NODES_MAX (1u << 22)
#define SURVEY_EDGES_MAX (1u << 22)

struct survey_node {
	uint32_t like;	/* its names are those of that one; or SURVEY_NONE */
	uint32_t first; /* into edges */
	uint32_t count;
	uint32_t next; /* of what leads on from it */
	uint16_t path; /* of the longest path below it so far */
	uint8_t state;
};

struct survey_edge {
	uint32_t to;
	uint32_t name_size;
};

struct survey_graph {
	struct survey_node *nodes; /* heap */
	size_t count, capacity;
	struct survey_edge *edges; /* heap */
	size_t edge_count, edge_capacity;
};

/* One that nothing is known of. False: no memory, or too many. */
bool survey_graph_add(struct survey_graph *graph);
/* What is told next is of this one. */
void survey_graph_tell(struct survey_graph *graph, size_t node, uint32_t like);
bool survey_graph_name(struct survey_graph *graph, size_t node,
		       size_t longest_size);
bool survey_graph_lead(struct survey_graph *graph, size_t node, size_t to,
		       size_t name_size);
/* False: some path may be longer than SURVEY_PATH_MAX, or has no end. */
bool survey_graph_is_short(struct survey_graph *graph);
void survey_graph_release(struct survey_graph *graph);

#endif
