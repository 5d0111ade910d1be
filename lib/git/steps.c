/*
 * steps.c - an update as steps along the first parents. Never judges one.
 */
#include "git/ancestry.h"

#include <stdlib.h>
#include <string.h>

struct branch_visit {
	struct graph *graph;
	struct error *error;
};

static int add_branch(const struct ref *ref, void *context)
{
	struct branch_visit *visit = context;
	struct graph *graph = visit->graph;
	struct oid *place = array_more(&graph->branches, graph->branch_count,
				       &graph->branch_capacity, sizeof(*place));
	if (!place)
		return error_no_memory(visit->error);
	*place = ref->id;
	graph->branch_count++;
	return 0;
}

static int compare(const void *a, const void *b)
{
	return oid_compare(a, b);
}

static int read_branches(struct graph *graph, struct error *error)
{
	struct branch_visit visit = { graph, error };
	struct glob all = { 0 };
	int r = glob_compile(&all, STR("refs/heads/**"), &graph->arena, error);
	struct globs globs = { &all, 1 };
	graph->branch_count = 0;
	if (!r)
		r = refs_each(graph->repo, &globs, add_branch, &visit, error);
	if (r)
		return r;
	if (graph->branch_count)
		qsort(graph->branches, graph->branch_count,
		      sizeof(*graph->branches), compare);
	graph->branches_read = true;
	return 0;
}

/* No branch of the server can end at a commit that it did not have. */
static int is_branch_tip(bool *out, struct graph *graph, uint32_t node,
			 struct error *error)
{
	int r = 0;
	*out = false;
	if (node_is_new(graph, node))
		return 0;
	if (!graph->branches_read)
		r = read_branches(graph, error);
	if (r || !graph->branch_count)
		return r;
	*out = bsearch(&graph->nodes[node].id, graph->branches,
		       graph->branch_count, sizeof(*graph->branches),
		       compare) != NULL;
	return 0;
}

/*
 * Whether `old` can be ruled out further down the chain, as `node` is itself
 * below it. Asked for the 1st, 2nd, 4th, ... commit that is older than `old`:
 * else the chain would be followed to the root.
 */
static int is_passed(bool *out, size_t *older, struct graph *graph,
		     uint32_t node, uint32_t old, struct error *error)
{
	*out = false;
	if (graph->nodes[node].time >= graph->nodes[old].time)
		return 0;
	size_t nth = ++*older;
	if (nth & (nth - 1))
		return 0;
	return node_is_reached(out, graph, node, &old, 1, error);
}

/*
 * First parents from `node` to just above `old`; *found is false if `old` is
 * not there.
 */
static int follow(struct nodes *chain, bool *found, struct graph *graph,
		  uint32_t node, uint32_t old, struct error *error)
{
	size_t older = 0;
	bool passed = false;
	int r = 0;
	*found = false;
	while (node != old) {
		r = node_load(graph, node, error);
		if (!r)
			r = is_passed(&passed, &older, graph, node, old, error);
		if (!r)
			r = nodes_add(chain, node, error);
		if (r || passed || !graph->nodes[node].parent_count)
			return r;
		node = node_parent(graph, node, 0);
	}
	*found = true;
	return 0;
}

static struct step *add_step(struct step **steps, size_t *count,
			     size_t *capacity)
{
	struct step *step = array_more(steps, *count, capacity, sizeof(*step));
	if (step)
		(*count)++;
	return step;
}

/* The chain from its oldest commit on; a new step where the last one ended. */
static int cut(struct step **steps, size_t *count, struct graph *graph,
	       const struct nodes *chain, struct error *error)
{
	struct step *step = NULL;
	size_t capacity = 0;
	int r = 0;
	for (size_t i = chain->count; !r && i-- > 0;) {
		uint32_t node = chain->items[i];
		bool is_merge = graph->nodes[node].parent_count > 1;
		if (!step || is_merge) {
			uint32_t from = node_parent(graph, node, 0);
			step = add_step(steps, count, &capacity);
			if (!step)
				return error_no_memory(error);
			step->from = graph->nodes[from].id;
			step->is_merge = is_merge;
		}
		step->to = graph->nodes[node].id;
		if (!is_merge)
			r = is_branch_tip(&step->ends_at_branch, graph, node,
					  error);
		if (is_merge || step->ends_at_branch)
			step = NULL;
	}
	return r;
}

static int take_whole(struct step **steps, size_t *count, struct graph *graph,
		      uint32_t old, uint32_t new, struct error *error)
{
	size_t capacity = 0;
	struct step *step = add_step(steps, count, &capacity);
	if (!step)
		return error_no_memory(error);
	step->from = graph->nodes[old].id;
	step->to = graph->nodes[new].id;
	return is_branch_tip(&step->ends_at_branch, graph, new, error);
}

static int find_chain(struct nodes *chain, bool *found, struct graph *graph,
		      uint32_t old, uint32_t new, struct error *error)
{
	bool reached = false;
	*found = false;
	int r = node_load(graph, old, error);
	if (!r)
		r = node_is_reached(&reached, graph, old, &new, 1, error);
	if (!r && reached)
		r = follow(chain, found, graph, new, old, error);
	return r;
}

int graph_steps(struct step **steps, size_t *count, bool *whole,
		struct graph *graph, const struct oid *old,
		const struct oid *new, struct error *error)
{
	struct nodes chain = { 0 };
	uint32_t from = 0;
	uint32_t to = 0;
	bool found = false;
	*steps = NULL;
	*count = 0;
	*whole = false;
	if (oid_is_zero(old) || oid_is_zero(new) || oid_equal(old, new))
		return 0;
	int r = node_find(&from, graph, old, error);
	if (!r)
		r = node_find(&to, graph, new, error);
	if (!r)
		r = find_chain(&chain, &found, graph, from, to, error);
	if (!r && found)
		r = cut(steps, count, graph, &chain, error);
	else if (!r)
		r = take_whole(steps, count, graph, from, to, error);
	*whole = !r && !found;
	if (r) {
		free(*steps);
		*steps = NULL;
		*count = 0;
	}
	nodes_release(&chain);
	return r;
}
