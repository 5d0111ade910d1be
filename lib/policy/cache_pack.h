/*
 * cache_pack.h - a tree of nodes as bytes. For lib/policy/cache*.c only: the
 * bytes are of this build, on this machine.
 */
#ifndef REFGATE_POLICY_CACHE_PACK_H
#define REFGATE_POLICY_CACHE_PACK_H

#include "base/buf.h"
#include "policy/node.h"

/* Which file a mark points to, by its place in the list. */
struct pack_sources {
	const struct source *const *items;
	size_t count;
};

/* A tree that was checked whole, and of which only a part is made. */
struct packed;

/* All but test cases; out->failed: memory is short, or it cannot be told. */
void pack_tree(struct buf *out, const struct node *tree,
	       const struct pack_sources *sources);
/*
 * The tree, or NULL: the bytes are none, or memory is short. The texts of
 * its nodes are those of `bytes`, which has to outlive them, as has `arena`.
 * The options of rules of rulesets are NODE_SHUT, until they are asked for.
 */
struct node *unpack_tree(struct packed **out, struct str bytes,
			 const struct pack_sources *sources,
			 struct arena *arena);
/* Makes a node of that tree what it was; false: memory is short. */
bool unpack_shut(const struct packed *packed, struct node *node);

#endif
