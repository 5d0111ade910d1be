/*
 * test_arena.c - alignment, zeroes, big pieces, and arrays that grow.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/arena.h"

#include <stdlib.h>
#include <string.h>

static void test_alloc(void **state)
{
	static const size_t sizes[] = { 0, 1, 3, 16, 17, 4095, 4096, 100000 };
	struct arena arena;
	unsigned char *piece;
	size_t round;
	size_t i;
	size_t j;

	(void)state;
	arena_init(&arena);
	for (round = 0; round < 20; round++) {
		for (i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
			piece = arena_alloc(&arena, sizes[i]);
			assert_non_null(piece);
			assert_int_equal(
				(uintptr_t)piece % _Alignof(max_align_t), 0);
			for (j = 0; j < sizes[i]; j++)
				assert_int_equal(piece[j], 0);
			memset(piece, 0xaa, sizes[i]);
		}
	}
	arena_release(&arena);
	assert_null(arena.blocks);
	arena_release(&arena);
	arena_release(NULL);
}

/* What was there before can still be filled; all of it is freed. */
static void test_adopt(void **state)
{
	struct arena arena;
	struct arena other;
	const char *texts[3];

	(void)state;
	arena_init(&arena);
	arena_init(&other);
	arena_adopt(&arena, &other);
	assert_null(arena.blocks);
	assert_non_null(arena_alloc(&other, 5000));
	texts[0] = arena_say(&other, "other %d", 1);
	arena_adopt(&arena, &other);
	assert_null(other.blocks);
	texts[1] = arena_say(&arena, "own");
	texts[2] = arena_say(&other, "other %d", 2);
	arena_adopt(&arena, &other);
	assert_non_null(arena_alloc(&arena, 5000));
	assert_string_equal(texts[0], "other 1");
	assert_string_equal(texts[1], "own");
	assert_string_equal(texts[2], "other 2");
	arena_release(&arena);
	arena_release(&other);
}

static void test_too_large(void **state)
{
	struct arena arena;

	(void)state;
	arena_init(&arena);
	assert_null(arena_alloc(&arena, SIZE_MAX));
	assert_null(arena_alloc(&arena, SIZE_MAX - 20));
	assert_null(arena_copy(&arena, (struct str){ "x", SIZE_MAX }));
	assert_non_null(arena_alloc(&arena, 1));
	arena_release(&arena);
}

static void test_text(void **state)
{
	struct arena arena;
	const char *text;

	(void)state;
	arena_init(&arena);
	text = arena_copy(&arena, STR("a\0b"));
	assert_memory_equal(text, "a\0b", 4);
	assert_string_equal(arena_copy(&arena, str_of(NULL)), "");
	assert_string_equal(arena_printf(&arena, "%s-%d", "x", 5), "x-5");
	assert_int_equal(strlen(arena_printf(&arena, "%09000d", 1)), 9000);
	arena_release(&arena);
}

static void test_array(void **state)
{
	size_t capacity = 0;
	size_t count = 0;
	int *items = NULL;
	int *item;
	size_t i;

	(void)state;
	for (i = 0; i < 1000; i++) {
		item = array_more(&items, count, &capacity, sizeof(*items));
		assert_non_null(item);
		assert_ptr_equal(item, items + count);
		assert_int_equal(*item, 0);
		*item = (int)i + 1;
		count++;
		assert_true(count <= capacity);
	}
	for (i = 0; i < 1000; i++)
		assert_int_equal(items[i], i + 1);
	free(items);
}

static void test_array_too_large(void **state)
{
	size_t capacity = 0;
	int *items = NULL;

	(void)state;
	assert_null(array_more(&items, 0, &capacity, SIZE_MAX / 2));
	assert_null(items);
	assert_int_equal(capacity, 0);
	capacity = SIZE_MAX / 2 + 1;
	assert_null(array_more(&items, capacity, &capacity, 1));
	assert_int_equal(capacity, SIZE_MAX / 2 + 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_alloc),
		cmocka_unit_test(test_adopt),
		cmocka_unit_test(test_too_large),
		cmocka_unit_test(test_text),
		cmocka_unit_test(test_array),
		cmocka_unit_test(test_array_too_large),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
