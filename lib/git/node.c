/*
 * node.c - the table of commits by id, and their links, read when they are
 * asked for. Never walks.
 */
#include "git/node.h"

#include <stdlib.h>
#include <string.h>

#define TABLE_SIZE_MIN 1024

static uint64_t id_prefix(const struct oid *id)
{
	uint64_t prefix = 0;
	for (size_t i = 0; i < 8; i++)
		prefix = prefix << 8 | id->bytes[i];
	return prefix;
}

/* The seed is odd and secret; the upper half of a product mixes best. */
static size_t home(const struct graph *graph, const struct oid *id)
{
	uint64_t product = id_prefix(id) * graph->seed;
	return (size_t)(product >> 32) & (graph->table_size - 1);
}

static uint32_t *slot_of(struct graph *graph, const struct oid *id)
{
	size_t at = home(graph, id);
	while (graph->table[at] &&
	       !oid_equal(&graph->nodes[graph->table[at] - 1].id, id))
		at = (at + 1) & (graph->table_size - 1);
	return &graph->table[at];
}

static int table_grow(struct graph *graph, struct error *error)
{
	size_t size = graph->table_size ? graph->table_size * 2 :
					  TABLE_SIZE_MIN;
	uint32_t *table = calloc(size, sizeof(*table));
	if (!table)
		return error_no_memory(error);
	free(graph->table);
	graph->table = table;
	graph->table_size = size;
	for (size_t i = 0; i < graph->node_count; i++)
		*slot_of(graph, &graph->nodes[i].id) = (uint32_t)i + 1;
	return 0;
}

int node_find(uint32_t *out, struct graph *graph, const struct oid *id,
	      struct error *error)
{
	if (graph->node_count * 2 >= graph->table_size) {
		int r = table_grow(graph, error);
		if (r)
			return r;
	}
	uint32_t *slot = slot_of(graph, id);
	if (*slot) {
		*out = *slot - 1;
		return 0;
	}
	if (graph->node_count >= GRAPH_NODES_MAX)
		return error_set(error, ERROR_LIMIT,
				 "the history has more than %u commits",
				 GRAPH_NODES_MAX);
	struct node *node = array_more(&graph->nodes, graph->node_count,
				       &graph->node_capacity, sizeof(*node));
	if (!node)
		return error_no_memory(error);
	node->id = *id;
	*out = (uint32_t)graph->node_count++;
	*slot = *out + 1;
	return 0;
}

static int unreadable(const struct oid *id, int r, struct error *error)
{
	char hex[OID_HEX_SIZE + 1];
	oid_format(id, hex);
	if (r == ERROR_NOT_FOUND)
		return error_set(error, ERROR_BROKEN, "commit %s is missing",
				 hex);
	return error_context(error, "commit %s", hex);
}

static int read_links(struct commit_links *out, struct graph *graph,
		      const struct oid *id, struct error *error)
{
	struct object object = { 0 };
	struct flaw flaw = { 0 };
	char hex[OID_HEX_SIZE + 1];
	int r = object_read(&object, graph->repo, id, GRAPH_COMMIT_SIZE_MAX,
			    error);
	if (r)
		return unreadable(id, r, error);
	if (object.type != OBJECT_COMMIT)
		r = error_set(error, ERROR_BROKEN, "%s is a %s, not a commit",
			      oid_format(id, hex),
			      object_type_name(object.type));
	else if (commit_read_links(out, object.data, &flaw))
		r = error_set(error, ERROR_BROKEN,
			      "commit %s cannot be read: line %zu: %s",
			      oid_format(id, hex), flaw.line, flaw.what);
	if (!r)
		object_keep(graph->repo, &object);
	object_release(&object);
	return r;
}

static int add_parents(struct graph *graph, const struct commit_links *links,
		       struct error *error)
{
	size_t before = graph->parent_count;
	for (size_t i = 0; i < links->parent_count; i++) {
		uint32_t parent = 0;
		int r = node_find(&parent, graph, &links->parents[i], error);
		uint32_t *place =
			r ? NULL :
			    array_more(&graph->parents, graph->parent_count,
				       &graph->parent_capacity, sizeof(*place));
		if (!place) {
			graph->parent_count = before;
			return r ? r : error_no_memory(error);
		}
		*place = parent;
		graph->parent_count++;
	}
	return 0;
}

int node_load(struct graph *graph, uint32_t node, struct error *error)
{
	struct commit_links links;
	if (graph->nodes[node].loaded)
		return 0;
	struct oid id = graph->nodes[node].id;
	size_t first_parent = graph->parent_count;
	int r = graph_tick(graph, error);
	if (!r)
		r = read_links(&links, graph, &id, error);
	if (!r)
		r = add_parents(graph, &links, error);
	if (r)
		return r;
	struct node *it = &graph->nodes[node];
	it->tree = links.tree;
	it->time = links.time;
	it->first_parent = first_parent;
	it->parent_count = (uint8_t)links.parent_count;
	it->loaded = true;
	return 0;
}

uint32_t node_parent(const struct graph *graph, uint32_t node, size_t index)
{
	return graph->parents[graph->nodes[node].first_parent + index];
}

bool node_is_new(struct graph *graph, uint32_t node)
{
	struct node *it = &graph->nodes[node];
	if (it->origin == NODE_NOT_ASKED)
		it->origin = repo_had_object(graph->repo, &it->id) ? NODE_HAD :
								     NODE_NEW;
	return it->origin == NODE_NEW;
}

struct queue_item node_newest_first(const struct graph *graph, uint32_t node)
{
	const struct node *it = &graph->nodes[node];
	return (struct queue_item){ it->time, id_prefix(&it->id), node };
}

struct queue_item node_oldest_first(const struct graph *graph, uint32_t node)
{
	struct queue_item item = node_newest_first(graph, node);
	item.key = ~item.key;
	return item;
}

void walk_begin(struct graph *graph)
{
	if (++graph->walk)
		return;
	for (size_t i = 0; i < graph->node_count; i++)
		graph->nodes[i].walk = 0;
	graph->walk = 1;
}

uint8_t *walk_flags(struct graph *graph, uint32_t node)
{
	struct node *it = &graph->nodes[node];
	if (it->walk != graph->walk) {
		it->walk = graph->walk;
		it->flags = 0;
		it->children = 0;
	}
	return &it->flags;
}

int graph_check_deadline(const struct graph *graph, struct error *error)
{
	if (graph->limits.deadline && deadline_passed(graph->limits.deadline))
		return error_set(error, ERROR_LIMIT,
				 "judging took longer than its time limit");
	return 0;
}

int graph_tick(struct graph *graph, struct error *error)
{
	if (++graph->ticks % GRAPH_TICKS)
		return 0;
	if (graph->limits.progress)
		graph->limits.progress(graph->ticks, graph->limits.context);
	return graph_check_deadline(graph, error);
}
