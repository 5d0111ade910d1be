/*
 * replay_ref.c - the first-parent steps of a ref as pushes. Never judges.
 */
#include "replay.h"

#include <stdlib.h>
#include <string.h>

static int add_step(struct replay_pushes *out, struct str name,
		    const struct oid *new, const struct commit_links *links,
		    struct error *error)
{
	struct replay_push *push = replay_add_push(out);
	struct push_line *line =
		push ? arena_alloc(&out->arena, sizeof(*line)) : NULL;

	if (!line)
		return error_no_memory(error);
	line->ref = name;
	line->new = *new;
	if (links->parent_count)
		line->old = links->parents[0];
	push->lines = line;
	push->line_count = 1;
	push->time = links->time;
	push->is_merge = links->parent_count > 1;
	return 0;
}

static void reverse(struct replay_pushes *pushes)
{
	for (size_t i = 0; i < pushes->count / 2; i++) {
		size_t other = pushes->count - 1 - i;
		struct replay_push push = pushes->items[i];

		pushes->items[i] = pushes->items[other];
		pushes->items[other] = push;
	}
}

int replay_read_ref(struct replay_pushes *out, struct repo *repo,
		    struct graph *graph, const char *ref, const struct oid *tip,
		    size_t last, struct error *error)
{
	const struct commit_links *links;
	struct str name = str_of(arena_copy(&out->arena, str_of(ref)));
	struct oid at = *tip;
	int result = name.data ? 0 : error_no_memory(error);

	while (!result && !oid_is_zero(&at) && (!last || out->count < last)) {
		result = graph_links(&links, graph, &at, error);
		if (!result)
			result = add_step(out, name, &at, links, error);
		if (!result)
			at = links->parent_count ? links->parents[0] :
						   (struct oid){ 0 };
	}
	for (size_t i = 0; !result && i < out->count; i++)
		if (out->items[i].is_merge)
			result = replay_name_branches(&out->items[i], repo, ref,
						      &out->arena, error);
	reverse(out);
	return result;
}
