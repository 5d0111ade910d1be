/*
 * patch.h - what a commit changes against its first parent, in a form that
 * two commits can be compared by. Private to this room.
 */
#ifndef REFGATE_GIT_PATCH_H
#define REFGATE_GIT_PATCH_H

#include "base/hash.h"
#include "base/match.h"
#include "git/diff.h"
#include "git/node.h"

#define PATCH_PATHS_MAX 10000

struct patch_change {
	struct str path;
	struct diff_side old;
	struct diff_side new;
	bool has_lines;
	unsigned char lines[SHA256_SIZE]; /* of its removed and added lines */
};

struct patch {
	struct arena arena;
	struct patch_change *changes; /* owned */
	size_t count;
	size_t capacity;
	bool too_many; /* more than PATCH_PATHS_MAX: equals nothing */
};

/* What one question may read of blobs, in bytes. */
struct patch_budget {
	size_t left;
};

/*
 * Paths and modes as one number, kept with the commit: patches that differ
 * in them have different ones, but for chance. 0: no change at all.
 */
int patch_key(uint64_t *out, struct graph *graph, uint32_t node,
	      struct error *error);
/* Released by the caller, unless it failed. */
int patch_read(struct patch *out, struct graph *graph, uint32_t node,
	       struct error *error);
void patch_release(struct patch *patch); /* NULL-safe */
/*
 * Same paths, modes, removed and added lines. When the budget is spent
 * the answer is NO.
 */
enum match patch_equal(struct patch *a, struct patch *b, struct repo *repo,
		       struct patch_budget *budget, struct error *error);

#endif
