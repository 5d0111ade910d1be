/*
 * ancestry.c - exact answers to "is this below that?": walks down from the
 * sources and leaves out what is found to lie below the target, as that
 * cannot lead to it. Never trusts a date for more than the order of the walk.
 */
#include "git/ancestry.h"

#include "git/known.h"

/* Flags of a walk. */
enum {
	BELOW_TARGET = 1,
	FROM_SOURCE = 2,
	QUEUED = 4,
};

struct search {
	struct graph *graph;
	struct queue queue;
	uint32_t target;
	size_t live; /* queued that may still lead to the target */
	bool target_is_old;
};

static bool is_live(uint8_t flags)
{
	return flags == (FROM_SOURCE | QUEUED);
}

/*
 * The target and what is new are looked at at once, lest a date (say, of
 * 1970) make the walk paint the whole history before it comes to them. If
 * the target is new, too, painting may spare the new commits above it.
 */
static struct queue_item place(const struct search *search, uint32_t node,
			       uint8_t flag)
{
	struct queue_item item = node_newest_first(search->graph, node);
	bool at_once = flag == BELOW_TARGET || search->target_is_old;
	if (node == search->target ||
	    (at_once && node_is_new(search->graph, node)))
		item.key = INT64_MAX;
	return item;
}

static int reach(struct search *search, uint32_t node, uint8_t flag,
		 struct error *error)
{
	struct graph *graph = search->graph;
	uint8_t before = *walk_flags(graph, node);
	if (before & flag)
		return 0;
	int r = node_load(graph, node, error);
	struct queue_item item = place(search, node, flag);
	if (!r && !(before & QUEUED))
		r = queue_push(&search->queue, &item, error);
	if (r)
		return r;
	uint8_t after = before | flag | QUEUED;
	search->live += is_live(after);
	search->live -= is_live(before);
	*walk_flags(graph, node) = after;
	return 0;
}

static int step_down(struct search *search, struct error *error)
{
	struct graph *graph = search->graph;
	uint32_t node = queue_head(&search->queue)->node;
	uint8_t *flags = walk_flags(graph, node);
	uint8_t flag = *flags & BELOW_TARGET ? BELOW_TARGET : FROM_SOURCE;
	int r = graph_tick(graph, error);
	queue_pop(&search->queue);
	search->live -= is_live(*flags);
	*flags &= (uint8_t)~QUEUED;
	for (size_t i = 0; !r && i < graph->nodes[node].parent_count; i++)
		r = reach(search, node_parent(graph, node, i), flag, error);
	return r;
}

int node_is_reached(bool *reached, struct graph *graph, uint32_t target,
		    const uint32_t *sources, size_t count, struct error *error)
{
	struct search search = { .graph = graph,
				 .target = target,
				 .target_is_old = !node_is_new(graph, target) };
	walk_begin(graph);
	int r = 0;
	for (size_t i = 0; !r && i < count; i++)
		r = reach(&search, sources[i], FROM_SOURCE, error);
	bool found = *walk_flags(graph, target) & FROM_SOURCE;
	if (!r && !found)
		r = reach(&search, target, BELOW_TARGET, error);
	while (!r && !found && search.live) {
		r = step_down(&search, error);
		found = *walk_flags(graph, target) & FROM_SOURCE;
	}
	queue_release(&search.queue);
	*reached = found;
	return r;
}

enum match graph_is_ancestor(struct graph *graph, const struct oid *ancestor,
			     const struct oid *descendant, struct error *error)
{
	uint32_t target = 0;
	uint32_t source = 0;
	bool reached = false;
	if (node_find(&target, graph, ancestor, error) ||
	    node_find(&source, graph, descendant, error))
		return MATCH_BROKEN;
	if (node_is_reached(&reached, graph, target, &source, 1, error))
		return MATCH_BROKEN;
	return reached ? MATCH_YES : MATCH_NO;
}

/* The cheaper refs first; NO takes them all. */
enum match graph_is_known(struct graph *graph, struct known *known,
			  const struct oid *commit, struct error *error)
{
	uint32_t node = 0;
	bool reached = false;
	if (node_find(&node, graph, commit, error) ||
	    node_load(graph, node, error))
		return MATCH_BROKEN;
	if (known->tier == TIER_TIPS && known_open_tier(known, error))
		return MATCH_BROKEN;
	for (;;) {
		if (known_holds(known, node))
			return MATCH_YES;
		if (known_denies(known, node))
			return MATCH_NO;
		if (node_is_reached(&reached, graph, node, known->tips,
				    known->tip_count, error))
			return MATCH_BROKEN;
		if (reached || !known_has_tier(known))
			return reached ? MATCH_YES : MATCH_NO;
		if (known_open_tier(known, error))
			return MATCH_BROKEN;
	}
}
