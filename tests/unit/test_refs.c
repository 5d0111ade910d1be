/*
 * test_refs.c - listing refs by glob: loose, packed, symbolic, and those of a
 * remote.
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

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const struct {
	const char *globs[GLOBS_MAX];
	const char *prefixes; /* of git for-each-ref; without symbolic refs */
} listings[] = {
	{ { "refs/**" }, "refs" },
	{ { "**" }, "refs" },
	{ { "refs/heads/**" }, "refs/heads" },
	{ { "refs/heads/hotfix/**" }, "refs/heads/hotfix" },
	{ { "refs/heads/hotfix/*" }, "refs/heads/hotfix" },
	{ { "refs/heads/hot*/**" }, "refs/heads/hotfix" },
	{ { "refs/heads/main" }, "refs/heads/main" },
	{ { "refs/heads/loose" }, "refs/heads/loose" },
	{ { "refs/heads/\\{a\\}" }, "refs/heads/{a}" },
	{ { "refs/heads/\\{a*" }, "refs/heads/{a}" },
	{ { "refs/heads/{main,main,loose}" },
	  "refs/heads/loose refs/heads/main" },
	{ { "refs/heads/*", "refs/heads/main" },
	  "refs/heads/hotfix-3 refs/heads/loose refs/heads/main "
	  "refs/heads/{a}" },
	{ { "refs/heads/**", "!refs/heads/hotfix/**", "!refs/heads/{m,l}*" },
	  "refs/heads/hotfix-3 refs/heads/{a}" },
	{ { "refs/heads/main", "!refs/heads/**" }, NULL },
	{ { "!refs/heads/**" }, NULL },
	{ { "refs/heads/alias" }, NULL },
	{ { "refs/heads/none" }, NULL },
	{ { "refs/heads/hotfix/1" }, NULL },
	{ { "refs/heads/hotfix" }, NULL },
	{ { "refs/nothing/**" }, NULL },
	{ { "HEAD" }, NULL },
	{ { "../**" }, NULL },
	{ { "refs/../../**" }, NULL },
	{ { "refs/tags/*" }, "refs/tags" },
};

/* What git lists below the prefixes, without symbolic refs. */
static void ask_git(struct buf *out, const char *prefixes)
{
	char command[512];

	(void)snprintf(command, sizeof(command),
		       "git --git-dir=r for-each-ref --format='%%(objectname) "
		       "%%(refname)%%(symref)' %s | grep -v refs/.*refs/",
		       prefixes);
	if (prefixes)
		scratch_run(out, STR(""), "sh", "-c", command, NULL);
}

static void test_listing(void **state)
{
	struct repo *repo = ref_fixture_open(NULL);
	struct error error = { 0 };
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(listings); i++) {
		struct buf wanted = BUF_INIT;
		struct buf got = BUF_INIT;

		ask_git(&wanted, listings[i].prefixes);
		assert_int_equal(ref_fixture_list(&got, repo, listings[i].globs,
						  &error),
				 0);
		if (!str_equal(buf_str(&got), buf_str(&wanted)))
			fail_msg("%s: got\n%swanted\n%s", listings[i].globs[0],
				 buf_text(&got), buf_text(&wanted));
		buf_release(&got);
		buf_release(&wanted);
	}
	repo_close(repo);
}

static int stop(const struct ref *ref, void *context)
{
	(void)ref;
	++*(int *)context;
	return 42;
}

static void test_stop(void **state)
{
	struct repo *repo = ref_fixture_open(NULL);
	struct error error = { 0 };
	struct arena arena;
	struct glob glob;
	struct globs globs = { &glob, 1 };
	int calls = 0;

	(void)state;
	arena_init(&arena);
	assert_int_equal(glob_compile(&glob, STR("refs/**"), &arena, &error),
			 0);
	assert_int_equal(refs_each(repo, &globs, stop, &calls, &error), 42);
	assert_int_equal(calls, 1);
	arena_release(&arena);
	repo_close(repo);
}

static const struct {
	const char *prefix;
	int any;
} prefixes[] = {
	{ "refs/heads/", 1 },
	{ "refs/heads/hotfix", 1 },
	{ "refs/heads/m", 1 },
	{ "refs/", 1 },
	{ "", 1 },
	{ "refs/heads/al", 0 },
	{ "refs/heads/d", 0 },
	{ "refs/pull/", 0 },
	{ "refs/heads/loose/", 0 },
};

static void test_any(void **state)
{
	struct repo *repo = ref_fixture_open(NULL);
	struct error error = { 0 };
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(prefixes); i++)
		if (refs_any(repo, prefixes[i].prefix, NULL, &error) !=
		    prefixes[i].any)
			fail_msg("%s", prefixes[i].prefix);
	repo_close(repo);
}

/* In a clone the branches of a remote stand for those of the server. */
static void test_remote(void **state)
{
	static const char *const all[GLOBS_MAX] = { "refs/heads/**",
						    "refs/remotes/**" };
	static const char *const literal[GLOBS_MAX] = { "refs/heads/topic" };
	struct repo *repo = ref_fixture_open("origin");
	struct error error = { 0 };
	struct buf out = BUF_INIT;
	struct oid id;

	(void)state;
	assert_int_equal(ref_fixture_list(&out, repo, all, &error), 0);
	assert_int_equal(out.size,
			 2 * OID_HEX_SIZE + strlen(" refs/heads/main\n"
						   " refs/heads/topic\n"));
	assert_non_null(strstr(buf_text(&out), " refs/heads/main\n"));
	assert_non_null(strstr(buf_text(&out), " refs/heads/topic\n"));
	buf_clear(&out);
	assert_int_equal(ref_fixture_list(&out, repo, literal, &error), 0);
	assert_non_null(strstr(buf_text(&out), " refs/heads/topic\n"));
	assert_int_equal(refs_lookup(&id, repo, "refs/heads/topic", &error), 0);
	assert_int_equal(refs_lookup(&id, repo, "refs/heads/loose", &error),
			 ERROR_NOT_FOUND);
	assert_int_equal(refs_lookup(&id, repo, "HEAD", &error), 0);
	assert_int_equal(refs_lookup(&id, repo, "refs/tags/light", &error), 0);
	assert_int_equal(refs_any(repo, "refs/heads/t", NULL, &error), 1);
	assert_int_equal(refs_any(repo, "refs/heads/l", NULL, &error), 0);
	buf_release(&out);
	repo_close(repo);
}

int main(void)
{
	/* Some leave broken refs behind: each has its own repository. */
	const struct CMUnitTest tests[] = {
		REF_FIXTURE_TEST(test_listing),
		REF_FIXTURE_TEST(test_stop),
		REF_FIXTURE_TEST(test_any),
		REF_FIXTURE_TEST(test_remote),
	};

	return cmocka_run_group_tests_name("refs", tests, NULL, NULL);
}
