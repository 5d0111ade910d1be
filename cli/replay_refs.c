/*
 * replay_refs.c - the refs that a replay assumes before and after a push.
 * Never judges, never touches those of the repository.
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

struct replay_push *replay_add_push(struct replay_pushes *pushes)
{
	struct replay_push *push = array_more(&pushes->items, pushes->count,
					      &pushes->capacity, sizeof(*push));

	if (!push)
		return NULL;
	*push = (struct replay_push){ .lines = NULL };
	pushes->count++;
	return push;
}

static int add(struct replay_pushes *pushes, const char *name,
	       const struct oid *id, struct error *error)
{
	struct ref *ref = array_more(&pushes->refs, pushes->ref_count,
				     &pushes->ref_capacity, sizeof(*ref));

	if (!ref || !name)
		return error_no_memory(error);
	*ref = (struct ref){ .name = name, .id = *id };
	pushes->ref_count++;
	return 0;
}

static int compare(const void *a, const void *b)
{
	const struct ref *left = a;
	const struct ref *right = b;

	return strcmp(left->name, right->name);
}

static int compare_refs(const void *a, const void *b, void *context)
{
	const struct ref *refs = context;
	size_t left = *(const size_t *)a;
	size_t right = *(const size_t *)b;
	int order = strcmp(refs[left].name, refs[right].name);

	return order ? order : left < right ? -1 : left > right;
}

/* By name, of each name the one that came first. */
static int settle(struct replay_pushes *pushes, struct error *error)
{
	size_t count = pushes->ref_count;
	size_t *order = calloc(count + 1, sizeof(*order));
	struct ref *refs = calloc(count + 1, sizeof(*refs));
	size_t kept = 0;

	if (!order || !refs) {
		free(order);
		free(refs);
		return error_no_memory(error);
	}
	for (size_t i = 0; i < count; i++)
		order[i] = i;
	if (count)
		qsort_r(order, count, sizeof(*order), compare_refs,
			pushes->refs);
	for (size_t i = 0; i < count; i++) {
		const struct ref *ref = &pushes->refs[order[i]];

		if (!kept || strcmp(refs[kept - 1].name, ref->name) != 0)
			refs[kept++] = *ref;
	}
	free(order);
	free(pushes->refs);
	pushes->refs = refs;
	pushes->ref_count = kept;
	pushes->ref_capacity = count + 1;
	return 0;
}

struct others {
	struct replay_pushes *pushes;
	struct error *error;
};

static int add_other(const struct ref *ref, void *context)
{
	struct others *others = context;
	struct replay_pushes *pushes = others->pushes;

	if (str_starts(str_of(ref->name), "refs/refgate/"))
		return 0;
	return add(pushes, arena_copy(&pushes->arena, str_of(ref->name)),
		   &ref->id, others->error);
}

static int add_moved(struct replay_pushes *pushes, struct error *error)
{
	int result = 0;

	for (size_t i = 0; !result && i < pushes->count; i++) {
		const struct replay_push *push = &pushes->items[i];

		for (size_t j = 0; !result && j < push->line_count; j++)
			result = add(pushes, push->lines[j].ref.data,
				     &push->lines[j].old, error);
	}
	return result;
}

int replay_settle_refs(struct replay_pushes *pushes, struct repo *repo,
		       struct error *error)
{
	struct others others = { pushes, error };
	struct glob all = { 0 };
	const struct globs globs = { &all, 1 };
	int result = add_moved(pushes, error);

	if (!result && repo)
		result = glob_compile(&all, STR("refs/**"), &pushes->arena,
				      error);
	if (!result && repo)
		result = refs_each(repo, &globs, add_other, &others, error);
	return result ? result : settle(pushes, error);
}

void replay_set_refs(struct replay_pushes *pushes,
		     const struct replay_push *push, bool after)
{
	for (size_t i = 0; i < push->line_count; i++) {
		const struct push_line *line = &push->lines[i];
		const struct ref key = { .name = line->ref.data };
		struct ref *ref = bsearch(&key, pushes->refs, pushes->ref_count,
					  sizeof(key), compare);

		if (ref)
			ref->id = after ? line->new : line->old;
	}
}

int replay_assume(struct replay_pushes *pushes, const struct replay_push *push,
		  struct repo *repo, bool there, struct error *error)
{
	size_t count = pushes->ref_count;
	int result = 0;

	for (size_t i = 0; !result && i < push->branch_count; i++)
		result = add(pushes, push->branches[i].ref.data,
			     there ? &push->branches[i].new :
				     &push->branches[i].old,
			     error);
	refs_assume(repo, pushes->refs, pushes->ref_count);
	pushes->ref_count = count;
	return result;
}
