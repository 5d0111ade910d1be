/*
 * test_ref_lookup.c - refs by name: symbolic, broken, packed in any order.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "git/refs.h"

#include "base/buf.h"
#include "ref_fixture.h"
#include "scratch.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define MANY 500

static const struct {
	const char *name;
	int r;
} lookups[] = {
	{ "HEAD", 0 },
	{ "refs/heads/main", 0 },
	{ "refs/heads/loose", 0 },
	{ "refs/heads/alias", 0 },
	{ "refs/tags/annotated", 0 },
	{ "refs/remotes/origin/HEAD", 0 },
	{ "refs/heads/dangling", ERROR_NOT_FOUND },
	{ "refs/heads/hotfix", ERROR_NOT_FOUND },
	{ "refs/heads/hotfix/1", ERROR_NOT_FOUND },
	{ "refs/heads/main/x", ERROR_NOT_FOUND },
	{ "refs/heads/a", ERROR_NOT_FOUND },
	{ "refs/heads/zzz", ERROR_NOT_FOUND },
	{ "refs/heads/../heads/main", ERROR_BROKEN },
	{ "refs//heads/main", ERROR_BROKEN },
	{ "main", ERROR_BROKEN },
	{ "config", ERROR_BROKEN },
};

static void test_lookup(void **state)
{
	struct repo *repo = ref_fixture_open(NULL);
	char hex[OID_HEX_SIZE + 1];
	struct error error = { 0 };
	struct oid id;
	size_t i;
	int r;

	(void)state;
	for (i = 0; i < COUNT(lookups); i++) {
		struct buf wanted = BUF_INIT;

		r = refs_lookup(&id, repo, lookups[i].name, &error);
		if (r != lookups[i].r)
			fail_msg("%s: %d, %s", lookups[i].name, r, error.text);
		if (r)
			continue;
		scratch_run(&wanted, STR(""), "git", "--git-dir=r", "rev-parse",
			    "--verify", lookups[i].name, NULL);
		assert_true(str_is(str_trim(buf_str(&wanted)),
				   oid_format(&id, hex)));
		buf_release(&wanted);
	}
	repo_close(repo);
}

/* Names that are read without libgit2. */
static void test_resolve(void **state)
{
	static const struct {
		const char *name;
		const char *end; /* NULL: broken */
	} cases[] = {
		{ "HEAD", "refs/heads/main" },
		{ "refs/heads/main", "refs/heads/main" },
		{ "refs/heads/alias", "refs/heads/main" },
		{ "refs/heads/dangling", "refs/heads/none" },
		{ "refs/heads/none", "refs/heads/none" },
		{ "refs/heads/chain1", "refs/heads/end" },
		{ "refs/heads/chain0", NULL },
		{ "refs/heads/circle", NULL },
		{ "refs/heads/link", "refs/heads/main" },
		{ "refs/heads/escape", NULL },
		{ "refs/heads/odd", NULL },
		{ "../r/HEAD", NULL },
		{ "refs/heads/..", NULL },
		{ "config", NULL },
		{ "", NULL },
	};
	struct error error = { 0 };
	struct arena arena;
	const char *end;
	size_t i;
	int r;

	(void)state;
	scratch_write("r/refs/heads/chain0", STR("ref: refs/heads/chain1\n"));
	scratch_write("r/refs/heads/chain1", STR("ref: refs/heads/chain2\n"));
	scratch_write("r/refs/heads/chain2", STR("ref: refs/heads/chain3\n"));
	scratch_write("r/refs/heads/chain3", STR("ref:refs/heads/chain4\n"));
	scratch_write("r/refs/heads/chain4", STR("ref:\trefs/heads/chain5 \n"));
	scratch_write("r/refs/heads/chain5", STR("ref: refs/heads/end"));
	scratch_write("r/refs/heads/circle", STR("ref: refs/heads/circle"));
	scratch_write("r/refs/heads/escape", STR("ref: ../../config"));
	scratch_write("r/refs/heads/odd", STR("nothing"));
	assert_int_equal(symlink("refs/heads/main", "r/refs/heads/link"), 0);
	arena_init(&arena);
	for (i = 0; i < COUNT(cases); i++) {
		r = refs_resolve_name(&end, "r", cases[i].name, &arena, &error);
		if (r != (cases[i].end ? 0 : ERROR_BROKEN))
			fail_msg("%s: %d", cases[i].name, r);
		if (cases[i].end)
			assert_string_equal(end, cases[i].end);
	}
	arena_release(&arena);
}

static const struct {
	const char *content;
	bool taken;
} ref_files[] = {
	{ "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n", true },
	{ "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", true },
	{ "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\t\tx\n", true },
	{ "", false },
	{ "\n", false },
	{ "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n", false },
	{ "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n", false },
	{ "0000000000000000000000000000000000000000\n", false },
	{ "main\n", false },
	{ "ref: x", false },
};

static void test_broken_files(void **state)
{
	static const char *const all[GLOBS_MAX] = { "refs/**" };
	static const char *const others[GLOBS_MAX] = { "refs/tags/**" };
	struct repo *repo = ref_fixture_open(NULL);
	struct buf out = BUF_INIT;
	struct oid id;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(ref_files); i++) {
		struct error error = { 0 };
		int wanted = ref_files[i].taken ? 0 : ERROR_BROKEN;

		scratch_write("r/refs/heads/file",
			      str_of(ref_files[i].content));
		assert_int_equal(refs_lookup(&id, repo, "refs/heads/file",
					     &error),
				 wanted);
		assert_int_equal(ref_fixture_list(&out, repo, all, &error),
				 wanted);
		if (wanted)
			assert_non_null(strstr(error.text, "refs/heads/file"));
		assert_int_equal(ref_fixture_list(&out, repo, others, &error),
				 0);
	}
	buf_release(&out);
	repo_close(repo);
}

/* What is being written by somebody else is none. */
static void test_locks(void **state)
{
	static const char *const all[GLOBS_MAX] = { "refs/heads/x*" };
	struct repo *repo = ref_fixture_open(NULL);
	struct error error = { 0 };
	struct buf out = BUF_INIT;

	(void)state;
	scratch_write("r/refs/heads/x.lock", STR(""));
	scratch_write("r/refs/heads/x y", STR(""));
	assert_int_equal(ref_fixture_list(&out, repo, all, &error), 0);
	assert_int_equal(out.size, 0);
	buf_release(&out);
	repo_close(repo);
}

/* packed-refs with many names, sorted and not, each of them looked up. */
static void check_packed(const char *header, size_t step)
{
	static const char *const below[GLOBS_MAX] = { "refs/many/1*" };
	struct buf text = BUF_INIT;
	struct buf out = BUF_INIT;
	struct error error = { 0 };
	struct repo *repo;
	struct oid id;
	char name[32];
	size_t i;

	buf_add_text(&text, header);
	for (i = 0; i < MANY; i++) {
		size_t number = i * step % MANY;

		buf_addf(&text, "%040zx refs/many/%03zu\n", number + 1, number);
		if (number % 3 == 0)
			buf_addf(&text, "^%040zx\n", number + 2);
	}
	scratch_write("r/packed-refs", buf_str(&text));
	repo = ref_fixture_open(NULL);
	for (i = 0; i < MANY; i++) {
		(void)snprintf(name, sizeof(name), "refs/many/%03zu", i);
		assert_int_equal(refs_lookup(&id, repo, name, &error), 0);
		assert_int_equal(id.bytes[18] << 8 | id.bytes[19], i + 1);
		(void)snprintf(name, sizeof(name), "refs/many/%03zux", i);
		assert_int_equal(refs_lookup(&id, repo, name, &error),
				 ERROR_NOT_FOUND);
	}
	assert_int_equal(ref_fixture_list(&out, repo, below, &error), 0);
	assert_int_equal(out.size, 100 * (OID_HEX_SIZE + 15));
	repo_close(repo);
	buf_release(&out);
	buf_release(&text);
}

static void test_packed(void **state)
{
	struct repo *repo;
	struct error error = { 0 };
	struct oid id;

	(void)state;
	check_packed("# pack-refs with: peeled fully-peeled sorted \n", 1);
	check_packed("# pack-refs with: peeled fully-peeled \n", 7);
	check_packed("", 7);
	scratch_write("r/packed-refs", STR("# x\nnonsense\n"));
	repo = ref_fixture_open(NULL);
	assert_int_equal(refs_lookup(&id, repo, "refs/x/y", &error),
			 ERROR_BROKEN);
	scratch_write("r/packed-refs", STR(""));
	assert_int_equal(refs_lookup(&id, repo, "refs/x/y", &error),
			 ERROR_NOT_FOUND);
	assert_int_equal(unlink("r/packed-refs"), 0);
	assert_int_equal(refs_lookup(&id, repo, "refs/x/y", &error),
			 ERROR_NOT_FOUND);
	repo_close(repo);
}

static void put(struct oid *id, const char *type, struct str data)
{
	struct buf hex = BUF_INIT;

	scratch_run(&hex, data, "git", "--git-dir=r", "hash-object", "-w", "-t",
		    type, "--literally", "--stdin", NULL);
	assert_true(oid_parse(id, str_trim(buf_str(&hex))));
	buf_release(&hex);
}

static void test_peel(void **state)
{
	struct repo *repo = ref_fixture_open(NULL);
	struct oid missing = { { 1 } };
	struct buf text = BUF_INIT;
	char hex[OID_HEX_SIZE + 1];
	struct error error = { 0 };
	struct oid tag;
	struct oid main_tip;
	struct oid out;
	int i;

	(void)state;
	assert_int_equal(
		refs_lookup(&main_tip, repo, "refs/heads/main", &error), 0);
	assert_int_equal(refs_peel(&out, repo, &main_tip, &error), 0);
	assert_true(oid_equal(&out, &main_tip));
	tag = main_tip;
	for (i = 0; i < 20; i++) {
		buf_clear(&text);
		buf_addf(&text, "object %s\ntype %s\ntag x\n\n",
			 oid_format(&tag, hex), i ? "tag" : "commit");
		put(&tag, "tag", buf_str(&text));
		assert_int_equal(refs_peel(&out, repo, &tag, &error),
				 i < 15 ? 0 : ERROR_BROKEN);
	}
	put(&tag, "blob", STR("x"));
	assert_int_equal(refs_peel(&out, repo, &tag, &error), ERROR_NOT_FOUND);
	assert_int_equal(refs_peel(&out, repo, &missing, &error),
			 ERROR_NOT_FOUND);
	put(&tag, "tag", STR("nonsense"));
	assert_int_equal(refs_peel(&out, repo, &tag, &error), ERROR_BROKEN);
	buf_release(&text);
	repo_close(repo);
}

int main(void)
{
	/* Some leave broken refs behind: each has its own repository. */
	const struct CMUnitTest tests[] = {
		REF_FIXTURE_TEST(test_lookup),
		REF_FIXTURE_TEST(test_resolve),
		REF_FIXTURE_TEST(test_broken_files),
		REF_FIXTURE_TEST(test_locks),
		REF_FIXTURE_TEST(test_packed),
		REF_FIXTURE_TEST(test_peel),
	};

	return cmocka_run_group_tests_name("ref lookup", tests, NULL, NULL);
}
