/*
 * node.c - makes and searches the trees of policy files. Never reads files
 * and never judges what they say.
 */
#include "policy/node.h"

#include "base/text.h"

#include <string.h>

struct node *node_scalar(struct arena *arena, const char *text,
			 struct mark mark)
{
	struct node *node = arena_alloc(arena, sizeof(*node));

	if (!node)
		return NULL;
	node->kind = NODE_SCALAR;
	node->plain = true;
	node->text = text;
	node->mark = mark;
	return node;
}

struct node *node_empty_copy(struct arena *arena, const struct node *node)
{
	struct node *copy = arena_alloc(arena, sizeof(*copy));

	if (!copy)
		return NULL;
	copy->kind = node->kind;
	copy->plain = node->plain;
	copy->text = node->text;
	copy->mark = node->mark;
	return copy;
}

void node_append(struct node *parent, struct node *child)
{
	child->next = NULL;
	if (parent->last)
		parent->last->next = child;
	else
		parent->first = child;
	parent->last = child;
	parent->count++;
}

const struct node *node_get(const struct node *mapping, const char *key)
{
	const struct node *child;

	if (!mapping || mapping->kind != NODE_MAPPING)
		return NULL;
	for (child = mapping->first; child; child = child->next)
		if (strcmp(child->key->text, key) == 0)
			return child;
	return NULL;
}

struct mark node_key_mark(const struct node *node)
{
	return node->key ? node->key->mark : node->mark;
}

bool node_is(const struct node *node, const char *text)
{
	return node && node->kind == NODE_SCALAR && node->plain &&
	       strcmp(node->text, text) == 0;
}

bool node_is_null(const struct node *node)
{
	return node_is(node, "~") || node_is(node, "null");
}

/* The file from the mark on. */
static struct str text_from(const struct mark *mark)
{
	struct str rest = mark->source->text;
	struct str line;
	uint32_t codepoint;
	size_t i;

	for (i = 1; i < mark->line; i++)
		if (!str_next_line(&rest, &line))
			break;
	for (i = 1; i < mark->column && rest.size; i++)
		rest = str_from(rest, text_decode(rest, &codepoint));
	return rest;
}

struct mark node_mark_at(const struct node *scalar, size_t offset)
{
	struct str text = str_of(scalar->text);
	struct mark mark = scalar->mark;
	struct str file;
	size_t quote;

	if (!mark.source || str_find_byte(text, '\n') < text.size)
		return mark;
	file = text_from(&mark);
	quote = str_starts(file, "'") || str_starts(file, "\"");
	file = str_first(str_from(file, quote), text.size);
	if (!str_equal(file, text))
		return mark;
	if (offset > text.size)
		offset = text.size;
	mark.column += quote + text_columns(str_first(text, offset));
	mark.length = 1;
	return mark;
}
