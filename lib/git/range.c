/*
 * range.c - which commits below a tip a known does not hold. Never takes a
 * commit for known that no tip holds.
 */
#include "git/range.h"

#include <stdlib.h>

#define SEEN 1

struct explorer {
	struct graph *graph;
	struct known *known;
	struct node_range *out; /* right if all of its commits are denied */
	struct nodes stack;
	struct queue frontier; /* may be known or not; the oldest first */
	size_t taken;
};

static int take(struct explorer *e, uint32_t node, struct error *error)
{
	struct graph *graph = e->graph;
	if (e->taken >= graph->limits.commits)
		return error_set(error, ERROR_LIMIT,
				 "more than %zu commits are to be judged",
				 graph->limits.commits);
	e->taken++;
	int r = node_load(graph, node, error);
	if (!r)
		r = nodes_add(&e->out->commits, node, error);
	for (size_t i = 0; !r && i < graph->nodes[node].parent_count; i++) {
		uint32_t parent = node_parent(graph, node, i);
		(void)walk_flags(graph, parent);
		graph->nodes[parent].children++;
		r = nodes_add(&e->stack, parent, error);
	}
	return r;
}

static int visit(struct explorer *e, uint32_t node, struct error *error)
{
	uint8_t *flags = walk_flags(e->graph, node);
	if (*flags & SEEN)
		return 0;
	*flags |= SEEN;
	if (known_denies(e->known, node))
		return take(e, node, error);
	int r = nodes_add(&e->out->boundary, node, error);
	if (r || known_holds(e->known, node))
		return r;
	r = node_load(e->graph, node, error);
	struct queue_item item = node_oldest_first(e->graph, node);
	return r ? r : queue_push(&e->frontier, &item, error);
}

/* The oldest commit of the frontier that is not painted yet, or NULL. */
static const struct queue_item *oldest_open(struct explorer *e)
{
	const struct queue_item *item = NULL;
	while ((item = queue_head(&e->frontier)) &&
	       known_holds(e->known, item->node))
		queue_pop(&e->frontier);
	return item;
}

/* Paints until the frontier is, or nothing promises to paint the rest. */
static int paint_frontier(struct explorer *e, struct error *error)
{
	const struct queue_item *open = NULL;
	int r = 0;
	while (!r && (open = oldest_open(e))) {
		if (e->known->tier == TIER_TIPS)
			r = known_open_tier(e->known, error);
		else if (known_may_reach(e->known, ~open->key))
			r = known_paint_next(e->known, error);
		else if (known_has_tier(e->known))
			r = known_open_tier(e->known, error);
		else
			break;
	}
	return r;
}

/* What painting left over is taken for unknown. */
static int take_frontier(struct explorer *e, struct error *error)
{
	int r = 0;
	for (size_t i = 0; !r && i < e->frontier.count; i++) {
		uint32_t node = e->frontier.items[i].node;
		if (known_holds(e->known, node))
			continue;
		e->out->exact = false; /* it is in the boundary */
		r = take(e, node, error);
	}
	e->frontier.count = 0;
	return r;
}

static int explore(struct explorer *e, uint32_t tip, struct error *error)
{
	walk_begin(e->graph);
	int r = nodes_add(&e->stack, tip, error);
	while (!r && e->stack.count) {
		while (!r && e->stack.count)
			r = visit(e, e->stack.items[--e->stack.count], error);
		if (!r)
			r = paint_frontier(e, error);
		if (!r)
			r = take_frontier(e, error);
	}
	return r;
}

/* What was taken may have been painted since: a ref has got it meanwhile. */
static bool is_right(const struct node_range *range, const struct known *known)
{
	bool right = range->exact;
	for (size_t i = 0; right && i < range->commits.count; i++)
		right = known_denies(known, range->commits.items[i]);
	return right;
}

/* All unpainted commits that unpainted ones lead to, in any order. */
static int collect(struct node_range *out, struct explorer *e, uint32_t tip,
		   struct error *error)
{
	struct graph *graph = e->graph;
	out->commits.count = out->boundary.count = 0;
	out->exact = true;
	walk_begin(graph);
	*walk_flags(graph, tip) |= SEEN;
	int r = nodes_add(&e->stack, tip, error);
	while (!r && e->stack.count) {
		uint32_t node = e->stack.items[--e->stack.count];
		if (known_holds(e->known, node)) {
			r = nodes_add(&out->boundary, node, error);
			continue;
		}
		r = nodes_add(&out->commits, node, error);
		out->exact = out->exact && known_denies(e->known, node);
		for (size_t i = 0; !r && i < graph->nodes[node].parent_count;
		     i++) {
			uint32_t parent = node_parent(graph, node, i);
			uint8_t *flags = walk_flags(graph, parent);
			graph->nodes[parent].children++;
			if (!(*flags & SEEN))
				r = nodes_add(&e->stack, parent, error);
			*flags |= SEEN;
		}
	}
	return r;
}

/* Puts children before parents; needs the counts of them. */
static int put_in_order(struct nodes *commits, struct explorer *e, uint32_t tip,
			struct error *error)
{
	struct graph *graph = e->graph;
	struct queue ready = { 0 };
	size_t count = 0;
	struct queue_item item = node_newest_first(graph, tip);
	int r = commits->count ? queue_push(&ready, &item, error) : 0;
	while (!r && queue_head(&ready)) {
		uint32_t node = queue_head(&ready)->node;
		queue_pop(&ready);
		commits->items[count++] = node;
		for (size_t i = 0; !r && i < graph->nodes[node].parent_count;
		     i++) {
			uint32_t parent = node_parent(graph, node, i);
			if (--graph->nodes[parent].children ||
			    known_holds(e->known, parent))
				continue;
			item = node_newest_first(graph, parent);
			r = queue_push(&ready, &item, error);
		}
	}
	queue_release(&ready);
	commits->count = count;
	return r;
}

int node_range_find(struct node_range *out, struct graph *graph,
		    struct known *known, uint32_t tip, struct error *error)
{
	struct explorer e = { .graph = graph, .known = known, .out = out };
	*out = (struct node_range){ .exact = true };
	int r = node_load(graph, tip, error);
	if (!r)
		r = explore(&e, tip, error);
	if (!r && !is_right(out, known))
		r = collect(out, &e, tip, error);
	if (!r)
		r = put_in_order(&out->commits, &e, tip, error);
	if (!r)
		r = nodes_sort(&out->boundary, graph, error);
	if (r)
		node_range_release(out);
	nodes_release(&e.stack);
	queue_release(&e.frontier);
	return r;
}

void node_range_release(struct node_range *range)
{
	if (!range)
		return;
	nodes_release(&range->commits);
	nodes_release(&range->boundary);
}

int graph_range(struct range *out, struct graph *graph, struct known *known,
		const struct oid *tip, struct error *error)
{
	struct node_range range = { 0 };
	uint32_t node = 0;
	*out = (struct range){ 0 };
	int r = node_find(&node, graph, tip, error);
	if (!r)
		r = node_range_find(&range, graph, known, node, error);
	if (!r)
		r = nodes_ids(&out->commits, &range.commits, graph, error);
	if (!r)
		r = nodes_ids(&out->boundary, &range.boundary, graph, error);
	if (r) {
		range_release(out);
	} else {
		out->count = range.commits.count;
		out->boundary_count = range.boundary.count;
		out->exact = range.exact;
	}
	node_range_release(&range);
	return r;
}

void range_release(struct range *range)
{
	if (!range)
		return;
	free(range->commits);
	free(range->boundary);
	*range = (struct range){ 0 };
}
