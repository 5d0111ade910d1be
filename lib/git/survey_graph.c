/*
 * survey_graph.c - see survey_graph.h. Never takes a path for shorter than it
 * is; it may well take it for longer.
 */
#include "git/survey_graph.h"

#include "base/arena.h"

#include <stdlib.h>

enum {
	NOT_SEEN = 0,
	IS_OPEN,
	IS_SETTLED,
};

struct stack {
	uint32_t *items; /* heap */
	size_t count, capacity;
};

bool survey_graph_add(struct survey_graph *graph)
{
	struct survey_node *node = NULL;

	if (graph->count < SURVEY_NODES_MAX)
		node = array_more(&graph->nodes, graph->count, &graph->capacity,
				  sizeof(*node));
	if (!node)
		return false;
	node->like = SURVEY_NONE;
	graph->count++;
	return true;
}

void survey_graph_tell(struct survey_graph *graph, size_t node, uint32_t like)
{
	struct survey_node *told = &graph->nodes[node];

	told->like = like;
	told->first = (uint32_t)graph->edge_count;
	told->count = 0;
}

bool survey_graph_name(struct survey_graph *graph, size_t node,
		       size_t longest_size)
{
	if (longest_size > SURVEY_PATH_MAX)
		return false;
	graph->nodes[node].path = (uint16_t)longest_size;
	return true;
}

bool survey_graph_lead(struct survey_graph *graph, size_t node, size_t to,
		       size_t name_size)
{
	struct survey_edge *edge = NULL;

	if (graph->edge_count < SURVEY_EDGES_MAX)
		edge = array_more(&graph->edges, graph->edge_count,
				  &graph->edge_capacity, sizeof(*edge));
	if (!edge)
		return false;
	*edge = (struct survey_edge){ (uint32_t)to, (uint32_t)name_size };
	graph->edge_count++;
	graph->nodes[node].count++;
	return true;
}

static bool push(struct stack *stack, struct survey_graph *graph, uint32_t node)
{
	uint32_t *item = array_more(&stack->items, stack->count,
				    &stack->capacity, sizeof(*item));

	if (!item)
		return false;
	*item = node;
	stack->count++;
	graph->nodes[node].state = IS_OPEN;
	return true;
}

/* What leads on from it next; false: nothing more does. */
static bool next_edge(struct survey_edge *out, const struct survey_graph *graph,
		      const struct survey_node *node)
{
	size_t at = node->next;

	if (node->like != SURVEY_NONE && at-- == 0) {
		*out = (struct survey_edge){ node->like, 0 };
		return true;
	}
	if (at >= node->count)
		return false;
	*out = graph->edges[node->first + at];
	return true;
}

static bool lengthen(struct survey_node *node, const struct survey_edge *edge,
		     const struct survey_node *below)
{
	size_t slash = edge->name_size ? 1 : 0;
	size_t size = edge->name_size + slash + below->path;

	if (size > SURVEY_PATH_MAX)
		return false;
	if (size > node->path)
		node->path = (uint16_t)size;
	return true;
}

/* One step from the node on top. */
static bool step(struct stack *stack, struct survey_graph *graph)
{
	struct survey_node *node =
		&graph->nodes[stack->items[stack->count - 1]];
	struct survey_edge edge;

	if (!next_edge(&edge, graph, node)) {
		node->state = IS_SETTLED;
		stack->count--;
		return true;
	}
	switch (graph->nodes[edge.to].state) {
	case NOT_SEEN:
		return push(stack, graph, edge.to);
	case IS_SETTLED:
		node->next++;
		return lengthen(node, &edge, &graph->nodes[edge.to]);
	default:
		return false;
	}
}

bool survey_graph_is_short(struct survey_graph *graph)
{
	struct stack stack = { NULL, 0, 0 };
	bool fine = true;

	for (uint32_t i = 0; fine && i < graph->count; i++) {
		if (graph->nodes[i].state != NOT_SEEN)
			continue;
		fine = push(&stack, graph, i);
		while (fine && stack.count)
			fine = step(&stack, graph);
	}
	free(stack.items);
	return fine;
}

void survey_graph_release(struct survey_graph *graph)
{
	free(graph->nodes);
	free(graph->edges);
	*graph = (struct survey_graph){ NULL, 0, 0, NULL, 0, 0 };
}
