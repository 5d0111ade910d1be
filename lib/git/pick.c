/*
 * pick.c - whether other refs hold a commit that makes the same patch.
 * Never takes more than PICK_CANDIDATES_MAX commits into account: beyond
 * them the answer is no.
 */
#include "git/equivalence.h"

#include "git/ancestry.h"
#include "git/known.h"
#include "git/patch.h"

/* Blobs that one question may read, in bytes. */
#define PICK_BYTES_MAX (64u << 20)

#define SEEN 1

struct pick {
	struct graph *graph;
	struct known *own; /* what the commit descends from */
	uint32_t node;
	uint64_t key;
	struct queue queue;
	struct nodes candidates; /* the newest first */
	struct patch patch;	 /* read when it is needed */
	bool has_patch;
	struct patch_budget budget;
	struct error *error;
};

static int wait_for(struct pick *pick, uint32_t node)
{
	uint8_t *flags = walk_flags(pick->graph, node);
	if (*flags & SEEN)
		return 0;
	*flags |= SEEN;
	int r = node_load(pick->graph, node, pick->error);
	struct queue_item item = node_newest_first(pick->graph, node);
	return r ? r : queue_push(&pick->queue, &item, pick->error);
}

static int add_ref(const struct ref *ref, void *context)
{
	struct pick *pick = context;
	struct oid commit;
	uint32_t node = 0;
	int r = refs_peel(&commit, pick->graph->repo, &ref->id, pick->error);
	if (r == ERROR_NOT_FOUND)
		return 0;
	if (!r)
		r = node_find(&node, pick->graph, &commit, pick->error);
	return r ? r : wait_for(pick, node);
}

/* Some that the commit descends from may slip in if clocks are skewed. */
static int add_candidate(struct pick *pick, uint32_t node)
{
	struct graph *graph = pick->graph;
	size_t count = graph->nodes[node].parent_count;
	int64_t time = graph->nodes[node].time;
	int r = 0;
	while (!r && !known_holds(pick->own, node) &&
	       known_may_reach(pick->own, time))
		r = known_paint_next(pick->own, pick->error);
	if (r || known_holds(pick->own, node))
		return r;
	r = nodes_add(&pick->candidates, node, pick->error);
	for (size_t i = 0; !r && i < count; i++)
		r = wait_for(pick, node_parent(graph, node, i));
	return r;
}

static int find_candidates(struct pick *pick, const struct globs *refs)
{
	walk_begin(pick->graph);
	int r = refs_each(pick->graph->repo, refs, add_ref, pick, pick->error);
	while (!r && queue_head(&pick->queue) &&
	       pick->candidates.count < PICK_CANDIDATES_MAX) {
		uint32_t node = queue_head(&pick->queue)->node;
		queue_pop(&pick->queue);
		r = graph_tick(pick->graph, pick->error);
		if (!r)
			r = add_candidate(pick, node);
	}
	return r;
}

static enum match same_patch(struct pick *pick, uint32_t candidate)
{
	struct repo *repo = pick->graph->repo;
	struct patch other = { 0 };
	int r = 0;
	if (!pick->has_patch)
		r = patch_read(&pick->patch, pick->graph, pick->node,
			       pick->error);
	pick->has_patch = pick->has_patch || !r;
	if (!r)
		r = patch_read(&other, pick->graph, candidate, pick->error);
	if (r)
		return MATCH_BROKEN;
	enum match answer = patch_equal(&pick->patch, &other, repo,
					&pick->budget, pick->error);
	patch_release(&other);
	return answer;
}

/* The same patch, on a commit that the picked one does not descend from. */
static enum match is_source(struct pick *pick, uint32_t candidate)
{
	struct graph *graph = pick->graph;
	uint64_t key = 0;
	bool reached = false;
	if (graph->nodes[candidate].parent_count > 1)
		return MATCH_NO;
	if (patch_key(&key, graph, candidate, pick->error))
		return MATCH_BROKEN;
	if (key != pick->key)
		return MATCH_NO;
	enum match answer = same_patch(pick, candidate);
	if (answer != MATCH_YES)
		return answer;
	if (node_is_reached(&reached, graph, candidate, &pick->node, 1,
			    pick->error))
		return MATCH_BROKEN;
	return reached ? MATCH_NO : MATCH_YES;
}

static enum match find_source(struct pick *pick, struct oid *picked)
{
	enum match answer = MATCH_NO;
	for (size_t i = 0; answer == MATCH_NO && i < pick->candidates.count;
	     i++) {
		uint32_t node = pick->candidates.items[i];
		answer = is_source(pick, node);
		if (answer == MATCH_YES && picked)
			*picked = pick->graph->nodes[node].id;
	}
	return answer;
}

static int prepare(struct pick *pick, const struct oid *id)
{
	int r = node_find(&pick->node, pick->graph, id, pick->error);
	if (!r)
		r = patch_key(&pick->key, pick->graph, pick->node, pick->error);
	if (!r)
		r = known_new(&pick->own, pick->graph, pick->error);
	if (!r)
		r = known_add_tip(pick->own, id, pick->error);
	return r;
}

/* A commit that changes nothing is no pick of another such one. */
enum match commit_is_pick(struct graph *graph, struct repo *repo,
			  const struct commit *commit, const struct globs *refs,
			  struct oid *picked, struct error *error)
{
	struct pick pick = { .graph = graph,
			     .budget = { PICK_BYTES_MAX },
			     .error = error };
	enum match answer = MATCH_NO;
	(void)repo;
	if (commit->parent_count > 1)
		return MATCH_NO;
	int r = prepare(&pick, &commit->id);
	if (!r && pick.key)
		r = find_candidates(&pick, refs);
	if (!r)
		answer = find_source(&pick, picked);
	known_free(pick.own);
	queue_release(&pick.queue);
	nodes_release(&pick.candidates);
	patch_release(&pick.patch);
	return r ? MATCH_BROKEN : answer;
}
