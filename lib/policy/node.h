/*
 * node.h - what a policy file says, as a tree of scalars, sequences and
 * mappings that know their places. Plain values of an arena; never of
 * libyaml.
 */
#ifndef REFGATE_POLICY_NODE_H
#define REFGATE_POLICY_NODE_H

#include "base/diagnostic.h"

#define POLICY_NODES_MAX 20000

enum node_kind {
	NODE_SCALAR,
	NODE_SEQUENCE,
	NODE_MAPPING,
	NODE_SHUT, /* a rule that waits: cache_pack.h; `count` is its row */
};

struct node {
	enum node_kind kind;
	bool plain;	    /* a scalar without quotes */
	const char *text;   /* of a scalar; holds no NUL */
	unsigned hash;	    /* of the text, for keys; 0: not made */
	struct mark mark;   /* of the value */
	struct node *key;   /* in a mapping: the scalar before it */
	struct node *next;  /* in the same sequence or mapping */
	struct node *first; /* children */
	struct node *last;
	size_t count;
};

/* NULL if memory is short, here and below. */
struct node *node_scalar(struct arena *arena, const char *text,
			 struct mark mark);
/* The node without its children, key and neighbours. */
struct node *node_empty_copy(struct arena *arena, const struct node *node);
void node_append(struct node *parent, struct node *child);

/* The value of a key; NULL: not there, or `mapping` is NULL or none. */
struct node *node_get(const struct node *mapping, const char *key);
/* The child with an equal key, faster where there are many; sets key->hash. */
const struct node *node_same_key(const struct node *mapping, struct node *key);
/* Of the key if there is one, else of the value. */
struct mark node_key_mark(const struct node *node);

/* A plain scalar that says so. */
bool node_is(const struct node *node, const char *text);
bool node_is_null(const struct node *node); /* "~" or "null" */

/*
 * Where the byte `offset` of a scalar's text stands in its file, in quotes and
 * over several lines, too; else the place of the scalar.
 */
struct mark node_mark_at(const struct node *scalar, size_t offset);

#endif
