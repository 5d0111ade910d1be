/*
 * cache_pack.c - nodes in the order of their file, each one row, and their
 * texts behind all rows. Never believes a number that it reads.
 */
#include "policy/cache_pack.h"

#include "policy/policy.h"

#include <stdint.h>
#include <string.h>

#define NO_SOURCE UINT8_MAX
#define DEPTH_MAX (POLICY_DEPTH_MAX + 8)

/* In a mapping the row of the key stands before that of its value. */
struct row {
	uint32_t text; /* of a scalar: offset into the texts */
	uint32_t line, column, length;
	uint32_t count; /* children */
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
		.kind = (uint8_t)node->kind,
		.plain = node->plain,
		.source = index_of(packer, node->mark.source),
	};

	if (node->kind == NODE_SCALAR)
		buf_add(&packer->texts, node->text, strlen(node->text) + 1);
	buf_add(&packer->rows, &row, sizeof(row));
}

static bool is_kept(const struct node *child, bool top)
{
	return !top || !child->key || strcmp(child->key->text, "tests") != 0;
}

static void pack_node(struct packer *packer, const struct node *node, bool top)
{
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

struct unpacker {
	const char *rows;
	struct str texts; /* ends with a NUL */
	struct node *nodes;
	size_t count, next;
	const struct pack_sources *sources;
};

/* In a file that is as large as they may be. */
static bool is_place(const struct row *row)
{
	size_t most = POLICY_SIZE_MAX + 1;

	return row->line <= most && row->column <= most && row->length <= most;
}

/* What the row says of the node itself. */
static bool take_row(struct node *node, const struct row *row,
		     const struct unpacker *it)
{
	if (row->kind > NODE_MAPPING || row->plain > 1 ||
	    (row->source != NO_SOURCE &&
	     (row->source >= it->sources->count || !is_place(row))))
		return false;
	node->kind = (enum node_kind)row->kind;
	node->plain = row->plain;
	node->mark = (struct mark){ .line = row->line,
				    .column = row->column,
				    .length = row->length };
	if (row->source != NO_SOURCE)
		node->mark.source = it->sources->items[row->source];
	if (row->kind != NODE_SCALAR)
		return true;
	if (row->count || row->text >= it->texts.size)
		return false;
	node->text = it->texts.data + row->text;
	return true;
}

static struct node *unpack_node(struct unpacker *it, size_t depth)
{
	struct node *node = &it->nodes[it->next];
	struct node *key = NULL;
	struct node *child;
	struct row row;

	if (it->next == it->count || depth == DEPTH_MAX)
		return NULL;
	memcpy(&row, it->rows + it->next * sizeof(row), sizeof(row));
	it->next++;
	if (!take_row(node, &row, it))
		return NULL;
	for (size_t i = 0; i < row.count; i++) {
		if (node->kind == NODE_MAPPING) {
			key = unpack_node(it, DEPTH_MAX - 1);
			if (!key || key->kind != NODE_SCALAR)
				return NULL;
		}
		child = unpack_node(it, depth + 1);
		if (!child)
			return NULL;
		child->key = key;
		node_append(node, child);
	}
	return node;
}

struct node *unpack_tree(struct str bytes, const struct pack_sources *sources,
			 struct arena *arena)
{
	struct unpacker it = { .sources = sources };
	struct node *tree;
	uint32_t count;

	if (bytes.size <= sizeof(count) || bytes.data[bytes.size - 1])
		return NULL;
	memcpy(&count, bytes.data, sizeof(count));
	bytes = str_from(bytes, sizeof(count));
	if (!count || count > (bytes.size - 1) / sizeof(struct row))
		return NULL;
	it.rows = bytes.data;
	it.count = count;
	it.texts = str_from(bytes, count * sizeof(struct row));
	it.nodes = arena_alloc(arena, count * sizeof(*it.nodes));
	tree = it.nodes ? unpack_node(&it, 0) : NULL;
	return tree && it.next == it.count ? tree : NULL;
}
