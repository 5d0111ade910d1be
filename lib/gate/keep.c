/* keep.c - see keep.h. */
#include "gate/keep.h"

#include "gate/value.h"
#include "git/memory.h"

#include <stdlib.h>
#include <string.h>

/* The memos that count, each name once: the last one made. */
struct chosen {
	const struct memo **items; /* arena; by name */
	size_t count;
};

struct numbered {
	const struct memo *memo;
	size_t index;
};

static int compare(const void *a, const void *b)
{
	const struct numbered *left = a;
	const struct numbered *right = b;
	int order = strcmp(left->memo->name, right->memo->name);

	if (order)
		return order;
	return left->index < right->index ? -1 : left->index > right->index;
}

static int choose(struct chosen *out, const struct judgement *judgement,
		  struct arena *arena, struct error *error)
{
	size_t count = judgement->memo_count;
	struct numbered *all = arena_alloc(arena, count * sizeof(*all) + 1);

	out->items = arena_alloc(arena, count * sizeof(*out->items) + 1);
	out->count = 0;
	if (!all || !out->items)
		return error_no_memory(error);
	for (size_t i = 0; i < count; i++)
		all[i] = (struct numbered){ judgement->memos[i], i };
	qsort(all, count, sizeof(*all), compare);
	for (size_t i = 0; i < count; i++)
		if (i + 1 == count ||
		    strcmp(all[i].memo->name, all[i + 1].memo->name) != 0)
			out->items[out->count++] = all[i].memo;
	return 0;
}

/* Landings have one text under several names. */
static int store(struct oid *out, const char *git_dir,
		 const struct chosen *chosen, const struct oid *blobs,
		 size_t index, struct error *error)
{
	struct str text = chosen->items[index]->text;

	for (size_t i = 0; i < index; i++)
		if (chosen->items[i]->kind != MEMO_FORGET &&
		    str_equal(chosen->items[i]->text, text)) {
			*out = blobs[i];
			return 0;
		}
	return memory_store(out, git_dir, text, error);
}

static size_t ref_of(const struct judgement *judgement, const struct memo *memo)
{
	return (size_t)(memo->update - judgement->updates);
}

static int list_one(struct cleared_ref *ref, const struct judgement *judgement,
		    const struct chosen *chosen, const struct oid *blobs,
		    size_t index, struct arena *arena, struct error *error)
{
	struct cleared_memo *memos;
	size_t count = 0;

	for (size_t i = 0; i < chosen->count; i++)
		count += chosen->items[i]->kind == MEMO_LANDED &&
			 ref_of(judgement, chosen->items[i]) == index;
	if (!count)
		return 0;
	memos = arena_alloc(arena, count * sizeof(*memos));
	if (!memos)
		return error_no_memory(error);
	for (size_t i = 0; i < chosen->count; i++)
		if (chosen->items[i]->kind == MEMO_LANDED &&
		    ref_of(judgement, chosen->items[i]) == index)
			memos[ref->memo_count++] =
				(struct cleared_memo){ blobs[i],
						       chosen->items[i]->name };
	ref->memos = memos;
	return 0;
}

int keep_memos(const char *git_dir, const struct judgement *judgement,
	       struct cleared_ref *refs, size_t count, struct arena *arena,
	       struct error *error)
{
	struct chosen chosen;
	struct oid *blobs;
	int result;

	if (!judgement->memo_count)
		return 0;
	result = choose(&chosen, judgement, arena, error);
	if (result)
		return result;
	blobs = arena_alloc(arena, chosen.count * sizeof(*blobs));
	if (!blobs)
		return error_no_memory(error);
	for (size_t i = 0; !result && i < chosen.count; i++)
		if (chosen.items[i]->kind != MEMO_FORGET)
			result = store(&blobs[i], git_dir, &chosen, blobs, i,
				       error);
	for (size_t i = 0; !result && i < chosen.count; i++)
		if (chosen.items[i]->kind == MEMO_NOW)
			result = memory_put(git_dir, chosen.items[i]->name,
					    &blobs[i], false, error);
	for (size_t i = 0; !result && i < count; i++)
		result = list_one(&refs[i], judgement, &chosen, blobs, i, arena,
				  error);
	return result;
}

void keep_forget(const char *git_dir, const struct judgement *judgement,
		 struct arena *arena)
{
	struct chosen chosen;
	const char **names;
	size_t count = 0;
	struct error ignored;

	if (!judgement->memo_count ||
	    choose(&chosen, judgement, arena, &ignored))
		return;
	names = arena_alloc(arena, (chosen.count + 1) * sizeof(*names));
	for (size_t i = 0; names && i < chosen.count; i++)
		if (chosen.items[i]->kind == MEMO_FORGET)
			names[count++] = chosen.items[i]->name;
	if (count && memory_forget(git_dir, names, count, &ignored) == 1)
		value_ask_sweep(git_dir, arena);
}
