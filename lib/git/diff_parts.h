/*
 * diff_parts.h - what the files of diff.c share.
 */
#ifndef REFGATE_GIT_DIFF_PARTS_H
#define REFGATE_GIT_DIFF_PARTS_H

#include "base/buf.h"
#include "git/diff.h"

/* One side of a level: a tree that is being read, or none. */
struct cursor {
	struct object object;
	struct tree_reader reader;
	struct oid tree;
	struct tree_entry head;
	bool opened;
	bool present; /* `head` is an entry */
};

struct differ {
	struct repo *repo;
	const struct diff_request *request;
	struct buf path;
	size_t base_count;
	size_t compared; /* of them, entry by entry; the others on demand */
	size_t ticks;
	bool check_only; /* reads trees, reports nothing */
	struct error *error;
};

/* The entries of one name and kind: `sides[0]` is new, the bases follow. */
struct level {
	const struct diff_side *trees; /* as `sides` are */
	struct cursor *cursors;
	struct diff_side *sides;
	size_t stride; /* bytes that further bases are compared in at once */
};

/* The next entry of that side; an error names the tree and its flaw. */
int diff_advance(struct differ *differ, struct cursor *cursor);
/* Passes over the entries that all compared sides have next. */
int diff_skip_common(struct differ *differ, struct level *level);

#endif
