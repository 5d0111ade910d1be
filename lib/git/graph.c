/*
 * graph.c - opens and closes the graph, and hands out a commit's links.
 * Never walks.
 */
#include "git/graph.h"

#include "git/known.h"
#include "git/node.h"

#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

/* Without randomness the address of the graph must do. */
static uint64_t choose_seed(const struct graph *graph)
{
	uint64_t seed = 0;
	if (getrandom(&seed, sizeof(seed), GRND_NONBLOCK) !=
	    (ssize_t)sizeof(seed))
		seed = (uint64_t)(uintptr_t)graph *
		       UINT64_C(0x9e3779b97f4a7c15);
	return seed | 1;
}

int graph_new(struct graph **out, struct repo *repo,
	      const struct graph_limits *limits, struct error *error)
{
	*out = NULL;
	struct graph *graph = calloc(1, sizeof(*graph));
	if (!graph)
		return error_no_memory(error);
	graph->repo = repo;
	graph->limits = *limits;
	graph->seed = choose_seed(graph);
	arena_init(&graph->arena);
	*out = graph;
	return 0;
}

void graph_free(struct graph *graph)
{
	if (!graph)
		return;
	while (graph->knowns)
		known_free(graph->knowns);
	arena_release(&graph->arena);
	free(graph->nodes);
	free(graph->table);
	free(graph->parents);
	free(graph->branches);
	free(graph);
}

void graph_reset(struct graph *graph, const struct graph_limits *limits)
{
	while (graph->knowns)
		known_free(graph->knowns);
	graph->branches_read = false;
	graph->limits = *limits;
}

const struct deadline *graph_deadline(const struct graph *graph)
{
	return graph->limits.deadline;
}

static size_t links_size(const struct node *it)
{
	return offsetof(struct commit_links, parents) +
	       it->parent_count * sizeof(struct oid);
}

static int find_loaded(uint32_t *node, struct graph *graph,
		       const struct oid *commit, struct error *error)
{
	int r = node_find(node, graph, commit, error);
	return r ? r : node_load(graph, *node, error);
}

int graph_tree(struct oid *tree, struct graph *graph, const struct oid *commit,
	       struct error *error)
{
	uint32_t node = 0;
	int r = find_loaded(&node, graph, commit, error);
	if (!r)
		*tree = graph->nodes[node].tree;
	return r;
}

int graph_parent_count(size_t *count, struct graph *graph,
		       const struct oid *commit, struct error *error)
{
	uint32_t node = 0;
	int r = find_loaded(&node, graph, commit, error);
	if (!r)
		*count = graph->nodes[node].parent_count;
	return r;
}

int graph_links(const struct commit_links **out, struct graph *graph,
		const struct oid *commit, struct error *error)
{
	uint32_t node = 0;
	*out = NULL;
	int r = find_loaded(&node, graph, commit, error);
	if (r)
		return r;
	struct node *it = &graph->nodes[node];
	if (!it->links) {
		it->links = arena_alloc(&graph->arena, links_size(it));
		if (!it->links)
			return error_no_memory(error);
		it->links->tree = it->tree;
		it->links->time = it->time;
		it->links->parent_count = it->parent_count;
		for (size_t i = 0; i < it->parent_count; i++)
			it->links->parents[i] =
				graph->nodes[node_parent(graph, node, i)].id;
	}
	*out = it->links;
	return 0;
}
