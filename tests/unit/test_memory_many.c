/*
 * test_memory_many.c - many names of the gate's memory at once: as lines of
 * packed-refs where that can be, else as files; read the same either way.
 */
#include "memory_fixture.h"
#include "scratch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define MANY 20
#define FEW 15
#define NAME_SIZE 32
#define PACKED "r/packed-refs"
#define FRESH "r/refs/refgate/seen/new.lock"
#define LOCK "r/refs/refgate/seen/17.lock"

static char names[MANY][NAME_SIZE];
static struct memory_entry entries[MANY];

/* "seen/19" first: the order is nobody's. */
static void fill(const char *text)
{
	struct oid id = memory_fixture_store(text);

	for (size_t i = 0; i < MANY; i++) {
		snprintf(names[i], NAME_SIZE, "seen/%02zu", MANY - 1 - i);
		entries[i] =
			(struct memory_entry){ .name = names[i], .id = id };
	}
}

static void put(size_t count)
{
	struct error error = { 0 };
	struct memory_pending pending = { .name = NULL };

	assert_int_equal(memory_put_many("r", entries, count, &pending, &error),
			 0);
	assert_null(pending.name);
}

static void assert_all(const char *text)
{
	for (size_t i = 0; i < MANY; i++)
		memory_fixture_assert(names[i], text);
}

/* How often the text stands in packed-refs; its lines must be in order. */
static size_t count_packed(const char *what)
{
	struct buf text = BUF_INIT;
	struct str last = { NULL, 0 };
	struct str line;
	struct str rest;
	size_t count = 0;

	scratch_run(&text, STR(""), "cat", PACKED, NULL);
	rest = buf_str(&text);
	while (str_next_line(&rest, &line)) {
		struct str name = str_from(line, OID_HEX_SIZE + 1);

		count += str_find(line, str_of(what)) < line.size;
		if (str_starts(line, "#") || str_starts(line, "^"))
			continue;
		assert_true(str_compare(last, name) < 0);
		last = name;
	}
	assert_int_equal(rest.size, 0);
	buf_release(&text);
	return count;
}

static void many_are_packed(void **state)
{
	(void)state;
	fill(memory_fixture_text);
	put(MANY);
	assert_false(memory_fixture_is_there("r/refs/refgate/seen"));
	assert_int_equal(count_packed(" refs/refgate/seen/"), MANY);
	assert_int_equal(count_packed("# pack-refs with: peeled fully-peeled "
				      "sorted"),
			 1);
	assert_all(memory_fixture_text);
	/* and each has one line when it is put again */
	fill("a 1\n");
	put(MANY);
	assert_int_equal(count_packed(" refs/refgate/seen/"), MANY);
	assert_all("a 1\n");
}

static void few_are_files(void **state)
{
	(void)state;
	fill(memory_fixture_text);
	put(FEW);
	assert_false(memory_fixture_is_there(PACKED));
	for (size_t i = 0; i < FEW; i++)
		memory_fixture_assert(names[i], memory_fixture_text);
}

/* Above and below them, and a tag, which has two lines. */
static void others_stay(void **state)
{
	struct buf before = BUF_INIT;
	struct buf after = BUF_INIT;

	(void)state;
	memory_fixture_keep("policy", memory_fixture_text);
	memory_fixture_keep("version/1", memory_fixture_text);
	scratch_run(NULL, STR(""), "git", "-C", "r", "-c", "user.name=A", "-c",
		    "user.email=a@example.com", "tag", "-a", "-m", "x", "v1",
		    "refs/refgate/policy", NULL);
	scratch_run(NULL, STR(""), "git", "-C", "r", "-c", "user.name=A", "-c",
		    "user.email=a@example.com", "update-ref",
		    "refs/refgate/seen/05x", "refs/tags/v1", NULL);
	memory_fixture_git("pack-refs", "--all", "--prune");
	scratch_run(&before, STR(""), "cat", PACKED, NULL);
	fill(memory_fixture_text);
	put(MANY);
	assert_int_equal(count_packed("^"), 2);
	assert_int_equal(count_packed(" refs/refgate/seen/"), MANY + 1);
	assert_all(memory_fixture_text);
	scratch_run(NULL, STR(""), "sed", "-i", "/seen\\/[0-9]*$/d", PACKED,
		    NULL);
	scratch_run(&after, STR(""), "cat", PACKED, NULL);
	assert_string_equal(buf_text(&after), buf_text(&before));
	buf_release(&before);
	buf_release(&after);
}

/* A file would hide the line: what has one keeps it. */
static void files_stay_files(void **state)
{
	(void)state;
	memory_fixture_keep("seen/07", memory_fixture_text);
	fill("a 1\n");
	put(MANY);
	assert_int_equal(count_packed("seen/07"), 0);
	assert_int_equal(count_packed(" refs/refgate/seen/"), MANY - 1);
	assert_all("a 1\n");
}

static void tags_are_files(void **state)
{
	(void)state;
	fill(memory_fixture_text);
	entries[3].may_be_tag = true;
	entries[4].is_value = true;
	put(MANY);
	assert_int_equal(count_packed(names[3]), 0);
	assert_int_equal(count_packed(names[4]), 1);
	assert_all(memory_fixture_text);
}

static void the_last_one_counts(void **state)
{
	struct oid id = memory_fixture_store("a 1\n");

	(void)state;
	fill(memory_fixture_text);
	entries[0].name = entries[1].name;
	entries[1].id = id;
	put(MANY);
	memory_fixture_assert(names[1], "a 1\n");
	assert_int_equal(memory_fixture_answer(names[0]), ERROR_NOT_FOUND);
}

static void where_it_cannot_be_they_are_files(void **state)
{
	(void)state;
	scratch_write(PACKED ".lock", STR(""));
	fill(memory_fixture_text);
	put(MANY);
	assert_false(memory_fixture_is_there(PACKED));
	assert_all(memory_fixture_text);
	assert_int_equal(unlink(PACKED ".lock"), 0);
}

/* As old versions of git wrote it. */
static void what_has_no_order_is_left_alone(void **state)
{
	(void)state;
	scratch_write(PACKED, STR("# pack-refs with: peeled \n"));
	fill(memory_fixture_text);
	put(MANY);
	assert_int_equal(count_packed(" refs/"), 0);
	assert_all(memory_fixture_text);
}

static void odd_names_are_refused(void **state)
{
	struct error error = { 0 };
	struct memory_pending pending = { .name = NULL };

	(void)state;
	fill(memory_fixture_text);
	entries[2].name = "../heads/main";
	assert_int_equal(memory_put_many("r", entries, MANY, &pending, &error),
			 ERROR_BROKEN);
	assert_false(memory_fixture_is_there(PACKED));
	assert_false(memory_fixture_is_there("r/refs/heads/main"));
}

/* Two values, and one that is none: the first one has what it had before. */
static void put_values(struct memory_pending *pending)
{
	struct error error = { 0 };

	fill("a 1\n");
	entries[1].is_value = entries[2].is_value = true;
	assert_int_equal(memory_put_many("r", entries, 3, pending, &error), 0);
	memory_fixture_assert("seen/19", "a 1\n");
	assert_string_equal(pending->name, "seen/17");
	memory_fixture_assert("seen/18", "a 1\n");
}

static void place(struct memory_pending *pending)
{
	struct error error = { 0 };
	struct buf text = BUF_INIT;

	assert_int_equal(memory_pending_place(pending, &error), 0);
	memory_fixture_assert("seen/17", "a 1\n");
	scratch_run(&text, STR(""), "cat", "r/refs/refgate/seen/17", NULL);
	assert_int_equal(text.size, OID_HEX_SIZE + 1);
	buf_release(&text);
	assert_false(memory_fixture_is_there(FRESH));
}

struct waiting {
	struct arena arena;
	struct memory_pending pending;
};

static void begin(struct waiting *waiting)
{
	*waiting = (struct waiting){ .pending = { .name = NULL } };
	arena_init(&waiting->arena);
	waiting->pending.arena = &waiting->arena;
}

static void one_value_waits(void **state)
{
	struct waiting it;

	(void)state;
	begin(&it);
	memory_fixture_keep("seen/17", memory_fixture_text);
	put_values(&it.pending);
	memory_fixture_assert("seen/17", memory_fixture_text);
	place(&it.pending);
	assert_false(memory_fixture_is_there(LOCK));
	place(&it.pending);
	arena_release(&it.arena);
}

/* Whatever it is: it is not written to, nor waited for. */
static void what_a_dead_one_left_is_removed(void **state)
{
	static const char *const leaves[] = {
		"seq 99 >" FRESH,
		"mkfifo " FRESH,
		"echo kept >kept && ln -s \"$PWD/kept\" " FRESH,
		"ln kept " FRESH,
		"ln -s nowhere " FRESH,
	};
	struct buf kept = BUF_INIT;
	struct waiting it;

	(void)state;
	begin(&it);
	memory_fixture_keep("seen/17", memory_fixture_text);
	for (size_t i = 0; i < sizeof(leaves) / sizeof(leaves[0]); i++) {
		scratch_run(NULL, STR(""), "sh", "-c", leaves[i], NULL);
		put_values(&it.pending);
		place(&it.pending);
	}
	scratch_run(&kept, STR(""), "cat", "kept", NULL);
	assert_true(str_is(buf_str(&kept), "kept\n"));
	buf_release(&kept);
	arena_release(&it.arena);
}

/* By git, for example: it is waited for, and the folder is made again. */
static void it_is_put_where_it_cannot_be_moved(void **state)
{
	struct waiting it;

	(void)state;
	begin(&it);
	put_values(&it.pending);
	scratch_run(NULL, STR(""), "rm", "-r", "r/refs/refgate/seen", NULL);
	place(&it.pending);
	put_values(&it.pending);
	scratch_write(LOCK, STR(""));
	scratch_run(NULL, STR(""), "touch", "-d", "1 hour ago", LOCK, NULL);
	place(&it.pending);
	assert_false(memory_fixture_is_there(LOCK));
	arena_release(&it.arena);
}

#define TEST(name)                                                   \
	cmocka_unit_test_setup_teardown(name, memory_fixture_set_up, \
					scratch_tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(many_are_packed),
		TEST(few_are_files),
		TEST(others_stay),
		TEST(files_stay_files),
		TEST(tags_are_files),
		TEST(the_last_one_counts),
		TEST(where_it_cannot_be_they_are_files),
		TEST(what_has_no_order_is_left_alone),
		TEST(odd_names_are_refused),
		TEST(one_value_waits),
		TEST(what_a_dead_one_left_is_removed),
		TEST(it_is_put_where_it_cannot_be_moved),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
