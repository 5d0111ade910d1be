/*
 * nodes.c - a growing list of commit numbers. Never loads a commit.
 */
#include "git/nodes.h"

#include "base/arena.h"

#include <stdlib.h>

void nodes_release(struct nodes *nodes)
{
	if (!nodes)
		return;
	free(nodes->items);
	*nodes = (struct nodes){ 0 };
}

int nodes_add(struct nodes *nodes, uint32_t node, struct error *error)
{
	if (!array_more(&nodes->items, nodes->count, &nodes->capacity,
			sizeof(*nodes->items)))
		return error_no_memory(error);
	nodes->items[nodes->count++] = node;
	return 0;
}

int nodes_sort(struct nodes *nodes, const struct graph *graph,
	       struct error *error)
{
	struct queue queue = { 0 };
	int r = 0;
	for (size_t i = 0; !r && i < nodes->count; i++) {
		struct queue_item item =
			node_newest_first(graph, nodes->items[i]);
		r = queue_push(&queue, &item, error);
	}
	for (size_t i = 0; !r && i < nodes->count; i++) {
		nodes->items[i] = queue_head(&queue)->node;
		queue_pop(&queue);
	}
	queue_release(&queue);
	return r;
}

int nodes_ids(struct oid **out, const struct nodes *nodes,
	      const struct graph *graph, struct error *error)
{
	*out = NULL;
	if (!nodes->count)
		return 0;
	struct oid *ids = calloc(nodes->count, sizeof(*ids));
	if (!ids)
		return error_no_memory(error);
	for (size_t i = 0; i < nodes->count; i++)
		ids[i] = graph->nodes[nodes->items[i]].id;
	*out = ids;
	return 0;
}
