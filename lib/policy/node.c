/*
 * node.c - makes and searches the trees of policy files. Never reads files
 * and never judges what they say.
 */
#include "policy/node.h"

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

struct node *node_get(const struct node *mapping, const char *key)
{
	struct node *child;

	if (!mapping || mapping->kind != NODE_MAPPING)
		return NULL;
	for (child = mapping->first; child; child = child->next)
		if (child->key->text[0] == key[0] &&
		    strcmp(child->key->text, key) == 0)
			return child;
	return NULL;
}

/* FNV-1a, so that most of many keys need no look at their bytes. */
static unsigned hash_of(const char *text)
{
	unsigned hash = 2166136261u;

	while (*text)
		hash = (hash ^ (unsigned char)*text++) * 16777619u;
	return hash;
}

const struct node *node_same_key(const struct node *mapping, struct node *key)
{
	const struct node *child = mapping->first;

	key->hash = hash_of(key->text);
	while (child && (child->key->hash != key->hash ||
			 strcmp(child->key->text, key->text) != 0))
		child = child->next;
	return child;
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
