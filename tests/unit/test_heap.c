/*
 * test_heap.c - the heap of a hook grows in large steps and does not shrink.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/heap.h"
#include "base/sanitizer.h"

#include <stdlib.h>
#include <unistd.h>

#define PIECES 40
#define PIECE_SIZE 100000

/* How often the end of the heap moves. */
static size_t take(void *pieces[PIECES])
{
	size_t steps = 0;

	for (size_t i = 0; i < PIECES; i++) {
		const void *before = sbrk(0);

		pieces[i] = malloc(PIECE_SIZE);
		assert_non_null(pieces[i]);
		steps += sbrk(0) != before;
	}
	return steps;
}

static void test_steps(void **state)
{
	void *pieces[PIECES];
	const void *end;

	(void)state;
	if (HAS_SANITIZER) /* it has a heap of its own */
		return;
	heap_prepare();
	assert_in_range(take(pieces), 4, 8);
	end = sbrk(0);
	for (size_t i = 0; i < PIECES; i++)
		free(pieces[i]);
	assert_ptr_equal(sbrk(0), end);
	assert_int_equal(take(pieces), 0);
	for (size_t i = 0; i < PIECES; i++)
		free(pieces[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_steps),
	};

	return cmocka_run_group_tests_name("heap", tests, NULL, NULL);
}
