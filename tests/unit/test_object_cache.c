/*
 * test_object_cache.c - what is kept of objects: the latest, within limits,
 * and as long as somebody holds it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "git/object_cache.h"

#include "oid_fixture.h"

#include <string.h>

#define MANY 20000
#define SMALL 40

static struct content *make(size_t number, size_t size)
{
	struct content *content = content_new(size);

	assert_non_null(content);
	memset(content->data, (int)(number % 256), size);
	content->id = oid_numbered(number);
	content->type = OBJECT_BLOB;
	return content;
}

static void add(struct object_cache *cache, size_t number, size_t size)
{
	struct content *content = make(number, size);

	object_cache_add(cache, content);
	content_drop(content);
}

static struct content *find(struct object_cache *cache, size_t number)
{
	struct oid id = oid_numbered(number);

	return object_cache_find(cache, &id);
}

static size_t count(struct object_cache *cache)
{
	size_t all = 0;

	for (size_t i = 0; i < OBJECT_CACHE_COUNT_MAX; i++)
		all += cache->places[i] != NULL;
	return all;
}

static void test_history(void **state)
{
	struct object_cache cache = { .bytes = 0 };
	size_t bytes = 0;

	(void)state;
	for (size_t i = 0; i < MANY; i++) {
		struct content *found;

		assert_null(find(&cache, i));
		add(&cache, i, SMALL);
		found = find(&cache, i);
		assert_non_null(found);
		assert_int_equal(found->data[SMALL - 1], (char)(i % 256));
		assert_true(i == 0 || find(&cache, i - 1));
	}
	assert_int_equal(count(&cache), OBJECT_CACHE_COUNT_MAX);
	for (size_t i = 0; i < MANY; i++)
		bytes += find(&cache, i) ? SMALL : 0;
	assert_int_equal(cache.bytes, bytes);
	object_cache_clear(&cache);
	assert_int_equal(count(&cache), 0);
	assert_int_equal(cache.bytes, 0);
}

static void test_sizes(void **state)
{
	struct object_cache cache = { .bytes = 0 };
	size_t room = OBJECT_CACHE_BYTES_MAX / OBJECT_CACHE_SIZE_MAX;

	(void)state;
	add(&cache, 1, OBJECT_CACHE_SIZE_MAX + 1);
	assert_null(find(&cache, 1));
	add(&cache, 2, 0);
	assert_non_null(find(&cache, 2));
	for (size_t i = 0; i < 3 * room; i++) {
		add(&cache, 10 + i, OBJECT_CACHE_SIZE_MAX);
		assert_true(cache.bytes <= OBJECT_CACHE_BYTES_MAX);
		assert_non_null(find(&cache, 10 + i));
	}
	object_cache_clear(&cache);
}

static void add_tree(struct object_cache *cache, size_t number, size_t size)
{
	struct content *content = make(number, size);

	content->type = OBJECT_TREE;
	object_cache_add(cache, content);
	content_drop(content);
}

/* The two that were asked for last. */
static void test_large(void **state)
{
	const size_t size = OBJECT_CACHE_SIZE_MAX + 1;
	struct object_cache cache = { .bytes = 0 };

	(void)state;
	add_tree(&cache, 1, size);
	add_tree(&cache, 2, OBJECT_CACHE_LARGE_MAX);
	assert_non_null(find(&cache, 2));
	assert_non_null(find(&cache, 1));
	add_tree(&cache, 3, size);
	assert_non_null(find(&cache, 1));
	assert_non_null(find(&cache, 3));
	assert_null(find(&cache, 2));
	add_tree(&cache, 4, OBJECT_CACHE_LARGE_MAX + 1);
	assert_null(find(&cache, 4));
	assert_int_equal(cache.bytes, 0);
	object_cache_clear(&cache);
	assert_null(find(&cache, 3));
}

/* Those of one place: the one that was asked for last stays. */
static void test_places(void **state)
{
	const size_t sets = OBJECT_CACHE_COUNT_MAX / OBJECT_CACHE_WAYS;
	struct object_cache cache = { .bytes = 0 };

	(void)state;
	for (size_t i = 0; i < OBJECT_CACHE_WAYS; i++)
		add(&cache, i * sets, SMALL);
	for (size_t i = 0; i < OBJECT_CACHE_WAYS; i++)
		assert_non_null(find(&cache, i * sets));
	assert_non_null(find(&cache, 0));
	add(&cache, OBJECT_CACHE_WAYS * sets, SMALL);
	assert_non_null(find(&cache, 0));
	assert_non_null(find(&cache, OBJECT_CACHE_WAYS * sets));
	assert_null(find(&cache, sets));
	object_cache_clear(&cache);
}

static void test_holders(void **state)
{
	struct object_cache cache = { .bytes = 0 };
	struct content *held = make(7, SMALL);

	(void)state;
	object_cache_add(&cache, held);
	assert_int_equal(held->holders, 2);
	for (size_t i = 0; i < MANY; i++)
		add(&cache, 8 + i, SMALL);
	assert_null(find(&cache, 7));
	assert_int_equal(held->holders, 1);
	assert_int_equal(held->data[0], 7);
	assert_int_equal(held->data[SMALL], '\0');
	content_hold(held);
	content_drop(held);
	assert_int_equal(held->data[SMALL - 1], 7);
	content_drop(held);
	content_drop(NULL);
	object_cache_clear(&cache);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_history), cmocka_unit_test(test_sizes),
		cmocka_unit_test(test_large),	cmocka_unit_test(test_places),
		cmocka_unit_test(test_holders),
	};

	return cmocka_run_group_tests_name("object cache", tests, NULL, NULL);
}
