/*
 * arena.c - memory in blocks that are freed together. Never frees a single
 * piece and never moves one.
 */
#include "base/arena.h"

#include "base/sanitizer.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * Where memory is watched each piece has a block of its own: what reaches
 * beyond it is seen, and each of them may fail.
 */
#if HAS_SANITIZER || defined(REFGATE_COVERAGE)
#define FIRST_SIZE 1
#define BLOCK_SIZE 1
#else
#define FIRST_SIZE 480 /* many arenas never hold more than a path */
#define BLOCK_SIZE 4096
#endif
#define ARRAY_CAPACITY_MIN 8
#define FORMATTED_SIZE_USUAL 256

struct arena_block {
	struct arena_block *next;
	size_t used;
	size_t size;
	max_align_t data[];
};

static bool round_up(size_t size, size_t *rounded)
{
	size_t unit = sizeof(max_align_t);

	if (size > SIZE_MAX - unit)
		return false;
	*rounded = (size + unit - 1) / unit * unit;
	return true;
}

static struct arena_block *add_block(struct arena *arena, size_t size)
{
	size_t least = arena->blocks ? BLOCK_SIZE : FIRST_SIZE;
	struct arena_block *block;

	if (size < least)
		size = least;
	if (size > SIZE_MAX - sizeof(*block))
		return NULL;
	block = calloc(1, sizeof(*block) + size);
	if (!block)
		return NULL;
	block->size = size;
	block->next = arena->blocks;
	arena->blocks = block;
	return block;
}

void arena_init(struct arena *arena)
{
	arena->blocks = NULL;
}

void arena_release(struct arena *arena)
{
	struct arena_block *block;

	if (!arena)
		return;
	while ((block = arena->blocks)) {
		arena->blocks = block->next;
		free(block);
	}
}

/* Behind the block that is being filled, so that its room is not lost. */
void arena_adopt(struct arena *arena, struct arena *from)
{
	struct arena_block **end = &from->blocks;

	if (!arena->blocks) {
		*arena = *from;
	} else {
		while (*end)
			end = &(*end)->next;
		*end = arena->blocks->next;
		arena->blocks->next = from->blocks;
	}
	arena_init(from);
}

void *arena_alloc(struct arena *arena, size_t size)
{
	struct arena_block *block = arena->blocks;
	char *piece;

	if (!round_up(size ? size : 1, &size))
		return NULL;
	if (!block || block->size - block->used < size)
		block = add_block(arena, size);
	if (!block)
		return NULL;
	piece = (char *)block->data + block->used;
	block->used += size;
	return piece;
}

char *arena_copy(struct arena *arena, struct str s)
{
	char *copy = s.size < SIZE_MAX ? arena_alloc(arena, s.size + 1) : NULL;

	if (copy && s.size)
		memcpy(copy, s.data, s.size);
	return copy;
}

__attribute__((format(printf, 2, 0))) static char *
format_text(struct arena *arena, const char *format, va_list args)
{
	char usual[FORMATTED_SIZE_USUAL];
	char *text = NULL;
	va_list again;
	int size;

	va_copy(again, args);
	size = vsnprintf(usual, sizeof(usual), format, again);
	va_end(again);
	if (size >= 0)
		text = arena_alloc(arena, (size_t)size + 1);
	if (text && (size_t)size < sizeof(usual))
		memcpy(text, usual, (size_t)size + 1);
	else if (text)
		vsnprintf(text, (size_t)size + 1, format, args);
	return text;
}

char *arena_printf(struct arena *arena, const char *format, ...)
{
	va_list args;
	char *text;

	va_start(args, format);
	text = format_text(arena, format, args);
	va_end(args);
	return text;
}

const char *arena_vsay(struct arena *arena, const char *format, va_list args)
{
	char *text = format_text(arena, format, args);

	return text ? text : "out of memory";
}

const char *arena_say(struct arena *arena, const char *format, ...)
{
	const char *text;
	va_list args;

	va_start(args, format);
	text = arena_vsay(arena, format, args);
	va_end(args);
	return text;
}

void *array_more(void *items, size_t count, size_t *capacity, size_t item_size)
{
	size_t more = *capacity;
	char *array;

	/* `items` is a pointer to a pointer of any type: hence the memcpy. */
	memcpy(&array, items, sizeof(array));
	if (count >= *capacity) {
		if (more > SIZE_MAX / 2)
			return NULL;
		more = more ? more * 2 : ARRAY_CAPACITY_MIN;
		if (count >= more || more > SIZE_MAX / item_size)
			return NULL;
		array = realloc(array, more * item_size);
		if (!array)
			return NULL;
		memcpy(items, &array, sizeof(array));
		*capacity = more;
	}
	memset(array + count * item_size, 0, item_size);
	return array + count * item_size;
}
