/*
 * replay_ref.c - the first-parent steps of a ref as pushes, and the refs
 * that a replay assumes. Never judges.
 */
#include "replay.h"

#include <stdlib.h>
#include <string.h>

void replay_pushes_release(struct replay_pushes *pushes)
{
	free(pushes->items);
	free(pushes->refs);
	arena_release(&pushes->arena);
}

static int add_step(struct replay_pushes *out, struct str name,
		    const struct oid *new, const struct commit_links *links,
		    struct error *error)
{
	struct replay_push *push = array_more(&out->items, out->count,
					      &out->capacity, sizeof(*push));
	struct push_line *line =
		push ? arena_alloc(&out->arena, sizeof(*line)) : NULL;

	if (!line)
		return error_no_memory(error);
	line->ref = name;
	line->new = *new;
	if (links->parent_count)
		line->old = links->parents[0];
	*push = (struct replay_push){ line, 1, links->time };
	out->count++;
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

int replay_read_ref(struct replay_pushes *out, struct graph *graph,
		    const char *ref, const struct oid *tip, size_t last,
		    struct error *error)
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
	reverse(out);
	return result;
}

static struct ref *find(struct replay_pushes *pushes, const char *name)
{
	for (size_t i = 0; i < pushes->ref_count; i++)
		if (!strcmp(pushes->refs[i].name, name))
			return &pushes->refs[i];
	return NULL;
}

/* Unless the name has one already. */
static int set_first(struct replay_pushes *pushes, const char *name,
		     const struct oid *id, struct error *error)
{
	struct ref *ref = find(pushes, name);

	if (ref)
		return 0;
	ref = array_more(&pushes->refs, pushes->ref_count,
			 &pushes->ref_capacity, sizeof(*ref));
	if (!ref)
		return error_no_memory(error);
	ref->name = arena_copy(&pushes->arena, str_of(name));
	if (!ref->name)
		return error_no_memory(error);
	ref->id = *id;
	pushes->ref_count++;
	return 0;
}

struct others {
	struct replay_pushes *pushes;
	struct error *error;
};

static int add_other(const struct ref *ref, void *context)
{
	struct others *others = context;

	if (str_starts(str_of(ref->name), "refs/refgate/"))
		return 0;
	return set_first(others->pushes, ref->name, &ref->id, others->error);
}

int replay_settle_refs(struct replay_pushes *pushes, struct repo *repo,
		       struct error *error)
{
	struct others others = { pushes, error };
	struct glob all = { 0 };
	const struct globs globs = { &all, 1 };
	int result = 0;

	for (size_t i = 0; !result && i < pushes->count; i++)
		for (size_t j = 0; !result && j < pushes->items[i].line_count;
		     j++)
			result = set_first(pushes,
					   pushes->items[i].lines[j].ref.data,
					   &pushes->items[i].lines[j].old,
					   error);
	if (result || !repo)
		return result;
	result = glob_compile(&all, STR("refs/**"), &pushes->arena, error);
	return result ? result :
			refs_each(repo, &globs, add_other, &others, error);
}

int replay_set_refs(struct replay_pushes *pushes,
		    const struct replay_push *push, bool after,
		    struct error *error)
{
	for (size_t i = 0; i < push->line_count; i++) {
		const struct push_line *line = &push->lines[i];
		struct ref *ref = find(pushes, line->ref.data);

		if (!ref)
			return error_set(error, ERROR_INTERNAL,
					 "a ref of a push is not known");
		ref->id = after ? line->new : line->old;
	}
	return 0;
}
