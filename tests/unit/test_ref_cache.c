/*
 * test_ref_cache.c - refs that are held are read once, for a second at most,
 * and none is missed that is packed meanwhile.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "git/refs.h"

#include "base/buf.h"
#include "git/ref_cache.h"
#include "ref_fixture.h"
#include "scratch.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define ONE "1111111111111111111111111111111111111111"
#define TWO "2222222222222222222222222222222222222222"
#define PACKED "3333333333333333333333333333333333333333"

static void write_ref(const char *name, const char *value)
{
	char path[256];

	(void)snprintf(path, sizeof(path), "r/%s", name);
	scratch_write(path, str_of(value));
}

/* The first digit of the value; '-': there is none, '!': broken. */
static char value_of(struct repo *repo, const char *name)
{
	char hex[OID_HEX_SIZE + 1];
	struct error error = { 0 };
	struct oid id;
	int r = refs_lookup(&id, repo, name, &error);

	if (r)
		return r == ERROR_NOT_FOUND ? '-' : '!';
	return oid_format(&id, hex)[0];
}

static size_t count_of(struct repo *repo, const char *pattern)
{
	const char *const texts[GLOBS_MAX] = { pattern };
	struct error error = { 0 };
	struct buf out = BUF_INIT;
	size_t count;

	assert_int_equal(ref_fixture_list(&out, repo, texts, &error), 0);
	count = str_count_lines(buf_str(&out));
	buf_release(&out);
	return count;
}

static void wait_until_old(void)
{
	struct timespec time = { REF_CACHE_SECONDS, 50000000 };

	nanosleep(&time, NULL);
}

static void test_values(void **state)
{
	struct repo *repo = ref_fixture_open(NULL);

	(void)state;
	write_ref("refs/heads/a", ONE "\n");
	assert_int_equal(value_of(repo, "refs/heads/a"), '1');
	write_ref("refs/heads/a", TWO "\n");
	assert_int_equal(value_of(repo, "refs/heads/a"), '2');
	refs_hold(repo);
	assert_int_equal(value_of(repo, "refs/heads/a"), '2');
	assert_int_equal(value_of(repo, "refs/heads/b"), '-');
	write_ref("refs/heads/a", ONE "\n");
	write_ref("refs/heads/b", ONE "\n");
	refs_hold(repo);
	assert_int_equal(value_of(repo, "refs/heads/a"), '2');
	assert_int_equal(value_of(repo, "refs/heads/b"), '-');
	refs_let_go(repo);
	assert_int_equal(value_of(repo, "refs/heads/a"), '1');
	assert_int_equal(value_of(repo, "refs/heads/b"), '1');
	refs_hold(repo);
	assert_int_equal(value_of(repo, "refs/heads/a"), '1');
	write_ref("refs/heads/a", TWO "\n");
	wait_until_old();
	assert_int_equal(value_of(repo, "refs/heads/a"), '2');
	repo_close(repo);
}

/* Errors are not kept, nor is HEAD, which belongs to a work tree. */
static void test_not_held(void **state)
{
	struct repo *repo = ref_fixture_open(NULL);

	(void)state;
	refs_hold(repo);
	write_ref("refs/heads/a", "nonsense\n");
	assert_int_equal(value_of(repo, "refs/heads/a"), '!');
	write_ref("refs/heads/a", ONE "\n");
	assert_int_equal(value_of(repo, "refs/heads/a"), '1');
	write_ref("refs/heads/b", TWO "\n");
	write_ref("HEAD", "ref: refs/heads/a\n");
	assert_int_equal(value_of(repo, "HEAD"), '1');
	write_ref("HEAD", "ref: refs/heads/b\n");
	assert_int_equal(value_of(repo, "HEAD"), '2');
	repo_close(repo);
}

static void test_symbolic(void **state)
{
	struct repo *repo = ref_fixture_open(NULL);
	struct error error = { 0 };
	const char *end = NULL;
	struct arena arena;

	(void)state;
	write_ref("refs/heads/a", ONE "\n");
	write_ref("refs/heads/b", TWO "\n");
	write_ref("refs/heads/s", "ref: refs/heads/a\n");
	arena_init(&arena);
	refs_hold(repo);
	assert_int_equal(value_of(repo, "refs/heads/s"), '1');
	write_ref("refs/heads/s", "ref: refs/heads/b\n");
	assert_int_equal(value_of(repo, "refs/heads/s"), '1');
	assert_int_equal(
		refs_resolve(&end, repo, "refs/heads/s", &arena, &error), 0);
	refs_let_go(repo);
	/* what was handed out is still there */
	assert_string_equal(end, "refs/heads/a");
	assert_int_equal(
		refs_resolve(&end, repo, "refs/heads/s", &arena, &error), 0);
	assert_string_equal(end, "refs/heads/b");
	assert_int_equal(refs_resolve(&end, repo, "refs/heads/..", &arena,
				      &error),
			 ERROR_BROKEN);
	arena_release(&arena);
	repo_close(repo);
}

/* git packs a ref, and then removes its file: one of both is seen. */
static void test_packing(void **state)
{
	struct repo *repo = ref_fixture_open(NULL);
	struct buf text = BUF_INIT;

	(void)state;
	write_ref("refs/heads/x", ONE "\n");
	write_ref("refs/heads/y", TWO "\n");
	refs_hold(repo);
	assert_int_equal(value_of(repo, "refs/heads/x"), '1');
	assert_int_equal(value_of(repo, "refs/heads/z"), '-');
	buf_addf(&text,
		 "# pack-refs with: peeled fully-peeled sorted \n"
		 "%s refs/heads/x\n%s refs/heads/y\n",
		 PACKED, PACKED);
	scratch_write("r/packed-refs.new", buf_str(&text));
	assert_int_equal(rename("r/packed-refs.new", "r/packed-refs"), 0);
	assert_int_equal(unlink("r/refs/heads/x"), 0);
	assert_int_equal(unlink("r/refs/heads/y"), 0);
	assert_int_equal(value_of(repo, "refs/heads/x"), '1');
	assert_int_equal(value_of(repo, "refs/heads/y"), '3');
	assert_int_equal(value_of(repo, "refs/heads/y"), '3');
	/* kept as well: it was asked for among the packed ones */
	assert_int_equal(unlink("r/packed-refs"), 0);
	assert_int_equal(value_of(repo, "refs/heads/y"), '3');
	refs_let_go(repo);
	assert_int_equal(value_of(repo, "refs/heads/x"), '-');
	assert_int_equal(value_of(repo, "refs/heads/y"), '-');
	buf_release(&text);
	repo_close(repo);
}

static void test_folders(void **state)
{
	struct repo *repo = ref_fixture_open(NULL);
	struct error error = { 0 };
	size_t before;

	(void)state;
	refs_hold(repo);
	before = count_of(repo, "refs/heads/hotfix/*");
	assert_int_equal(count_of(repo, "refs/new/*"), 0);
	write_ref("refs/heads/hotfix/later", ONE "\n");
	assert_int_equal(mkdir("r/refs/new", 0755), 0);
	write_ref("refs/new/one", ONE "\n");
	assert_int_equal(count_of(repo, "refs/heads/hotfix/*"), before);
	assert_int_equal(count_of(repo, "refs/new/*"), 0);
	/* by name it is found, held or not */
	assert_int_equal(value_of(repo, "refs/new/one"), '1');
	refs_let_go(repo);
	assert_int_equal(count_of(repo, "refs/heads/hotfix/*"), before + 1);
	assert_int_equal(count_of(repo, "refs/new/*"), 1);
	/* the first is enough for this: not all of the folder was read */
	refs_hold(repo);
	assert_int_equal(refs_any(repo, "refs/heads/", NULL, &error), 1);
	assert_int_equal(count_of(repo, "refs/heads/hotfix/*"), before + 1);
	wait_until_old();
	write_ref("refs/new/two", ONE "\n");
	assert_int_equal(count_of(repo, "refs/new/*"), 2);
	repo_close(repo);
}

/* More than are kept, of both kinds. */
static void test_limits(void **state)
{
	struct repo *repo = ref_fixture_open(NULL);
	const size_t many = REF_CACHE_REFS_MAX + 50;
	char name[64];

	(void)state;
	assert_int_equal(mkdir("r/refs/many", 0755), 0);
	for (size_t i = 0; i < many; i++) {
		(void)snprintf(name, sizeof(name), "refs/many/%zu", i);
		write_ref(name, ONE "\n");
	}
	refs_hold(repo);
	for (int round = 0; round < 2; round++) {
		assert_int_equal(count_of(repo, "refs/many/*"), many);
		for (size_t i = 0; i < many; i++) {
			(void)snprintf(name, sizeof(name), "refs/many/%zu", i);
			assert_int_equal(value_of(repo, name), '1');
		}
	}
	repo_close(repo);
}

static void test_likely(void **state)
{
	struct repo *repo = ref_fixture_open(NULL);
	struct error error = { 0 };

	(void)state;
	assert_int_equal(
		refs_any(repo, "refs/tags/", "refs/tags/annotated", &error), 1);
	assert_int_equal(refs_any(repo, "refs/tags/", "refs/tags/none", &error),
			 1);
	assert_int_equal(refs_any(repo, "refs/none/", "refs/none/x", &error),
			 0);
	assert_int_equal(
		refs_any(repo, "refs/none/", "refs/tags/annotated", &error), 0);
	assert_int_equal(refs_any(repo, "refs/none/", "refs/none/../x", &error),
			 0);
	repo_close(repo);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		REF_FIXTURE_TEST(test_values),
		REF_FIXTURE_TEST(test_not_held),
		REF_FIXTURE_TEST(test_symbolic),
		REF_FIXTURE_TEST(test_packing),
		REF_FIXTURE_TEST(test_folders),
		REF_FIXTURE_TEST(test_limits),
		REF_FIXTURE_TEST(test_likely),
	};

	return cmocka_run_group_tests_name("ref cache", tests, NULL, NULL);
}
