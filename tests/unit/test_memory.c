/*
 * test_memory.c - the gate's memory as it is read: texts that cannot be broken
 * up, names that cannot meet, values that are none.
 */
#include "memory_fixture.h"
#include "scratch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void texts_hold_what_was_added(void **state)
{
	static const struct oid one = { { 1, 2, 3 } };
	struct buf text = BUF_INIT;
	struct str value;
	struct oid id;
	int64_t time;

	(void)state;
	memory_add(&text, "branch", STR("refs/heads/a b"));
	memory_add_id(&text, "commit", &one);
	memory_add_time(&text, "time", 1763629200);
	memory_add(&text, "empty", STR(""));
	assert_true(memory_get(buf_str(&text), "branch", &value));
	assert_true(str_is(value, "refs/heads/a b"));
	assert_true(memory_get_id(buf_str(&text), "commit", &id));
	assert_true(oid_equal(&id, &one));
	assert_true(memory_get_time(buf_str(&text), "time", &time));
	assert_int_equal(time, 1763629200);
	assert_true(memory_get(buf_str(&text), "empty", &value));
	assert_int_equal(value.size, 0);
	assert_false(memory_get(buf_str(&text), "bran", &value));
	assert_false(memory_get(buf_str(&text), "refs/heads/a", &value));
	assert_false(memory_get_id(buf_str(&text), "time", &id));
	assert_false(memory_get_time(buf_str(&text), "branch", &time));
	buf_release(&text);
}

static void a_value_is_one_line(void **state)
{
	struct buf text = BUF_INIT;
	struct str value;

	(void)state;
	memory_add(&text, "reason", STR("a\nversion 9\0x"));
	assert_false(memory_get(buf_str(&text), "version", &value));
	assert_true(memory_get(buf_str(&text), "reason", &value));
	assert_true(str_is(value, "a<U+000A>version 9<U+0000>x"));
	buf_release(&text);
}

static void all_of_a_key_can_be_read(void **state)
{
	struct str text = STR("a 1\nb 2\na 3\n");
	struct str value;

	(void)state;
	assert_true(memory_next(&text, "a", &value));
	assert_true(str_is(value, "1"));
	assert_true(memory_next(&text, "a", &value));
	assert_true(str_is(value, "3"));
	assert_false(memory_next(&text, "a", &value));
}

static void hashes_tell_parts_apart(void **state)
{
	static const struct str parts[][2] = {
		{ { "ab", 2 }, { "c", 1 } },
		{ { "a", 1 }, { "bc", 2 } },
		{ { "abc", 3 }, { "", 0 } },
		{ { "", 0 }, { "abc", 3 } },
	};
	char hashes[4][MEMORY_HASH_SIZE + 1];

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		memory_hash(hashes[i], parts[i], 2);
		assert_int_equal(strlen(hashes[i]), MEMORY_HASH_SIZE);
		for (size_t j = 0; j < i; j++)
			assert_string_not_equal(hashes[i], hashes[j]);
	}
}

static void names_cannot_meet(void **state)
{
	struct arena arena;
	const char *above;
	const char *below;

	(void)state;
	arena_init(&arena);
	above = memory_name(&arena, "seen/", STR("refs/heads/a"));
	below = memory_name(&arena, "seen/", STR("refs/heads/a/b"));
	assert_int_equal(strlen(above), strlen("seen/") + MEMORY_HASH_SIZE);
	memory_fixture_keep(above, memory_fixture_text);
	memory_fixture_keep(below, memory_fixture_text);
	memory_fixture_assert(above, memory_fixture_text);
	memory_fixture_assert(below, memory_fixture_text);
	arena_release(&arena);
}

static void months_are_those_of_utc(void **state)
{
	static const struct {
		int64_t time;
		const char *month;
	} rows[] = {
		{ 0, "1970-01" },
		{ 1764547199, "2025-11" },
		{ 1764547200, "2025-12" },
		{ 253402300799, "9999-12" },
		{ 253402300800, "0000000" },
	};
	char month[MEMORY_MONTH_SIZE + 1];

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		memory_month(month, rows[i].time);
		assert_string_equal(month, rows[i].month);
	}
}

static void reads_what_was_put(void **state)
{
	(void)state;
	assert_int_equal(memory_fixture_answer("version/1"), ERROR_NOT_FOUND);
	memory_fixture_keep("version/1", memory_fixture_text);
	memory_fixture_assert("version/1", memory_fixture_text);
	memory_fixture_keep("version/1", "branch refs/heads/other\n");
	memory_fixture_assert("version/1", "branch refs/heads/other\n");
	memory_fixture_git("pack-refs", "--all", "--prune");
	assert_false(memory_fixture_is_there("r/refs/refgate/version/1"));
	memory_fixture_assert("version/1", "branch refs/heads/other\n");
	memory_fixture_keep("version/1", memory_fixture_text);
	memory_fixture_assert("version/1", memory_fixture_text);
	memory_fixture_git("fsck", "--strict", "--no-progress");
}

static int count_name(const char *name, struct str text, void *context)
{
	(void)text;
	buf_addf(context, "%s ", name);
	return 0;
}

static void each_reads_by_prefix(void **state)
{
	struct repo *repo;
	struct buf names = BUF_INIT;
	struct error error = { 0 };
	struct arena arena;

	(void)state;
	arena_init(&arena);
	memory_fixture_keep("month/2025-12/c", memory_fixture_text);
	memory_fixture_keep("month/2026-01/a", memory_fixture_text);
	memory_fixture_git("pack-refs", "--all", "--prune");
	memory_fixture_keep("month/2025-12/a", memory_fixture_text);
	memory_fixture_keep("month/2026-02/a", memory_fixture_text);
	memory_fixture_keep("month/2026-12/a", memory_fixture_text);
	repo = memory_fixture_open();
	assert_int_equal(memory_each(repo, "month/2025-12/", &arena, count_name,
				     &names, &error),
			 0);
	assert_string_equal(buf_text(&names),
			    "month/2025-12/a month/2025-12/c ");
	buf_clear(&names);
	/* 2025-11-30 to 2026-01-31 */
	assert_int_equal(memory_each_month(repo, "month", 1764460800,
					   1769817600, &arena, count_name,
					   &names, &error),
			 0);
	assert_string_equal(buf_text(&names), "month/2025-12/a month/2025-12/c "
					      "month/2026-01/a ");
	repo_close(repo);
	buf_release(&names);
	arena_release(&arena);
}

static void odd_values_are_broken(void **state)
{
	static const char *const texts[] = { "",	"no line feed",
					     "key\n",	" x\n",
					     "Key x\n", "a 1\n\n",
					     "a 1\nb 2" };
	struct buf big = BUF_INIT;
	struct buf hex = BUF_INIT;

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		buf_clear(&hex);
		scratch_run(&hex, str_of(texts[i]), "git", "--git-dir=r",
			    "hash-object", "-w", "--stdin", NULL);
		buf_truncate(&hex, OID_HEX_SIZE);
		memory_fixture_git("update-ref", "refs/refgate/seen/1",
				   buf_text(&hex));
		assert_int_equal(memory_fixture_answer("seen/1"), ERROR_BROKEN);
	}
	while (big.size <= MEMORY_TEXT_SIZE_MAX)
		buf_add_text(&big, "key value\n");
	buf_clear(&hex);
	scratch_run(&hex, buf_str(&big), "git", "--git-dir=r", "hash-object",
		    "-w", "--stdin", NULL);
	buf_truncate(&hex, OID_HEX_SIZE);
	memory_fixture_git("update-ref", "refs/refgate/seen/1", buf_text(&hex));
	assert_int_equal(memory_fixture_answer("seen/1"), ERROR_BROKEN);
	buf_clear(&hex);
	scratch_run(&hex, STR(""), "git", "--git-dir=r", "hash-object", "-w",
		    "-t", "tree", "--stdin", NULL);
	buf_truncate(&hex, OID_HEX_SIZE);
	memory_fixture_git("update-ref", "refs/refgate/seen/1", buf_text(&hex));
	assert_int_equal(memory_fixture_answer("seen/1"), ERROR_BROKEN);
	buf_release(&hex);
	buf_release(&big);
}

static void hostile_refs_are_broken(void **state)
{
	static const char missing[] =
		"1111111111111111111111111111111111111111\n";
	struct error error = { 0 };
	struct buf names = BUF_INIT;
	struct arena arena;
	struct repo *repo;

	(void)state;
	arena_init(&arena);
	memory_fixture_keep("seen/1", memory_fixture_text);
	scratch_write("r/refs/refgate/seen/1", STR("../../../etc/passwd\n"));
	assert_int_equal(memory_fixture_answer("seen/1"), ERROR_BROKEN);
	scratch_write("r/refs/refgate/seen/1", str_of(missing));
	assert_int_equal(memory_fixture_answer("seen/1"), ERROR_BROKEN);
	scratch_write("r/refs/refgate/seen/1", STR("ref: refs/heads/main\n"));
	repo = memory_fixture_open();
	assert_int_equal(memory_each(repo, "seen/", &arena, count_name, &names,
				     &error),
			 ERROR_BROKEN);
	repo_close(repo);
	buf_release(&names);
	arena_release(&arena);
}

static void survives_gc_and_mirrors(void **state)
{
	struct buf text = BUF_INIT;

	(void)state;
	memory_fixture_keep("landing/1/2", memory_fixture_text);
	memory_fixture_git("gc", "-q", "--prune=now");
	memory_fixture_assert("landing/1/2", memory_fixture_text);
	scratch_run(NULL, STR(""), "git", "clone", "-q", "--mirror", "r", "m",
		    NULL);
	scratch_run(&text, STR(""), "git", "--git-dir=m", "cat-file", "blob",
		    "refs/refgate/landing/1/2", NULL);
	assert_string_equal(buf_text(&text), memory_fixture_text);
	buf_release(&text);
}

#define TEST(name)                                                   \
	cmocka_unit_test_setup_teardown(name, memory_fixture_set_up, \
					scratch_tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(texts_hold_what_was_added),
		cmocka_unit_test(a_value_is_one_line),
		cmocka_unit_test(all_of_a_key_can_be_read),
		cmocka_unit_test(hashes_tell_parts_apart),
		cmocka_unit_test(months_are_those_of_utc),
		TEST(names_cannot_meet),
		TEST(reads_what_was_put),
		TEST(each_reads_by_prefix),
		TEST(odd_values_are_broken),
		TEST(hostile_refs_are_broken),
		TEST(survives_gc_and_mirrors),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
