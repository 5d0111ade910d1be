/*
 * patch.c - compares what commits change: paths, modes, removed and added
 * lines. Never looks at line numbers or context.
 */
#include "git/patch.h"

#include "git/lines.h"

#include <stdlib.h>
#include <string.h>

struct patch_visit {
	struct patch *patch;
	struct sha256 hash;
	size_t count;
	struct error *error;
};

static int compare(struct graph *graph, uint32_t node,
		   int (*each)(const struct diff_entry *entry, void *context),
		   struct patch_visit *visit)
{
	struct diff_request request = {
		.deadline = graph->limits.deadline,
		.each = each,
		.context = visit,
	};
	struct oid base;
	int r = node_load(graph, node, visit->error);
	if (!r && graph->nodes[node].parent_count) {
		uint32_t parent = node_parent(graph, node, 0);
		r = node_load(graph, parent, visit->error);
		base = graph->nodes[parent].tree;
		request.bases = &base;
		request.base_count = 1;
	}
	if (r)
		return r;
	request.new = graph->nodes[node].tree;
	return diff_trees(graph->repo, &request, visit->error);
}

/*
 * Modes as far as a patch tells them: of a file that stays executable, or
 * stays not, it does not say so.
 */
static unsigned told_mode(const struct diff_side *side,
			  const struct diff_side *other)
{
	bool stays = side->mode == other->mode;
	return stays && side->mode == MODE_EXECUTABLE ? MODE_FILE : side->mode;
}

static int hash_change(const struct diff_entry *entry, void *context)
{
	struct patch_visit *visit = context;
	unsigned modes[2] = { told_mode(&entry->old[0], &entry->new),
			      told_mode(&entry->new, &entry->old[0]) };
	sha256_add_field(&visit->hash, entry->path);
	sha256_add(&visit->hash, modes, sizeof(modes));
	visit->count++;
	return 0;
}

void graph_forget_patches(struct graph *graph)
{
	for (size_t i = 0; i < graph->node_count; i++)
		graph->nodes[i].has_patch_key = false;
}

int patch_key(uint64_t *out, struct graph *graph, uint32_t node,
	      struct error *error)
{
	struct patch_visit visit = { .error = error };
	unsigned char digest[SHA256_SIZE];
	int r = 0;
	if (!graph->nodes[node].has_patch_key) {
		sha256_init(&visit.hash);
		r = compare(graph, node, hash_change, &visit);
		sha256_final(&visit.hash, digest);
		uint64_t key = 0;
		memcpy(&key, digest, sizeof(key));
		graph->nodes[node].patch_key = visit.count ? key | 1 : 0;
		graph->nodes[node].has_patch_key = !r;
	}
	*out = graph->nodes[node].patch_key;
	return r;
}

static int add_change(const struct diff_entry *entry, void *context)
{
	struct patch_visit *visit = context;
	struct patch *patch = visit->patch;
	patch->too_many = patch->count >= PATCH_PATHS_MAX;
	if (patch->too_many)
		return 1;
	char *path = arena_copy(&patch->arena, entry->path);
	struct patch_change *change = array_more(&patch->changes, patch->count,
						 &patch->capacity,
						 sizeof(*change));
	if (!path || !change)
		return error_no_memory(visit->error);
	change->path = (struct str){ path, entry->path.size };
	change->old = entry->old[0];
	change->new = entry->new;
	patch->count++;
	return 0;
}

int patch_read(struct patch *out, struct graph *graph, uint32_t node,
	       struct error *error)
{
	struct patch_visit visit = { .patch = out, .error = error };
	*out = (struct patch){ 0 };
	arena_init(&out->arena);
	int r = compare(graph, node, add_change, &visit);
	if (r < 0)
		patch_release(out);
	return r < 0 ? r : 0;
}

void patch_release(struct patch *patch)
{
	if (!patch)
		return;
	free(patch->changes);
	arena_release(&patch->arena);
	*patch = (struct patch){ 0 };
}

static int hash_line(const struct line *line, void *context)
{
	struct sha256 *hash = context;
	const char marks[3] = { line->starts_hunk ? '@' : ' ',
				line->added ? '+' : '-',
				line->is_unfinished ? '\\' : ' ' };
	sha256_add(hash, marks, sizeof(marks));
	sha256_add_field(hash, line->text);
	return 0;
}

/* What has no lines is compared by its ids. */
static void hash_ids(struct sha256 *hash, const struct patch_change *change)
{
	sha256_add(hash, "ids", 3);
	sha256_add(hash, change->old.id.bytes, OID_SIZE);
	sha256_add(hash, change->new.id.bytes, OID_SIZE);
}

/* 1: the lines are hashed; 0: the budget is spent; or negative. */
static int hash_lines(struct patch_change *change, struct repo *repo,
		      struct patch_budget *budget, struct error *error)
{
	struct lines lines = { 0 };
	struct sha256 hash;
	if (change->has_lines)
		return 1;
	int r = lines_read(&lines, repo, &change->old, &change->new, error);
	if (r)
		return r;
	sha256_init(&hash);
	size_t cost = lines.text[0].size + lines.text[1].size;
	bool affordable = cost <= budget->left;
	budget->left -= affordable ? cost : budget->left;
	if (lines.too_large[0] || lines.too_large[1] || lines.binary[0] ||
	    lines.binary[1])
		hash_ids(&hash, change);
	else if (affordable)
		r = lines_diff(&lines, hash_line, &hash, error);
	sha256_final(&hash, change->lines);
	lines_release(&lines);
	change->has_lines = !r && affordable;
	return r ? r : affordable;
}

static enum match same_lines(struct patch_change *a, struct patch_change *b,
			     struct repo *repo, struct patch_budget *budget,
			     struct error *error)
{
	if (oid_equal(&a->old.id, &b->old.id) &&
	    oid_equal(&a->new.id, &b->new.id))
		return MATCH_YES;
	int r = hash_lines(a, repo, budget, error);
	if (r > 0)
		r = hash_lines(b, repo, budget, error);
	if (r < 0)
		return MATCH_BROKEN;
	return r && !memcmp(a->lines, b->lines, SHA256_SIZE) ? MATCH_YES :
							       MATCH_NO;
}

static bool same_place(const struct patch_change *a,
		       const struct patch_change *b)
{
	return str_equal(a->path, b->path) &&
	       told_mode(&a->old, &a->new) == told_mode(&b->old, &b->new) &&
	       told_mode(&a->new, &a->old) == told_mode(&b->new, &b->old);
}

enum match patch_equal(struct patch *a, struct patch *b, struct repo *repo,
		       struct patch_budget *budget, struct error *error)
{
	enum match answer = a->count == b->count && !a->too_many &&
					    !b->too_many ?
				    MATCH_YES :
				    MATCH_NO;
	for (size_t i = 0; answer == MATCH_YES && i < a->count; i++)
		if (!same_place(&a->changes[i], &b->changes[i]))
			answer = MATCH_NO;
	for (size_t i = 0; answer == MATCH_YES && i < a->count; i++)
		answer = same_lines(&a->changes[i], &b->changes[i], repo,
				    budget, error);
	return answer;
}
