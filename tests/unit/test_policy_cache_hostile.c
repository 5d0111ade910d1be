/*
 * test_policy_cache_hostile.c - a cache that was damaged, or that others have
 * put there or could write, is none.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/file.h"
#include "base/paths.h"
#include "policy/cache_pack.h"
#include "policy_cache_fixture.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define HASH_SIZE SHA256_HEX_SIZE
#define DAMAGES 2000
#define SIZE_LIMIT (1u << 20)

static void test_strangers_are_seen(void **state)
{
	const struct cache_place *place = *state;
	struct cached_policy it;

	assert_false(cache_is_used(place));
	chmod(place->base, 0666);
	cache_read_policy(&it, place);
	assert_int_equal(it.result, ERROR_USAGE);
	assert_non_null(strstr(it.diagnostics.items[0].text,
			       "can be written by everybody"));
	cache_release(&it);
	chmod(place->base, 0644);
	for (size_t i = 0; i < 2; i++) {
		assert_int_equal(chmod(place->cache, i ? 0620 : 0602), 0);
		/* and writes one of its own */
		assert_false(cache_is_used(place));
		assert_true(cache_is_used(place));
	}
	if (geteuid() == 0 && chown(place->cache, 12345, 12345) == 0)
		assert_false(cache_is_used(place));
}

static void test_damage_is_seen(void **state)
{
	const struct cache_place *place = *state;
	struct buf bytes = BUF_INIT;

	assert_false(cache_is_used(place));
	assert_int_equal(
		file_read(&bytes, place->cache, SIZE_LIMIT, NULL, NULL), 0);
	for (size_t i = 0; i < bytes.size; i += 1 + bytes.size / 50) {
		bytes.data[i] ^= 1;
		cache_write_file(place->cache, buf_str(&bytes));
		assert_false(cache_is_used(place));
		bytes.data[i] ^= 1;
		cache_write_file(place->cache, str_first(buf_str(&bytes), i));
		assert_false(cache_is_used(place));
	}
	buf_release(&bytes);
}

/* With the hash that it takes. */
static void write_whole(const struct cache_place *place, struct str bytes)
{
	struct buf whole = BUF_INIT;
	char hash[HASH_SIZE + 1];

	buf_add_str(&whole, bytes);
	sha256_hex(bytes, hash);
	buf_add_text(&whole, hash);
	cache_write_file(place->cache, buf_str(&whole));
	buf_release(&whole);
}

/* What another build, or a request for others, has left. */
static void test_others_are_seen(void **state)
{
	const struct cache_place *place = *state;
	const char *const parts[] = { "refgate policy cache", paths_build,
				      place->policy, "policy" };
	struct buf bytes = BUF_INIT;
	size_t at = 0;

	assert_false(cache_is_used(place));
	assert_int_equal(
		file_read(&bytes, place->cache, SIZE_LIMIT, NULL, NULL), 0);
	buf_truncate(&bytes, bytes.size - HASH_SIZE);
	write_whole(place, buf_str(&bytes));
	assert_true(cache_is_used(place));
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		at += str_find(str_from(buf_str(&bytes), at), str_of(parts[i]));
		assert_true(at < bytes.size && *parts[i]);
		bytes.data[at] ^= 1;
		write_whole(place, buf_str(&bytes));
		assert_false(cache_is_used(place));
		bytes.data[at] ^= 1;
		at += strlen(parts[i]);
	}
	buf_release(&bytes);
}

static void bind_all(const struct policy *policy)
{
	struct error error;
	bool all = true;

	for (size_t i = 0; i < policy->ruleset_count; i++)
		all &= !ruleset_bind(&policy->rulesets[i], &error);
	assert_int_equal(all, !policy_check_bound(policy, &error));
}

/* As if its writer meant it: whatever comes out, nothing is read beyond. */
static void test_lies_do_no_harm(void **state)
{
	const struct cache_place *place = *state;
	struct buf bytes = BUF_INIT;
	struct cached_policy it;
	unsigned seed = 7;

	assert_false(cache_is_used(place));
	assert_int_equal(
		file_read(&bytes, place->cache, SIZE_LIMIT, NULL, NULL), 0);
	buf_truncate(&bytes, bytes.size - HASH_SIZE);
	for (int i = 0; i < DAMAGES; i++) {
		char *place_of_lie =
			&bytes.data[(size_t)rand_r(&seed) % bytes.size];
		char truth = *place_of_lie;

		*place_of_lie = (char)rand_r(&seed);
		write_whole(place, buf_str(&bytes));
		cache_read_policy(&it, place);
		if (it.policy)
			bind_all(it.policy);
		cache_release(&it);
		*place_of_lie = truth;
	}
	buf_release(&bytes);
}

static void test_bytes_that_are_no_tree(void **state)
{
	struct pack_sources sources = { NULL, 0 };
	struct packed *packed;
	struct arena arena;
	char bytes[64] = { 0 };

	(void)state;
	arena_init(&arena);
	for (size_t i = 0; i < 2 * sizeof(bytes); i++) {
		if (i == sizeof(bytes))
			memset(bytes, 0xff, sizeof(bytes) - 1);
		assert_null(unpack_tree(
			&packed, (struct str){ bytes, i % sizeof(bytes) },
			&sources, &arena));
	}
	arena_release(&arena);
}

#define IN_PLACE(test) \
	cmocka_unit_test_setup_teardown(test, cache_set_up, cache_tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_PLACE(test_strangers_are_seen),
		IN_PLACE(test_damage_is_seen),
		IN_PLACE(test_others_are_seen),
		IN_PLACE(test_lies_do_no_harm),
		cmocka_unit_test(test_bytes_that_are_no_tree),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
