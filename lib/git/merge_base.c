/*
 * merge_base.c - best common ancestors, exact whatever the clocks say. Never
 * answers from a range that may hold too much.
 */
#include "git/ancestry.h"
#include "git/range.h"

#include <stdlib.h>

/* Beyond so many questions, painting everything is cheaper. */
#define QUESTIONS_MAX 8

#define IN_QUESTION 1
#define REACHED 1
#define IS_BASE 2

/*
 * The commits of the range that may be known after all, without those that
 * have another one below: if any is known, then one of these is.
 */
static int find_lowest(struct nodes *out, struct graph *graph,
		       struct known *known, const struct nodes *commits,
		       struct error *error)
{
	int r = 0;
	walk_begin(graph);
	for (size_t i = 0; i < commits->count; i++)
		if (!known_denies(known, commits->items[i]))
			*walk_flags(graph, commits->items[i]) = IN_QUESTION;
	for (size_t i = 0; !r && i < commits->count; i++) {
		uint32_t node = commits->items[i];
		bool lowest = *walk_flags(graph, node) == IN_QUESTION;
		for (size_t p = 0; p < graph->nodes[node].parent_count; p++)
			if (*walk_flags(graph, node_parent(graph, node, p)))
				lowest = false;
		if (lowest)
			r = nodes_add(out, node, error);
	}
	return r;
}

/* Whether the range holds nothing that is known; no may mean: perhaps. */
static int confirm(bool *confirmed, struct graph *graph, struct known *known,
		   const struct node_range *range, struct error *error)
{
	struct nodes lowest = { 0 };
	bool reached = false;
	int r = known_open_tiers(known, error);
	if (!r)
		r = find_lowest(&lowest, graph, known, &range->commits, error);
	if (lowest.count > QUESTIONS_MAX)
		reached = true;
	for (size_t i = 0; !r && !reached && i < lowest.count; i++)
		r = node_is_reached(&reached, graph, lowest.items[i],
				    known->tips, known->tip_count, error);
	*confirmed = !reached;
	nodes_release(&lowest);
	return r;
}

static int find_exact_range(struct node_range *out, struct graph *graph,
			    struct known *known, uint32_t tip,
			    struct error *error)
{
	bool confirmed = false;
	int r = node_range_find(out, graph, known, tip, error);
	if (r || out->exact)
		return r;
	r = confirm(&confirmed, graph, known, out, error);
	if (!r && confirmed)
		return 0;
	node_range_release(out);
	if (!r)
		r = graph_make_exact(graph, known, error);
	return r ? r : node_range_find(out, graph, known, tip, error);
}

struct sweep {
	struct graph *graph;
	struct queue queue;
	size_t open; /* bases that nothing reached yet */
};

static int sweep_parents(struct sweep *sweep, uint32_t node,
			 struct error *error)
{
	struct graph *graph = sweep->graph;
	int r = graph_tick(graph, error);
	for (size_t i = 0; !r && i < graph->nodes[node].parent_count; i++) {
		uint32_t parent = node_parent(graph, node, i);
		uint8_t *flags = walk_flags(graph, parent);
		if (*flags & REACHED)
			continue;
		sweep->open -= *flags & IS_BASE ? 1 : 0;
		*flags |= REACHED;
		r = node_load(graph, parent, error);
		struct queue_item item = node_newest_first(graph, parent);
		if (!r)
			r = queue_push(&sweep->queue, &item, error);
	}
	return r;
}

/*
 * Marks bases that are below others, by one walk down to the date of the
 * oldest. Skewed clocks may leave some unmarked, never mark a wrong one.
 */
static int sweep_bases(struct graph *graph, const struct nodes *bases,
		       struct error *error)
{
	struct sweep sweep = { .graph = graph, .open = bases->count };
	int r = 0;
	walk_begin(graph);
	for (size_t i = 0; i < bases->count; i++)
		*walk_flags(graph, bases->items[i]) = IS_BASE;
	for (size_t i = 0; !r && i < bases->count; i++)
		r = sweep_parents(&sweep, bases->items[i], error);
	int64_t oldest = graph->nodes[bases->items[bases->count - 1]].time;
	const struct queue_item *head = NULL;
	while (!r && sweep.open > 1 && (head = queue_head(&sweep.queue))) {
		if (head->key < oldest &&
		    (uint64_t)oldest - (uint64_t)head->key > CLOCK_SLOP)
			break;
		uint32_t node = head->node;
		queue_pop(&sweep.queue);
		r = sweep_parents(&sweep, node, error);
	}
	queue_release(&sweep.queue);
	return r;
}

/* Drops bases[i] if another one that is left reaches it. */
static int drop_if_reached(struct nodes *bases, size_t *i, struct graph *graph,
			   struct error *error)
{
	uint32_t node = bases->items[*i];
	bool reached = false;
	bases->items[*i] = bases->items[0];
	bases->items[0] = node;
	int r = node_is_reached(&reached, graph, node, bases->items + 1,
				bases->count - 1, error);
	bases->items[0] = bases->items[*i];
	bases->items[*i] = node;
	if (reached)
		bases->items[*i] = bases->items[--bases->count];
	else
		(*i)++;
	return r;
}

static int keep_best(struct nodes *bases, struct graph *graph,
		     struct error *error)
{
	size_t kept = 0;
	if (bases->count < 2)
		return 0;
	int r = sweep_bases(graph, bases, error);
	for (size_t i = 0; !r && i < bases->count; i++)
		if (!(*walk_flags(graph, bases->items[i]) & REACHED))
			bases->items[kept++] = bases->items[i];
	if (!r)
		bases->count = kept;
	for (size_t i = 0; !r && bases->count > 1 && i < bases->count;)
		r = drop_if_reached(bases, &i, graph, error);
	return r ? r : nodes_sort(bases, graph, error);
}

int graph_merge_bases(struct oid **bases, size_t *count, struct graph *graph,
		      struct known *known, const struct oid *tip,
		      struct error *error)
{
	struct node_range range = { 0 };
	uint32_t node = 0;
	*bases = NULL;
	*count = 0;
	int r = node_find(&node, graph, tip, error);
	if (!r)
		r = find_exact_range(&range, graph, known, node, error);
	if (!r)
		r = keep_best(&range.boundary, graph, error);
	if (!r)
		r = nodes_ids(bases, &range.boundary, graph, error);
	if (!r)
		*count = range.boundary.count;
	node_range_release(&range);
	return r;
}
