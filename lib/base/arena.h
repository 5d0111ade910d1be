/*
 * arena.h - memory that lives as long as a policy or a push and is freed at
 * once. Never frees a single piece.
 */
#ifndef REFGATE_BASE_ARENA_H
#define REFGATE_BASE_ARENA_H

#include "base/str.h"

#include <stdarg.h>

struct arena_block;

struct arena {
	struct arena_block *blocks;
};

void arena_init(struct arena *arena);
void arena_release(struct arena *arena); /* NULL-safe */
/* What `from` holds lives on in `arena`; `from` is empty then. */
void arena_adopt(struct arena *arena, struct arena *from);
/* Zeroed and aligned for any type; NULL if memory is short. */
void *arena_alloc(struct arena *arena, size_t size);
/* NUL-terminated copies; NULL if memory is short. */
char *arena_copy(struct arena *arena, struct str s);
char *arena_printf(struct arena *arena, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/* Never NULL: what is wrong is wrong without words, too. */
const char *arena_say(struct arena *arena, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
const char *arena_vsay(struct arena *arena, const char *format, va_list args)
	__attribute__((format(printf, 2, 0)));

/*
 * Room for one more item of `item_size` bytes in a heap array (*items,
 * *capacity in items; free() frees it) that holds `count`. Returns the
 * place of the new item, zeroed, or NULL with everything as it was. The
 * caller counts it.
 */
void *array_more(void *items, size_t count, size_t *capacity, size_t item_size);

#endif
