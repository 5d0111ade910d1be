/*
 * queue.c - a binary heap in one array. Never looks into a commit.
 */
#include "git/queue.h"

#include "base/arena.h"

#include <stdlib.h>

static bool before(const struct queue_item *a, const struct queue_item *b)
{
	if (a->key != b->key)
		return a->key > b->key;
	return a->tie > b->tie;
}

void queue_release(struct queue *queue)
{
	if (!queue)
		return;
	free(queue->items);
	*queue = (struct queue){ 0 };
}

int queue_push(struct queue *queue, const struct queue_item *item,
	       struct error *error)
{
	if (!array_more(&queue->items, queue->count, &queue->capacity,
			sizeof(*queue->items)))
		return error_no_memory(error);
	size_t at = queue->count++;
	while (at > 0) {
		size_t up = (at - 1) / 2;
		if (!before(item, &queue->items[up]))
			break;
		queue->items[at] = queue->items[up];
		at = up;
	}
	queue->items[at] = *item;
	return 0;
}

const struct queue_item *queue_head(const struct queue *queue)
{
	return queue->count ? &queue->items[0] : NULL;
}

void queue_pop(struct queue *queue)
{
	struct queue_item last = queue->items[--queue->count];
	size_t at = 0;
	for (;;) {
		size_t down = 2 * at + 1;
		if (down >= queue->count)
			break;
		if (down + 1 < queue->count &&
		    before(&queue->items[down + 1], &queue->items[down]))
			down++;
		if (!before(&queue->items[down], &last))
			break;
		queue->items[at] = queue->items[down];
		at = down;
	}
	if (queue->count)
		queue->items[at] = last;
}
