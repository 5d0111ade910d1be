/*
 * node.h - the commits that the graph has met, by dense numbers. Private to
 * the graph's own files. Each commit is read once, when it is asked for.
 */
#ifndef REFGATE_GIT_NODE_H
#define REFGATE_GIT_NODE_H

#include "git/graph.h"
#include "git/queue.h"

#define GRAPH_NODES_MAX (1u << 27)
#define GRAPH_COMMIT_SIZE_MAX (64u << 20)
/* Deadline and progress are looked at once in so many commits. */
#define GRAPH_TICKS 1000

enum node_origin {
	NODE_NOT_ASKED = 0,
	NODE_HAD, /* was on the server before the push */
	NODE_NEW,
};

struct node {
	struct oid id;
	struct oid tree;
	int64_t time;
	size_t first_parent;	    /* into graph->parents */
	uint64_t patch_key;	    /* patch.h */
	struct commit_links *links; /* only if somebody asked */
	uint32_t walk;		    /* that `flags` and `children` belong to */
	uint32_t children;	    /* still to be put before it in an order */
	uint8_t flags;
	uint8_t parent_count;
	uint8_t origin;
	bool loaded;
	bool has_patch_key;
};

struct graph {
	struct repo *repo;
	struct graph_limits limits;
	struct arena arena;
	struct node *nodes;
	size_t node_count;
	size_t node_capacity;
	uint32_t *table;   /* open addressing: node + 1, or 0 */
	size_t table_size; /* a power of two */
	uint64_t seed;	   /* so that nobody can choose colliding ids */
	uint32_t *parents;
	size_t parent_count;
	size_t parent_capacity;
	uint32_t walk;
	size_t ticks;
	struct known *knowns;
	struct oid *branches; /* tips of all branches, sorted */
	size_t branch_count;
	size_t branch_capacity;
	bool branches_read;
};

/* The number of a commit; it need not exist. Moves graph->nodes. */
int node_find(uint32_t *out, struct graph *graph, const struct oid *id,
	      struct error *error);
/* Reads tree, parents and time, once. Moves graph->nodes. */
int node_load(struct graph *graph, uint32_t node, struct error *error);
/* Parent `index` of a loaded node. */
uint32_t node_parent(const struct graph *graph, uint32_t node, size_t index);
/* Whether it was not on the server before the push. */
bool node_is_new(struct graph *graph, uint32_t node);
/* For a queue that begins with the newest, or with the oldest. */
struct queue_item node_newest_first(const struct graph *graph, uint32_t node);
struct queue_item node_oldest_first(const struct graph *graph, uint32_t node);

/* Flags of one walk at a time: all are 0 when it begins. */
void walk_begin(struct graph *graph);
uint8_t *walk_flags(struct graph *graph, uint32_t node);

/* ERROR_LIMIT when the time is up; looks once in GRAPH_TICKS calls. */
int graph_tick(struct graph *graph, struct error *error);

#endif
