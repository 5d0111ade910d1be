/*
 * test_value.c - recorded values of refs: only what a ref really has, only
 * under the lock, only in the generation that is.
 */
#include "gate/value.h"
#include "git/refs.h"
#include "memory_fixture.h"
#include "scratch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#define MAIN "refs/notes/main" /* any object will do there */
#define WRITERS 4
#define ROUNDS 50

static struct oid fixture_id(const char *text)
{
	return memory_fixture_store(text);
}

static void set_ref(const char *name, const struct oid *id)
{
	char hex[OID_HEX_SIZE + 1];

	memory_fixture_git("update-ref", name, oid_format(id, hex));
}

static void lock(struct value_store *store, struct arena *arena)
{
	struct error error = { 0 };

	if (value_lock(store, "r", 0600, arena, &error))
		fail_msg("%s", error.text);
}

/* Records it; what memory has of the ref then. False: nothing. */
static bool put(const char *name, const struct oid *value, struct oid *out)
{
	struct value_store store = VALUE_STORE_INIT;
	struct repo *repo = memory_fixture_open();
	struct error error = { 0 };
	struct arena arena;
	const char *ref;
	int result;

	arena_init(&arena);
	lock(&store, &arena);
	assert_int_equal(value_put_pushed(&store, name, value, &error), 0);
	ref = arena_printf(&arena, MEMORY_PREFIX "%s",
			   value_name(store.generation, name, &arena));
	value_unlock(&store);
	result = store.generation[0] ? refs_lookup(out, repo, ref, &error) :
				       ERROR_NOT_FOUND;
	arena_release(&arena);
	repo_close(repo);
	return result == 0;
}

static void deleted_is_its_text(void **state)
{
	struct oid id = memory_fixture_store(memory_deleted_text);

	(void)state;
	assert_true(oid_equal(&id, &memory_deleted));
}

static void before_a_policy_there_is_nothing(void **state)
{
	struct oid one = fixture_id("a 1\n");
	struct oid found;

	(void)state;
	set_ref(MAIN, &one);
	assert_false(put(MAIN, &one, &found));
	assert_false(memory_fixture_is_there("r/refs/refgate"));
}

static void only_what_the_ref_has(void **state)
{
	const struct oid zero = { { 0 } };
	struct oid one = fixture_id("a 1\n");
	struct oid two = fixture_id("a 2\n");
	struct oid found;

	(void)state;
	memory_fixture_keep("policy", memory_fixture_text);
	memory_fixture_store(memory_deleted_text);
	set_ref(MAIN, &one);
	assert_false(put(MAIN, &two, &found));
	assert_false(put(MAIN, &zero, &found));
	assert_true(put(MAIN, &one, &found));
	assert_true(oid_equal(&found, &one));
	set_ref(MAIN, &two);
	assert_true(put(MAIN, &one, &found));
	assert_true(oid_equal(&found, &one));
	memory_fixture_git("pack-refs", "--all", "--prune");
	assert_true(put(MAIN, &two, &found));
	assert_true(oid_equal(&found, &two));
	memory_fixture_git("update-ref", "-d", MAIN);
	assert_true(put(MAIN, &two, &found));
	assert_true(oid_equal(&found, &two));
	assert_true(put(MAIN, &zero, &found));
	assert_true(oid_equal(&found, &memory_deleted));
}

static void a_symbolic_ref_is_what_it_leads_to(void **state)
{
	struct oid one = fixture_id("a 1\n");
	struct oid found;

	(void)state;
	memory_fixture_keep("policy", memory_fixture_text);
	memory_fixture_git("symbolic-ref", "refs/notes/alias", MAIN);
	set_ref(MAIN, &one);
	assert_false(put("refs/notes/alias", &one, &found));
	assert_true(put(MAIN, &one, &found));
}

static void another_policy_is_another_generation(void **state)
{
	struct value_store one = VALUE_STORE_INIT;
	struct value_store two = VALUE_STORE_INIT;
	struct arena arena;

	(void)state;
	arena_init(&arena);
	memory_fixture_keep("policy", memory_fixture_text);
	lock(&one, &arena);
	value_unlock(&one);
	memory_fixture_keep("policy", "policy 2\n");
	memory_fixture_git("pack-refs", "--all", "--prune");
	lock(&two, &arena);
	value_unlock(&two);
	assert_int_equal(strlen(one.generation), VALUE_GENERATION_SIZE);
	assert_string_not_equal(one.generation, two.generation);
	arena_release(&arena);
}

static void the_lock_knows_what_was(void **state)
{
	struct value_store store = VALUE_STORE_INIT;
	struct oid one = fixture_id("a 1\n");
	struct error error = { 0 };
	struct arena arena;

	(void)state;
	arena_init(&arena);
	lock(&store, &arena);
	assert_false(store.is_known);
	assert_int_equal(value_mark(&store, &one, &error), 0);
	value_unlock(&store);
	lock(&store, &arena);
	assert_true(store.is_known);
	assert_true(oid_equal(&store.known, &one));
	value_unlock(&store);
	scratch_write("r/refgate/values", STR("torn"));
	lock(&store, &arena);
	assert_true(store.is_known);
	assert_true(oid_is_zero(&store.known));
	value_unlock(&store);
	arena_release(&arena);
}

static mode_t mode_of(const char *path)
{
	struct stat info;

	assert_int_equal(stat(path, &info), 0);
	return info.st_mode & 07777;
}

/* True: a value of that generation is packed. */
static bool is_packed(const char *generation)
{
	struct buf text = BUF_INIT;
	struct buf prefix = BUF_INIT;
	bool found;

	scratch_run(&text, STR(""), "cat", "r/packed-refs", NULL);
	buf_addf(&prefix, MEMORY_PREFIX "value/%s/", generation);
	found = str_find(buf_str(&text), buf_str(&prefix)) < text.size;
	buf_release(&text);
	buf_release(&prefix);
	return found;
}

static bool is_swept(void)
{
	struct value_store store = VALUE_STORE_INIT;
	struct arena arena;

	arena_init(&arena);
	lock(&store, &arena);
	value_unlock(&store);
	arena_release(&arena);
	return store.is_swept;
}

/* Once, when it was asked for, and not before there is anything known. */
static void a_sweep_is_asked_for(void **state)
{
	struct value_store store = VALUE_STORE_INIT;
	struct oid one = fixture_id("a 1\n");
	struct error error = { 0 };
	struct arena arena;
	struct oid found;

	(void)state;
	arena_init(&arena);
	memory_fixture_keep("policy", memory_fixture_text);
	memory_fixture_keep("value/0123456789abcdef/1", memory_fixture_text);
	set_ref(MAIN, &one);
	assert_true(put(MAIN, &one, &found));
	memory_fixture_git("pack-refs", "--all", "--prune");
	value_ask_sweep("r", &arena);
	assert_true(is_swept());
	lock(&store, &arena);
	assert_int_equal(value_mark(&store, &one, &error), 0);
	value_ask_sweep("r", &arena);
	value_ask_sweep("r", &arena);
	value_sweep(&store);
	assert_true(is_packed("0123456789abcdef"));
	value_unlock(&store);
	assert_false(is_swept());
	lock(&store, &arena);
	assert_true(oid_equal(&store.known, &one));
	value_sweep(&store);
	assert_false(is_packed("0123456789abcdef"));
	assert_true(is_packed(store.generation));
	value_unlock(&store);
	assert_true(is_swept());
	arena_release(&arena);
}

static void a_forgotten_policy_is_none(void **state)
{
	static const char *const names[] = { "policy" };
	struct oid one = fixture_id("a 1\n");
	struct error error = { 0 };
	struct oid found;

	(void)state;
	memory_fixture_keep("policy", memory_fixture_text);
	memory_fixture_git("pack-refs", "--all", "--prune");
	assert_int_equal(memory_forget("r", names, 1, &error), 1);
	set_ref(MAIN, &one);
	assert_false(put(MAIN, &one, &found));
}

static void a_shared_lock_is_shared(void **state)
{
	struct value_store store = VALUE_STORE_INIT;
	struct error error = { 0 };
	mode_t before = umask(077);
	struct arena arena;

	(void)state;
	arena_init(&arena);
	assert_int_equal(value_lock(&store, "r", 0660, &arena, &error), 0);
	value_unlock(&store);
	umask(before);
	assert_int_equal(mode_of("r/refgate/values"), 0660);
	assert_int_equal(mode_of("r/refgate"), 02770);
	arena_release(&arena);
}

/* Counts in a file up, as nobody could without the lock. */
static void count_up(void)
{
	struct value_store store = VALUE_STORE_INIT;
	struct error error = { 0 };
	struct arena arena;
	unsigned number = 0;
	FILE *file;

	arena_init(&arena);
	if (value_lock(&store, "r", 0600, &arena, &error))
		_exit(1);
	file = fopen("count", "r");
	if (file && fscanf(file, "%u", &number) != 1)
		_exit(1);
	if (file)
		fclose(file);
	file = fopen("count", "w");
	if (!file || fprintf(file, "%u\n", number + 1) < 0 || fclose(file))
		_exit(1);
	value_unlock(&store);
	arena_release(&arena);
}

static void one_at_a_time(void **state)
{
	struct buf text = BUF_INIT;
	int status = 0;

	(void)state;
	for (int i = 0; i < WRITERS; i++)
		if (!fork()) {
			for (int j = 0; j < ROUNDS; j++)
				count_up();
			_exit(0);
		}
	for (int i = 0; i < WRITERS; i++) {
		assert_true(wait(&status) > 0);
		assert_int_equal(status, 0);
	}
	scratch_run(&text, STR(""), "cat", "count", NULL);
	assert_string_equal(buf_text(&text), "200\n");
	buf_release(&text);
}

#define TEST(function)                                                   \
	cmocka_unit_test_setup_teardown(function, memory_fixture_set_up, \
					scratch_tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(deleted_is_its_text),
		TEST(before_a_policy_there_is_nothing),
		TEST(only_what_the_ref_has),
		TEST(a_symbolic_ref_is_what_it_leads_to),
		TEST(another_policy_is_another_generation),
		TEST(the_lock_knows_what_was),
		TEST(a_sweep_is_asked_for),
		TEST(a_forgotten_policy_is_none),
		TEST(a_shared_lock_is_shared),
		TEST(one_at_a_time),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
