/*
 * queue.h - commits waiting to be looked at, the highest key first (a time;
 * its complement for the oldest first). Private to the graph. Never looks
 * into a commit.
 */
#ifndef REFGATE_GIT_QUEUE_H
#define REFGATE_GIT_QUEUE_H

#include "base/error.h"
#include "git/oid.h"

#include <stdint.h>

struct queue_item {
	int64_t key;
	uint64_t tie; /* of two equal keys, the greater comes first */
	uint32_t node;
};

struct queue {
	struct queue_item *items; /* a heap; owned */
	size_t count;
	size_t capacity;
};

void queue_release(struct queue *queue); /* NULL-safe */
int queue_push(struct queue *queue, const struct queue_item *item,
	       struct error *error);
/* The first item, or NULL; borrowed until the next push or pop. */
const struct queue_item *queue_head(const struct queue *queue);
/* Drops the first item; there must be one. */
void queue_pop(struct queue *queue);

#endif
