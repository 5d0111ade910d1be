/*
 * cache_pack.c - nodes in the order of their file, each one row, and their
 * texts behind all rows. Never believes a number that it has not checked.
 */
#include "policy/cache_pack.h"

#include "policy/policy.h"

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define NO_SOURCE UINT8_MAX
#define DEPTH_MAX (POLICY_DEPTH_MAX + 8)

/* In a mapping the row of the key stands before that of its value. */
struct row {
	uint32_t text; /* of a scalar: offset into the texts */
	uint32_t line, column, length;
	uint32_t count; /* children */
	uint32_t rows;	/* with all that is below it */
	uint8_t kind, plain, source, unused;
};

struct packer {
	struct buf rows, texts;
	const struct pack_sources *sources;
};

static uint8_t index_of(struct packer *packer, const struct source *source)
{
	for (size_t i = 0; i < packer->sources->count; i++)
		if (packer->sources->items[i] == source)
			return (uint8_t)i;
	packer->rows.failed |= source != NULL;
	return NO_SOURCE;
}

static void pack_row(struct packer *packer, const struct node *node,
		     size_t count)
{
	struct row row = {
		.text = (uint32_t)packer->texts.size,
		.line = (uint32_t)node->mark.line,
		.column = (uint32_t)node->mark.column,
		.length = (uint32_t)node->mark.length,
		.count = (uint32_t)count,
		.rows = 1,
		.kind = (uint8_t)node->kind,
		.plain = node->plain,
		.source = index_of(packer, node->mark.source),
	};

	if (node->kind == NODE_SCALAR)
		buf_add(&packer->texts, node->text, strlen(node->text) + 1);
	buf_add(&packer->rows, &row, sizeof(row));
}

/* Below it is what was packed since. */
static void close_row(struct packer *packer, size_t start)
{
	struct buf *rows = &packer->rows;
	uint32_t count = (uint32_t)((rows->size - start) / sizeof(struct row));

	if (!buf_failed(rows))
		memcpy(rows->data + start + offsetof(struct row, rows), &count,
		       sizeof(count));
}

static bool is_kept(const struct node *child, bool top)
{
	return !top || !child->key || strcmp(child->key->text, "tests") != 0;
}

static void pack_node(struct packer *packer, const struct node *node, bool top)
{
	size_t start = packer->rows.size;
	size_t count = 0;

	for (const struct node *child = node->first; child; child = child->next)
		count += is_kept(child, top);
	pack_row(packer, node, count);
	for (const struct node *child = node->first; child;
	     child = child->next) {
		if (!is_kept(child, top))
			continue;
		if (node->kind == NODE_MAPPING)
			pack_row(packer, child->key, 0);
		pack_node(packer, child, false);
	}
	close_row(packer, start);
}

void pack_tree(struct buf *out, const struct node *tree,
	       const struct pack_sources *sources)
{
	struct packer packer = { BUF_INIT, BUF_INIT, sources };
	uint32_t count;

	pack_node(&packer, tree, true);
	count = (uint32_t)(packer.rows.size / sizeof(struct row));
	buf_add(out, &count, sizeof(count));
	buf_add_str(out, buf_str(&packer.rows));
	buf_add_str(out, buf_str(&packer.texts));
	out->failed |= buf_failed(&packer.rows) || buf_failed(&packer.texts);
	buf_release(&packer.rows);
	buf_release(&packer.texts);
}

struct packed {
	const char *rows;
	struct str texts; /* ends with a NUL */
	size_t count;
	const struct source **sources;
	size_t source_count;
	struct arena *arena;
};

static struct row row_at(const struct packed *it, size_t index)
{
	struct row row;

	memcpy(&row, it->rows + index * sizeof(row), sizeof(row));
	return row;
}

/* In a file that is as large as they may be. */
static bool is_place(const struct row *row)
{
	size_t most = POLICY_SIZE_MAX + 1;

	return row->line <= most && row->column <= most && row->length <= most;
}

static bool is_row(const struct row *row, const struct packed *it)
{
	if (row->kind > NODE_MAPPING || row->plain > 1)
		return false;
	if (row->source != NO_SOURCE &&
	    (row->source >= it->source_count || !is_place(row)))
		return false;
	return row->kind != NODE_SCALAR ||
	       (!row->count && row->text < it->texts.size);
}

static bool is_key(const struct packed *it, size_t index)
{
	struct row row;

	if (index >= it->count)
		return false;
	row = row_at(it, index);
	return row.kind == NODE_SCALAR && row.rows == 1 && is_row(&row, it);
}

/* Whether a node begins at *next; then *next is behind it. */
static bool is_node(const struct packed *it, size_t *next, size_t depth)
{
	size_t start = *next;
	struct row row;

	if (start >= it->count || depth == DEPTH_MAX)
		return false;
	row = row_at(it, start);
	if (!is_row(&row, it))
		return false;
	++*next;
	for (size_t i = 0; i < row.count; i++) {
		if (row.kind == NODE_MAPPING && !is_key(it, (*next)++))
			return false;
		if (!is_node(it, next, depth + 1))
			return false;
	}
	return row.rows == *next - start;
}

/* Where the options of a rule are; NULL: whatever stands there. */
static const char *const way[] = { "rulesets", NULL, "rules", NULL };

#define PLACE_TOP 0
#define PLACE_RULE (sizeof(way) / sizeof(way[0]))
#define PLACE_ELSEWHERE SIZE_MAX

static size_t place_below(size_t place, const struct node *key)
{
	if (place >= PLACE_RULE)
		return PLACE_ELSEWHERE;
	if (way[place] && !node_is(key, way[place]))
		return PLACE_ELSEWHERE;
	return place + 1;
}

static void fill_in(struct node *node, const struct row *row,
		    const struct packed *it)
{
	node->kind = (enum node_kind)row->kind;
	node->plain = row->plain;
	node->mark = (struct mark){ .line = row->line,
				    .column = row->column,
				    .length = row->length };
	if (row->source != NO_SOURCE)
		node->mark.source = it->sources[row->source];
	if (row->kind == NODE_SCALAR)
		node->text = it->texts.data + row->text;
}

static bool add_children(const struct packed *it, struct node *node,
			 size_t index, size_t place);

static struct node *make(const struct packed *it, size_t index, size_t place)
{
	struct node *node = arena_alloc(it->arena, sizeof(*node));
	struct row row = row_at(it, index);

	if (!node)
		return NULL;
	fill_in(node, &row, it);
	if (place == PLACE_RULE && row.count) {
		node->kind = NODE_SHUT;
		node->count = index;
		return node;
	}
	return add_children(it, node, index, place) ? node : NULL;
}

static bool add_children(const struct packed *it, struct node *node,
			 size_t index, size_t place)
{
	struct row row = row_at(it, index);
	size_t next = index + 1;

	for (size_t i = 0; i < row.count; i++) {
		struct node *key = NULL;
		struct node *child;

		if (row.kind == NODE_MAPPING) {
			key = make(it, next++, PLACE_ELSEWHERE);
			if (!key)
				return false;
		}
		child = make(it, next, place_below(place, key));
		if (!child)
			return false;
		child->key = key;
		node_append(node, child);
		next += row_at(it, next).rows;
	}
	return true;
}

bool unpack_shut(const struct packed *packed, struct node *node)
{
	size_t index = node->count;

	if (node->kind != NODE_SHUT)
		return true;
	node->kind = (enum node_kind)row_at(packed, index).kind;
	node->count = 0;
	return add_children(packed, node, index, PLACE_ELSEWHERE);
}

static struct packed *packed_new(const struct pack_sources *sources,
				 struct arena *arena)
{
	struct packed *packed = arena_alloc(arena, sizeof(*packed));
	size_t size = sources->count * sizeof(*packed->sources);

	if (!packed)
		return NULL;
	packed->arena = arena;
	packed->sources = arena_alloc(arena, size);
	if (!packed->sources)
		return NULL;
	packed->source_count = sources->count;
	if (size)
		memcpy(packed->sources, sources->items, size);
	return packed;
}

struct node *unpack_tree(struct packed **out, struct str bytes,
			 const struct pack_sources *sources,
			 struct arena *arena)
{
	struct packed *packed = packed_new(sources, arena);
	size_t end = 0;
	uint32_t count;

	*out = packed;
	if (!packed || bytes.size <= sizeof(count) ||
	    bytes.data[bytes.size - 1])
		return NULL;
	memcpy(&count, bytes.data, sizeof(count));
	bytes = str_from(bytes, sizeof(count));
	if (count > (bytes.size - 1) / sizeof(struct row))
		return NULL;
	packed->rows = bytes.data;
	packed->count = count;
	packed->texts = str_from(bytes, count * sizeof(struct row));
	if (!is_node(packed, &end, 0) || end != count)
		return NULL;
	return make(packed, 0, PLACE_TOP);
}
