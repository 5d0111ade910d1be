/*
 * replay_rows.c - rows of counts by name, and their order. Never holds more
 * names than a tally does; the last row stands for the rest.
 */
#include "replay.h"

#include <stdlib.h>
#include <string.h>

struct replay_row *replay_row_of(struct replay_rows *rows, struct str name)
{
	size_t before = rows->names.count;
	size_t index = tally_index(&rows->names, name);

	if (rows->names.failed)
		return NULL;
	if (rows->names.count > before) {
		if (!array_more(&rows->items, before, &rows->capacity,
				sizeof(*rows->items))) {
			rows->names.failed = true;
			return NULL;
		}
		rows->items[before] = (struct replay_row){ .judged = 0 };
	}
	return &rows->items[index];
}

void replay_rows_release(struct replay_rows *rows)
{
	tally_release(&rows->names);
	free(rows->items);
}

/* What qsort_r() hands on: rows themselves are const. */
struct ranking {
	const struct replay_rows *rows;
};

static int by_name(const void *a, const void *b, void *context)
{
	const struct replay_rows *rows = ((struct ranking *)context)->rows;

	return strcmp(replay_name(rows, *(const size_t *)a),
		      replay_name(rows, *(const size_t *)b));
}

/* The larger one first; 0: the same. */
static int larger(size_t left, size_t right)
{
	return left == right ? 0 : left < right ? 1 : -1;
}

static int by_weight(const void *a, const void *b, void *context)
{
	const struct replay_rows *rows = ((struct ranking *)context)->rows;
	const struct replay_row *left = &rows->items[*(const size_t *)a];
	const struct replay_row *right = &rows->items[*(const size_t *)b];
	int order = larger(left->pushes, right->pushes);

	if (!order)
		order = larger(left->findings, right->findings);
	if (!order)
		order = larger(left->warned, right->warned);
	if (!order)
		order = larger(left->warnings, right->warnings);
	return order ? order : by_name(a, b, context);
}

size_t *replay_order(const struct replay_rows *rows, bool named)
{
	size_t count = rows->names.count;
	size_t *order = calloc(count + 1, sizeof(*order));
	struct ranking ranking = { rows };

	if (!order)
		return NULL;
	for (size_t i = 0; i < count; i++)
		order[i] = i;
	qsort_r(order, count, sizeof(*order), named ? by_name : by_weight,
		&ranking);
	return order;
}
