/*
 * test_equivalence.c - merges, reverts and picks that somebody made to look
 * like what they are not. What git itself makes is left to tests/differential.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "git/equivalence.h"

#include "bench_git.h"

#include <string.h>

/* do NAME: commits the index with that message, and tags it. */
static const char start[] =
	"git init -q repo\ncd repo\n"
	"t=1700000000; now() { t=$((t + 60)); export GIT_COMMITTER_DATE=\"$t "
	"+0000\"; }\n"
	"put() { printf \"$2\" >$1; git add -A; }\n"
	"commit() { now; git commit -q --allow-empty -m \"$1\"; git tag $2; }\n"
	"evil() { now; git tag $1 $(git commit-tree $2^{tree} -m m $3); }\n"
	"body='1\\n2\\n3\\n4\\n5\\n6\\n7\\n8\\n9\\n'\n"
	"put a \"$body\"; put b b; put c c; commit root root\n";

static const char merges[] =
	"git checkout -q -b side; put a \"s$body\"; put b side\n"
	"commit side s; git checkout -q main; put c main; put a \"$body.m\"\n"
	"commit main m; now; git merge -q --no-ff -m merge s; git tag good\n"
	"put b evil; git tag t1 $(git write-tree); evil one t1 '-p m -p s'\n"
	"git read-tree good; git rm -q --cached c\n"
	"git tag t2 $(git write-tree); evil gone t2 '-p m -p s'\n"
	"git read-tree good; git update-index --chmod=+x b\n"
	"git tag t3 $(git write-tree); evil mode t3 '-p m -p s'\n"
	"git read-tree good; git update-index --add --cacheinfo "
	"100644,$(git rev-parse good:a),new\n"
	"git tag t4 $(git write-tree); evil more t4 '-p m -p s'\n"
	"evil ours m '-p m -p s'; evil theirs s '-p m -p s'\n"
	"evil below good '-p m -p root'; evil single good '-p m'\n"
	"evil twice good '-p good -p s'; evil forward s '-p root -p s'\n"
	"evil forged m '-p root -p s'\n";

static const char reverts[] =
	"put a \"x$body\"; commit first x; put a \"x$body.y\"; commit y y\n"
	"back() { put a \"$body.y\"; now; git commit -q -m \"$2\"\n"
	"git tag $1; git checkout -q --detach y; }\n"
	"x=$(git rev-parse x)\n"
	"back good \"R\n\nThis reverts commit $x.\"\n"
	"back later \"R\n\nsee\nThis reverts commit $x, as told\"\n"
	"back second \"R\n\nThis reverts commit $(git rev-parse y).\nThis "
	"reverts commit $x.\"\n"
	"back inside \"R\n\nOn: This reverts commit $x.\"\n"
	"back upper \"R\n\nThis reverts commit $(echo $x | tr a-f A-F)x.\"\n"
	"back short \"R\n\nThis reverts commit ${x%?????}.\"\n"
	"back nobody \"R\n\nThis reverts commit "
	"1111111111111111111111111111111111111111.\"\n"
	"back blob \"R\n\nThis reverts commit $(git rev-parse x:a).\"\n"
	"put a \"x$body.y\"; now; git commit -q --allow-empty -m \"R\n\n"
	"This reverts commit $x.\"; git tag empty\n"
	"git checkout -q --detach root; put a \"$body.y\"\n"
	"now; git commit -q -m \"R\n\nThis reverts commit $x.\"\n"
	"git tag stranger\n";

static const char picks[] =
	"put a \"x$body\"; commit x x; git rm -q b; commit b b\n"
	"commit nothing e; git checkout -q --detach root; put c new\n"
	"commit other o; put a \"x$body\"; commit same same\n"
	"git checkout -q --detach o; put a \"xx$body\"; commit more more\n"
	"git checkout -q --detach o; put a \"x$body\"; put n n\n"
	"commit also also\n"
	"git checkout -q --detach o; put a \"x$body\"; chmod +x a; git add a\n"
	"commit mode mode; git checkout -q --detach o; git rm -q b\n"
	"commit gone gone; git checkout -q --detach o; commit idle idle\n"
	"evil merge same '-p o -p root'; evil fresh root ''\n"
	/* main ends in a merge that adds a file of its own */
	"git checkout -q -f main; put f f; git tag t $(git write-tree)\n"
	"evil mixed t '-p e -p o'; git reset -q --hard mixed\n"
	"git checkout -q --detach o; put f f; commit like like\n";

struct bench {
	struct bench_git git;
	struct repo *repo;
	struct graph *graph;
	struct arena arena;
	struct globs globs;
	struct glob glob;
	struct buf said;
	struct error error;
	int answer;
};

static void open_bench(struct bench *bench, const char *script)
{
	struct graph_limits limits = { .commits = 1000 };

	*bench = (struct bench){ 0 };
	arena_init(&bench->arena);
	bench->repo = bench_git_start(&bench->git, start, script);
	assert_int_equal(graph_new(&bench->graph, bench->repo, &limits,
				   &bench->error),
			 0);
	bench->globs = (struct globs){ &bench->glob, 1 };
	assert_int_equal(glob_compile(&bench->glob, STR("refs/heads/*"),
				      &bench->arena, &bench->error),
			 0);
}

static void close_bench(struct bench *bench)
{
	graph_free(bench->graph);
	repo_close(bench->repo);
	arena_release(&bench->arena);
	buf_release(&bench->said);
	bench_git_close(&bench->git);
}

static int say_unclean(struct str path, void *context)
{
	struct bench *bench = context;

	buf_addf(&bench->said, "-%.*s", STR_ARGS(path));
	return bench->answer;
}

static int say_resolved(struct str path, void *context)
{
	struct bench *bench = context;

	buf_addf(&bench->said, "=%.*s", STR_ARGS(path));
	return bench->answer;
}

static enum match ask(struct bench *bench, const char *name, char what,
		      struct oid *found)
{
	struct merge_review review = { say_unclean, say_resolved, bench };
	struct oid id = bench_git_id(&bench->git, name);
	struct object object = { 0 };
	struct flaw flaw = { 0 };
	struct commit commit;
	enum match match = MATCH_BROKEN;

	buf_clear(&bench->said);
	assert_int_equal(object_read(&object, bench->repo, &id, 10000,
				     &bench->error),
			 0);
	assert_int_equal(commit_read(&commit, &id, object.data, &flaw), 0);
	if (what == 'm')
		match = commit_is_clean_merge(bench->graph, bench->repo,
					      &commit, &review, &bench->error);
	else if (what == 'r')
		match = commit_is_revert(bench->graph, bench->repo, &commit,
					 found, &bench->error);
	else
		match = commit_is_pick(bench->graph, bench->repo, &commit,
				       &bench->globs, found, &bench->error);
	object_release(&object);
	return match;
}

static void test_merges(void **state)
{
	static const struct {
		const char *name;
		enum match answer;
		const char *said;
	} cases[] = {
		{ "good", MATCH_YES, "=a" },
		{ "one", MATCH_NO, "=a-b" },
		{ "gone", MATCH_NO, "=a-c" },
		{ "mode", MATCH_NO, "=a-b" },
		{ "more", MATCH_NO, "=a-new" },
		{ "ours", MATCH_NO, "=a-b" },
		{ "theirs", MATCH_NO, "=a-c" },
		{ "below", MATCH_NO, "" },
		{ "single", MATCH_NO, "" },
		{ "twice", MATCH_NO, "" },
		{ "forward", MATCH_YES, "" },
		{ "forged", MATCH_NO, "-a-b-c" },
	};
	struct bench bench;

	(void)state;
	open_bench(&bench, merges);
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		assert_int_equal(ask(&bench, cases[i].name, 'm', NULL),
				 cases[i].answer);
		assert_string_equal(buf_text(&bench.said), cases[i].said);
	}
	bench.answer = 1;
	assert_int_equal(ask(&bench, "good", 'm', NULL), MATCH_BROKEN);
	assert_int_equal(ask(&bench, "forged", 'm', NULL), MATCH_BROKEN);
	assert_string_equal(buf_text(&bench.said), "-a");
	close_bench(&bench);
}

static void check(const char *script, char what, const char *const *yes,
		  const char *const *no, const char *source)
{
	struct bench bench;
	struct oid wanted;
	struct oid found;

	open_bench(&bench, script);
	wanted = bench_git_id(&bench.git, source);
	for (; *yes; yes++) {
		if (ask(&bench, *yes, what, &found) != MATCH_YES)
			fail_msg("%s: not taken", *yes);
		assert_memory_equal(&found, &wanted, sizeof(found));
	}
	for (; *no; no++)
		if (ask(&bench, *no, what, &found) != MATCH_NO)
			fail_msg("%s: taken", *no);
	close_bench(&bench);
}

static void test_reverts(void **state)
{
	static const char *const yes[] = { "good", "later", "second", NULL };
	static const char *const no[] = { "inside", "upper",	"short",
					  "nobody", "blob",	"empty",
					  "y",	    "stranger", "root",
					  NULL };

	(void)state;
	check(reverts, 'r', yes, no, "x");
}

static void test_picks(void **state)
{
	static const char *const yes[] = { "same", NULL };
	static const char *const no[] = { "more", "also",  "mode", "idle",
					  "x",	  "merge", "like", NULL };

	(void)state;
	check(picks, 'p', yes, no, "x");
}

static void test_odd_picks(void **state)
{
	static const char *const deletion[] = { "gone", NULL };
	static const char *const root[] = { "fresh", NULL };
	static const char *const none[] = { NULL };

	(void)state;
	check(picks, 'p', deletion, none, "b");
	check(picks, 'p', root, none, "root");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_merges),
		cmocka_unit_test(test_reverts),
		cmocka_unit_test(test_picks),
		cmocka_unit_test(test_odd_picks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
