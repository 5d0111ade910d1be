/*
 * test_memory_forget.c - what the gate's memory forgets is gone for its
 * readers, though git has packed it, and for git after a sweep.
 */
#include "base/confine.h"
#include "memory_fixture.h"
#include "scratch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#define TOMB "r/refs/refgate/seen/1"
#define PACKED "r/packed-refs"

static void pack(void)
{
	memory_fixture_git("pack-refs", "--all", "--prune");
}

/* version/1, and then seen/1, too; what packed-refs is before that. */
static void pack_two(struct buf *before)
{
	memory_fixture_keep("version/1", memory_fixture_text);
	pack();
	if (before)
		scratch_run(before, STR(""), "cat", PACKED, NULL);
	memory_fixture_keep("seen/1", memory_fixture_text);
	pack();
}

static int forget(const char *name)
{
	struct error error = { 0 };

	return memory_forget("r", &name, 1, &error);
}

static int sweep(const char *but)
{
	struct error error = { 0 };

	return memory_sweep("r", "value/", but, &error);
}

static void assert_packed(const char *text)
{
	struct buf now = BUF_INIT;

	scratch_run(&now, STR(""), "cat", PACKED, NULL);
	assert_string_equal(buf_text(&now), text);
	buf_release(&now);
}

static int count_name(const char *name, const struct oid *id, void *context)
{
	(void)name;
	(void)id;
	++*(int *)context;
	return 0;
}

static int count_text(const char *name, struct str text, void *context)
{
	(void)name;
	(void)text;
	++*(int *)context;
	return 0;
}

/* How many names begin so, which must have texts, too. */
static int count_of(const char *prefix)
{
	struct repo *repo = memory_fixture_open();
	struct error error = { 0 };
	struct arena arena;
	int names = 0;
	int texts = 0;

	arena_init(&arena);
	assert_int_equal(memory_each_name(repo, prefix, &arena, count_name,
					  &names, &error),
			 0);
	assert_int_equal(memory_each(repo, prefix, &arena, count_text, &texts,
				     &error),
			 0);
	arena_release(&arena);
	repo_close(repo);
	assert_int_equal(texts, names);
	return names;
}

static void forgotten_is_its_text(void **state)
{
	struct oid id = memory_fixture_store(memory_forgotten_text);

	(void)state;
	assert_true(memory_is_forgotten(&id));
	assert_false(memory_is_forgotten(&memory_deleted));
}

static void what_is_not_packed_is_removed(void **state)
{
	(void)state;
	memory_fixture_keep("seen/1", memory_fixture_text);
	assert_int_equal(forget("seen/1"), 0);
	assert_false(memory_fixture_is_there("r/refs/refgate/seen"));
	assert_true(memory_fixture_is_there("r/refs/refgate"));
	assert_int_equal(memory_fixture_answer("seen/1"), ERROR_NOT_FOUND);
	assert_int_equal(forget("seen/1"), 0);
	assert_int_equal(forget("../heads/x"), ERROR_BROKEN);
}

static void what_is_packed_is_hidden(void **state)
{
	static const char *const names[] = { "seen/1", "seen/2", "seen/3" };
	struct error error = { 0 };
	struct buf packed = BUF_INIT;
	struct stat one;
	struct stat two;

	(void)state;
	pack_two(NULL);
	memory_fixture_keep("seen/1", "a 1\n");
	memory_fixture_keep("seen/2", memory_fixture_text);
	scratch_run(&packed, STR(""), "cat", PACKED, NULL);
	assert_int_equal(memory_forget("r", names, 3, &error), 1);
	assert_int_equal(memory_fixture_answer("seen/1"), ERROR_NOT_FOUND);
	assert_int_equal(memory_fixture_answer("seen/2"), ERROR_NOT_FOUND);
	assert_int_equal(count_of("seen/"), 0);
	assert_int_equal(count_of(""), 1);
	memory_fixture_assert("version/1", memory_fixture_text);
	assert_packed(buf_text(&packed));
	assert_int_equal(stat(TOMB, &one), 0);
	assert_int_equal(memory_forget("r", names, 3, &error), 0);
	assert_int_equal(stat(TOMB, &two), 0);
	assert_int_equal(one.st_ino, two.st_ino);
	memory_fixture_git("fsck", "--strict", NULL);
	buf_release(&packed);
}

static void git_may_pack_that(void **state)
{
	struct buf before = BUF_INIT;

	(void)state;
	pack_two(&before);
	assert_int_equal(forget("seen/1"), 1);
	pack();
	assert_false(memory_fixture_is_there(TOMB));
	assert_int_equal(memory_fixture_answer("seen/1"), ERROR_NOT_FOUND);
	assert_int_equal(count_of("seen/"), 0);
	assert_int_equal(forget("seen/1"), 0);
	memory_fixture_git("gc", "--prune=now", "-q");
	memory_fixture_git("fsck", "--strict", NULL);
	assert_int_equal(memory_fixture_answer("seen/1"), ERROR_NOT_FOUND);
	assert_int_equal(sweep("value/"), 0);
	assert_packed(buf_text(&before));
	buf_release(&before);
}

static void it_can_be_remembered_again(void **state)
{
	struct oid id = memory_fixture_store("a 2\n");

	(void)state;
	pack_two(NULL);
	assert_int_equal(memory_fixture_put("seen/1", &id, true), ERROR_BROKEN);
	assert_int_equal(forget("seen/1"), 1);
	assert_int_equal(memory_fixture_put("seen/1", &id, true), 0);
	memory_fixture_assert("seen/1", "a 2\n");
	assert_int_equal(sweep("value/"), 0);
	memory_fixture_assert("seen/1", "a 2\n");
	pack();
	memory_fixture_assert("seen/1", "a 2\n");
	assert_int_equal(forget("seen/1"), 1);
	pack();
	assert_int_equal(memory_fixture_put("seen/1", &id, true), 0);
	memory_fixture_assert("seen/1", "a 2\n");
}

static void a_sweep_leaves_what_was(void **state)
{
	struct buf before = BUF_INIT;

	(void)state;
	pack_two(&before);
	assert_int_equal(forget("seen/1"), 1);
	scratch_write(PACKED ".lock", STR(""));
	assert_int_equal(sweep("value/"), ERROR_BROKEN);
	assert_int_equal(unlink(PACKED ".lock"), 0);
	assert_int_equal(sweep("value/"), 0);
	assert_packed(buf_text(&before));
	assert_false(memory_fixture_is_there("r/refs/refgate/seen"));
	assert_false(memory_fixture_is_there(PACKED ".lock"));
	assert_int_equal(memory_fixture_answer("seen/1"), ERROR_NOT_FOUND);
	assert_int_equal(sweep("value/"), 0);
	assert_packed(buf_text(&before));
	buf_release(&before);
}

static void a_sweep_takes_old_values(void **state)
{
	(void)state;
	assert_int_equal(sweep("value/b/"), 0);
	assert_false(memory_fixture_is_there(PACKED));
	memory_fixture_keep("value/a/1", memory_fixture_text);
	memory_fixture_keep("value/b/1", memory_fixture_text);
	memory_fixture_keep("value/bc/1", memory_fixture_text);
	memory_fixture_keep("valued/1", memory_fixture_text);
	memory_fixture_git("update-ref", "refs/notes/value/a/1",
			   "refs/refgate/value/a/1");
	pack();
	assert_int_equal(sweep("value/b/"), 0);
	assert_int_equal(count_of("value/"), 1);
	memory_fixture_assert("value/b/1", memory_fixture_text);
	memory_fixture_assert("valued/1", memory_fixture_text);
	memory_fixture_git("rev-parse", "refs/notes/value/a/1", NULL);
}

static void rights_are_not_needed(void **state)
{
	static const char *const writable[] = { "r/refs/refgate", "r/objects" };
	int status;
	pid_t child;

	(void)state;
	pack_two(NULL);
	child = fork();
	if (child == 0)
		_exit(confine(writable, 2, NULL) || forget("seen/1") != 1);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	assert_int_equal(memory_fixture_answer("seen/1"), ERROR_NOT_FOUND);
}

#define TEST(name)                                                   \
	cmocka_unit_test_setup_teardown(name, memory_fixture_set_up, \
					scratch_tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(forgotten_is_its_text),
		TEST(what_is_not_packed_is_removed),
		TEST(what_is_packed_is_hidden),
		TEST(git_may_pack_that),
		TEST(it_can_be_remembered_again),
		TEST(a_sweep_leaves_what_was),
		TEST(a_sweep_takes_old_values),
		TEST(rights_are_not_needed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
