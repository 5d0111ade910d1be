/*
 * known.c - the tips that a rule takes for known, read in tiers, and the
 * painting of their history. Never paints what no tip holds.
 */
#include "git/known.h"

#include <stdlib.h>
#include <string.h>

#define PAINTED_SIZE_MIN 1024

struct known_source {
	struct known_source *next;
	struct globs literal;
	struct globs patterns;
	bool (*except)(const char *name, void *context);
	void *context;
};

struct ref_visit {
	struct known *known;
	const struct known_source *source;
	struct error *error;
};

int known_new(struct known **out, struct graph *graph, struct error *error)
{
	*out = NULL;
	struct known *known = calloc(1, sizeof(*known));
	if (!known)
		return error_no_memory(error);
	known->graph = graph;
	known->next = graph->knowns;
	known->tier = TIER_PATTERN;
	graph->knowns = known;
	*out = known;
	return 0;
}

void known_free(struct known *known)
{
	if (!known)
		return;
	struct known **link = &known->graph->knowns;
	while (*link != known)
		link = &(*link)->next;
	*link = known->next;
	queue_release(&known->queue);
	free(known->painted);
	free(known->tips);
	free(known);
}

bool known_holds(const struct known *known, uint32_t node)
{
	size_t byte = node / 8;
	return byte < known->painted_size &&
	       (known->painted[byte] >> node % 8 & 1);
}

static int reserve(struct known *known, uint32_t node, struct error *error)
{
	size_t size = known->painted_size ? known->painted_size :
					    PAINTED_SIZE_MIN;
	if (node / 8 < known->painted_size)
		return 0;
	while (node / 8 >= size)
		size *= 2;
	unsigned char *painted = realloc(known->painted, size);
	if (!painted)
		return error_no_memory(error);
	memset(painted + known->painted_size, 0, size - known->painted_size);
	known->painted = painted;
	known->painted_size = size;
	return 0;
}

static int paint(struct known *known, uint32_t node, struct error *error)
{
	if (known_holds(known, node))
		return 0;
	int r = node_load(known->graph, node, error);
	if (!r)
		r = reserve(known, node, error);
	if (r)
		return r;
	struct queue_item item = node_newest_first(known->graph, node);
	r = queue_push(&known->queue, &item, error);
	if (!r)
		known->painted[node / 8] |= (unsigned char)(1u << node % 8);
	return r;
}

int known_paint_next(struct known *known, struct error *error)
{
	struct graph *graph = known->graph;
	struct queue_item item = *queue_head(&known->queue);
	int r = graph_tick(graph, error);
	queue_pop(&known->queue);
	for (size_t i = 0; !r && i < graph->nodes[item.node].parent_count; i++)
		r = paint(known, node_parent(graph, item.node, i), error);
	/* What could not be looked at must not count as done. */
	if (r)
		(void)queue_push(&known->queue, &item, NULL);
	return r;
}

int known_add_tip(struct known *known, const struct oid *tip,
		  struct error *error)
{
	struct oid commit;
	uint32_t node = 0;
	int r = refs_peel(&commit, known->graph->repo, tip, error);
	if (r == ERROR_NOT_FOUND)
		return 0;
	if (!r)
		r = node_find(&node, known->graph, &commit, error);
	if (!r)
		r = paint(known, node, error);
	if (r)
		return r;
	if (!array_more(&known->tips, known->tip_count, &known->tip_capacity,
			sizeof(*known->tips)))
		return error_no_memory(error);
	known->tips[known->tip_count++] = node;
	known->has_new_tip |= node_is_new(known->graph, node);
	return 0;
}

static bool is_literal(const struct glob *glob)
{
	bool all = true;
	for (size_t i = 0; i < glob->count; i++) {
		bool literal = false;
		glob_literal_prefix(glob->alternatives[i], &literal);
		all = all && literal;
	}
	return all;
}

/* Excluding globs go with both halves. */
static int split(struct known_source *source, const struct globs *globs,
		 struct arena *arena, struct error *error)
{
	size_t size = globs->count * sizeof(*globs->items);
	struct globs *literal = &source->literal;
	struct globs *patterns = &source->patterns;
	literal->items = arena_alloc(arena, size);
	patterns->items = arena_alloc(arena, size);
	if (!literal->items || !patterns->items)
		return error_no_memory(error);
	for (size_t i = 0; i < globs->count; i++) {
		const struct glob *glob = &globs->items[i];
		bool is_name = is_literal(glob);
		if (glob->exclude || is_name)
			literal->items[literal->count++] = *glob;
		if (glob->exclude || !is_name)
			patterns->items[patterns->count++] = *glob;
	}
	return 0;
}

static int add_source(struct known *known, const struct known_source *from,
		      const struct globs *globs, struct error *error)
{
	struct arena *arena = &known->graph->arena;
	struct known_source *source = NULL;
	if (!globs->count)
		return 0;
	source = arena_alloc(arena, sizeof(*source));
	if (!source)
		return error_no_memory(error);
	*source = *from;
	int r = split(source, globs, arena, error);
	if (r)
		return r;
	source->next = known->sources;
	known->sources = source;
	/* Reading the refs of older sources again does no harm. */
	known->tier = TIER_TIPS;
	return 0;
}

int known_add_refs(struct known *known, const struct globs *globs,
		   struct error *error)
{
	struct known_source source = { 0 };
	return add_source(known, &source, globs, error);
}

int known_add_refs_except(struct known *known, const struct globs *globs,
			  bool (*except)(const char *name, void *context),
			  void *context, struct error *error)
{
	struct known_source source = { .except = except, .context = context };
	return add_source(known, &source, globs, error);
}

static int add_ref(const struct ref *ref, void *context)
{
	struct ref_visit *visit = context;
	const struct known_source *source = visit->source;
	if (source->except && source->except(ref->name, source->context))
		return 0;
	return known_add_tip(visit->known, &ref->id, visit->error);
}

bool known_has_tier(const struct known *known)
{
	return known->tier < TIER_PATTERN;
}

int known_open_tier(struct known *known, struct error *error)
{
	int r = 0;
	enum known_tier tier = known->tier + 1;
	for (struct known_source *s = known->sources; !r && s; s = s->next) {
		struct ref_visit visit = { known, s, error };
		const struct globs *globs = tier == TIER_LITERAL ? &s->literal :
								   &s->patterns;
		if (globs->count)
			r = refs_each(known->graph->repo, globs, add_ref,
				      &visit, error);
	}
	if (!r)
		known->tier = tier;
	return r;
}

int known_open_tiers(struct known *known, struct error *error)
{
	int r = 0;
	while (!r && known_has_tier(known))
		r = known_open_tier(known, error);
	return r;
}

bool known_is_complete(const struct known *known)
{
	return !known_has_tier(known) && !queue_head(&known->queue);
}

bool known_may_reach(const struct known *known, int64_t time)
{
	const struct queue_item *head = queue_head(&known->queue);
	if (!head)
		return false;
	return head->key >= time ||
	       (uint64_t)time - (uint64_t)head->key <= CLOCK_SLOP;
}

bool known_denies(const struct known *known, uint32_t node)
{
	if (known_holds(known, node))
		return false;
	return known_is_complete(known) ||
	       (!known->has_new_tip && node_is_new(known->graph, node));
}

int graph_make_exact(struct graph *graph, struct known *known,
		     struct error *error)
{
	(void)graph;
	int r = known_open_tiers(known, error);
	while (!r && queue_head(&known->queue))
		r = known_paint_next(known, error);
	return r;
}
