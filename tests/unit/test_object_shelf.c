/*
 * test_object_shelf.c - what is put on a shelf is there, for other processes,
 * too; and what another process may have written there breaks nothing.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "git/object_shelf.h"

#include "oid_fixture.h"

#include <stdatomic.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define SIZE (64u << 10)
#define SMALL 40

static bool put(struct object_shelf *shelf, size_t number, size_t size)
{
	char data[OBJECT_SHELF_SIZE_MAX + 1];
	struct oid id = oid_numbered(number);

	memset(data, (int)(number % 256), sizeof(data));
	return object_shelf_put(shelf, &id, OBJECT_COMMIT,
				(struct str){ data, size });
}

static bool has(const struct object_shelf *shelf, size_t number, size_t size)
{
	struct oid id = oid_numbered(number);
	struct content *content = object_shelf_get(shelf, &id);

	if (!content)
		return false;
	assert_true(oid_equal(&content->id, &id));
	assert_int_equal(content->type, OBJECT_COMMIT);
	assert_int_equal(content->size, size);
	assert_int_equal(content->holders, 1);
	assert_true(content->shelved);
	assert_false(content->sound || content->had || content->was_asked);
	for (size_t i = 0; i < size; i++)
		assert_int_equal(content->data[i], (char)(number % 256));
	assert_int_equal(content->data[size], '\0');
	content_drop(content);
	return true;
}

static void test_all(void **state)
{
	struct object_shelf shelf;

	(void)state;
	assert_true(object_shelf_open(&shelf, SIZE, false));
	for (size_t i = 0; i < 500; i++)
		assert_true(put(&shelf, i, i % 60));
	for (size_t i = 0; i < 500; i++)
		assert_true(has(&shelf, i, i % 60));
	assert_false(has(&shelf, 500, 0));
	object_shelf_close(&shelf);
	assert_false(has(&shelf, 1, 1));
	assert_false(put(&shelf, 1, 1));
	assert_false(object_shelf_has_room(&shelf));
	object_shelf_close(&shelf);
}

static void test_sizes(void **state)
{
	struct object_shelf shelf;
	size_t used;

	(void)state;
	assert_true(object_shelf_open(&shelf, SIZE, false));
	assert_true(put(&shelf, 1, OBJECT_SHELF_SIZE_MAX));
	assert_false(put(&shelf, 2, OBJECT_SHELF_SIZE_MAX + 1));
	assert_true(put(&shelf, 3, 0));
	assert_true(has(&shelf, 1, OBJECT_SHELF_SIZE_MAX));
	assert_false(has(&shelf, 2, 0));
	assert_true(has(&shelf, 3, 0));
	/* not twice */
	used = shelf.used;
	assert_false(put(&shelf, 1, SMALL));
	assert_int_equal(shelf.used, used);
	object_shelf_close(&shelf);
}

static void test_full(void **state)
{
	struct object_shelf shelf;
	size_t count = 0;

	(void)state;
	assert_true(object_shelf_open(&shelf, SIZE, false));
	while (object_shelf_has_room(&shelf))
		assert_true(put(&shelf, count++, OBJECT_SHELF_SIZE_MAX));
	assert_true(count >= SIZE / (OBJECT_SHELF_SIZE_MAX + 100));
	assert_false(put(&shelf, count, OBJECT_SHELF_SIZE_MAX));
	assert_true(shelf.used <= shelf.size);
	for (size_t i = 0; i < count; i++)
		assert_true(has(&shelf, i, OBJECT_SHELF_SIZE_MAX));
	object_shelf_close(&shelf);
	/* as many as have a place, of ids that are alike */
	assert_true(object_shelf_open(&shelf, SIZE, false));
	for (count = 0; put(&shelf, count << 16, SMALL); count++)
		continue;
	assert_int_equal(count, OBJECT_SHELF_WAYS);
	for (size_t i = 0; i < count; i++)
		assert_true(has(&shelf, i << 16, SMALL));
	object_shelf_close(&shelf);
}

/* Ids that have a mark in common: the first one is there. */
static void test_marks(void **state)
{
	struct object_shelf shelf;
	struct oid id = oid_numbered(7);

	(void)state;
	assert_true(object_shelf_open(&shelf, SIZE, false));
	assert_true(put(&shelf, 7, SMALL));
	id.bytes[10] = 1;
	assert_null(object_shelf_get(&shelf, &id));
	assert_false(object_shelf_put(&shelf, &id, OBJECT_COMMIT, STR("a")));
	assert_true(has(&shelf, 7, SMALL));
	object_shelf_close(&shelf);
}

/* True: the child did. */
static bool child_puts(struct object_shelf *shelf)
{
	pid_t pid = fork();
	int status;

	if (!pid) {
		for (size_t i = 0; i < 100; i++)
			if (!put(shelf, i, SMALL))
				_exit(1);
		_exit(0);
	}
	assert_true(pid > 0);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return WIFEXITED(status) && !WEXITSTATUS(status);
}

static void test_shared(void **state)
{
	struct object_shelf shelf;

	(void)state;
	assert_true(object_shelf_open(&shelf, SIZE, true));
	assert_true(child_puts(&shelf));
	for (size_t i = 0; i < 100; i++)
		assert_true(has(&shelf, i, SMALL));
	object_shelf_close(&shelf);
	assert_true(object_shelf_open(&shelf, SIZE, false));
	assert_true(child_puts(&shelf));
	assert_false(has(&shelf, 0, SMALL));
	object_shelf_close(&shelf);
}

/* Whatever stands in places and sizes, nothing else than the shelf is read. */
static void test_hostile(void **state)
{
	struct object_shelf shelf;
	uint16_t size = UINT16_MAX;
	struct oid id = oid_numbered(1);
	struct shelf_place *place;

	(void)state;
	assert_true(object_shelf_open(&shelf, SIZE, true));
	assert_true(put(&shelf, 1, SMALL));
	place = shelf.places;
	while (!atomic_load(&place->at))
		place++;
	for (uint32_t at = SIZE - 64; at < SIZE + 64; at++) {
		atomic_store(&place->at, at);
		assert_null(object_shelf_get(&shelf, &id));
	}
	atomic_store(&place->at, UINT32_MAX);
	assert_null(object_shelf_get(&shelf, &id));
	/* its id in front of the end, and nothing else */
	memcpy(shelf.bytes + SIZE - sizeof(id), &id, sizeof(id));
	atomic_store(&place->at, SIZE - sizeof(id) + 1);
	assert_null(object_shelf_get(&shelf, &id));
	atomic_store(&place->at, 1);
	assert_true(has(&shelf, 1, SMALL));
	memcpy(shelf.bytes + sizeof(id), &size, sizeof(size));
	assert_null(object_shelf_get(&shelf, &id));
	object_shelf_close(&shelf);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_all),    cmocka_unit_test(test_sizes),
		cmocka_unit_test(test_full),   cmocka_unit_test(test_marks),
		cmocka_unit_test(test_shared), cmocka_unit_test(test_hostile),
	};

	return cmocka_run_group_tests_name("object shelf", tests, NULL, NULL);
}
