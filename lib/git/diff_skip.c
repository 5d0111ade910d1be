/*
 * diff_skip.c - passes over what a tree and its bases have in common. Never
 * past an entry that one of them has not.
 */
#include "git/diff_parts.h"

#define STRIDE_MIN 256

static bool may_skip(const struct cursor *a, const struct cursor *b)
{
	return a->present && b->present && a->head.mode == b->head.mode &&
	       oid_equal(&a->head.id, &b->head.id) &&
	       str_equal(a->head.name, b->head.name) &&
	       (object_is_sound(&a->object) || object_is_sound(&b->object) ||
		(!a->reader.strict && !b->reader.watched));
}

/*
 * A further base that is not would miss what the others pass over. One that
 * has no more entries misses nothing, unless it matters that it has none.
 */
static bool is_in_step(const struct differ *d, const struct cursor *base,
		       const struct cursor *a)
{
	if (!base->present)
		return !d->request->some && !d->request->lacks;
	return base->head.mode == a->head.mode &&
	       oid_equal(&base->head.id, &a->head.id) &&
	       str_equal(base->head.name, a->head.name);
}

static bool may_skip_all(const struct differ *d, const struct level *level)
{
	const struct cursor *a = &level->cursors[0];
	bool may = may_skip(a, &level->cursors[1]);

	for (size_t i = 2; may && i <= d->compared; i++)
		may = is_in_step(d, &level->cursors[i], a);
	return may;
}

static size_t stride_of(const struct level *level)
{
	return level->stride ? level->stride : STRIDE_MIN;
}

/* As long as all have the same, more of it is compared at once. */
static size_t next_stride(size_t stride, size_t most)
{
	if (most < stride)
		return STRIDE_MIN;
	return stride > SIZE_MAX / 2 ? stride : stride * 2;
}

/*
 * What all that are there have next. One of them may stop all others after
 * each entry: so none is compared far ahead.
 */
static void skip_entries(const struct differ *d, struct level *level)
{
	struct tree_reader *a = &level->cursors[0].reader;
	const struct tree_reader before = *a;
	size_t most = d->compared > 1 ? stride_of(level) : SIZE_MAX;

	for (size_t i = 1; d->compared > 1 && i <= d->compared; i++)
		if (level->cursors[i].present)
			most = tree_common_size(a, &level->cursors[i].reader,
						most);
	tree_skip_common(a, &level->cursors[1].reader, most);
	level->stride = next_stride(stride_of(level), most);
	for (size_t i = 2; i <= d->compared; i++)
		if (level->cursors[i].present)
			tree_follow(&level->cursors[i].reader, &before, a);
}

/* Most of what a tree holds is what its bases hold. */
int diff_skip_common(struct differ *d, struct level *level)
{
	int r = 0;
	while (!r && may_skip_all(d, level)) {
		skip_entries(d, level);
		for (size_t i = 0; !r && i <= d->compared; i++)
			if (level->cursors[i].present)
				r = diff_advance(d, &level->cursors[i]);
	}
	return r;
}
