/*
 * test_rules_paths.c - what changes may touch and must bring, and the way
 * out again.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "rule_bench.h"
#include "rules/paths_rule.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* base, then one branch for each case. */
static const char trees[] =
	"put() { mkdir -p \"$(dirname \"$1\")\"; echo \"$2\" >>\"$1\"; }\n"
	"save() { git add -A .; git commit -qm \"$1\"; }\n"
	"fork() { git checkout -q -B $1 base; }\n"
	"put src/a.c a; put tests/t t; put vendor/x x; put docs/d d\n"
	"save base\ngit branch base\n"
	"fork code; put src/a.c b; save code\n"
	"fork tested; put src/a.c b; put tests/t u; save tested\n"
	"fork untested; put src/a.c b; git rm -q tests/t; save untested\n"
	"fork empty; put src/a.c b; : >tests/new; save empty\n"
	"fork modes; put src/a.c b; chmod +x tests/t; save modes\n"
	"fork inline; put src/a.c '#[test]'; save inline\n"
	"fork docs; put docs/d e; save docs\n"
	"fork moved; git mv src/a.c other.c; save moved\n"
	"fork sneaky; put vendor/x y; save one; put src/a.c c; save two;"
	" git checkout -q base -- vendor; save three\n"
	"fork odd; put 'o dd/*' 1; put \":x'y\" 1; save odd\n"
	"fork side; put vendor/x z; save side\n"
	"fork merge; put src/a.c m; save m; git merge -q --no-edit side\n"
	"fork evil; put src/a.c e; save e; git merge -q --no-commit --no-ff "
	"side; put vendor/x evil; save evil\n"
	"fork gone; git rm -q -r vendor; save gone\n"
	"fork taken; put src/a.c t; save t; git merge -q --no-edit gone\n"
	"fork kept; put src/a.c k; save k; git merge -q --no-commit --no-ff "
	"gone; git checkout -q HEAD -- vendor; save kept\n"
	"fork nothing; git commit -q --allow-empty -m nothing\n";

static const char *const src[] = { "src/**", NULL };
static const char *const tests_and_docs[] = { "tests/**", "docs/**", NULL };
static const char *const tests_only[] = { "tests/**", NULL };
static const char *const docs[] = { "docs/**", NULL };
static const char *const vendor[] = { "vendor/**", NULL };

static int set_up(void **state)
{
	return bench_set_up(state, sizeof(struct bench), trees);
}

static void judge(struct bench *bench, const struct paths_rule *rule,
		  const char *branch)
{
	char name[64];

	snprintf(name, sizeof(name), "refs/heads/%s", branch);
	bench_clear(bench);
	bench_update(bench, name, UPDATE_CREATE, NULL, branch);
	if (rule_by_id("paths")->judge_change(
		    rule, &bench->context, bench_change(bench, "base", branch),
		    &bench->error))
		fail_msg("%s", bench->error.text);
}

static void test_allow(void **state)
{
	struct bench *bench = *state;
	struct paths_rule rule = { .allow = bench_globs(bench, src) };

	judge(bench, &rule, "code");
	bench_expect(bench, 0, NULL);
	judge(bench, &rule, "nothing");
	bench_expect(bench, 0, NULL);
	judge(bench, &rule, "tested");
	bench_expect(bench, 1, "\"tests/t\" must not change here");
	judge(bench, &rule, "modes");
	bench_expect(bench, 1, "\"tests/t\" must not change here");
	/* both sides of a rename */
	judge(bench, &rule, "moved");
	bench_expect(bench, 1, "\"other.c\" must not change here");
	rule.allow = bench_globs(bench, tests_only);
	judge(bench, &rule, "moved");
	bench_expect(bench, 2, "\"other.c\" must not change here");
	assert_string_equal(bench->findings[1].path.data, "src/a.c");
}

static void test_require(void **state)
{
	static const struct {
		const char *branch;
		size_t count;
	} rows[] = {
		{ "code", 1 },	{ "tested", 0 },  { "untested", 1 },
		{ "empty", 1 }, { "modes", 1 },	  { "inline", 1 },
		{ "docs", 1 },	{ "nothing", 0 },
	};
	struct bench *bench = *state;
	struct paths_rule rule = { .require = bench_globs(bench, tests_only) };
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		judge(bench, &rule, rows[i].branch);
		bench_expect(bench, rows[i].count,
			     "the change adds or edits nothing in tests/**");
	}
	rule.require = bench_globs(bench, tests_and_docs);
	judge(bench, &rule, "tested");
	bench_expect(bench, 1, "the change adds or edits nothing in docs/**");
	judge(bench, &rule, "code");
	bench_expect(bench, 2, "the change adds or edits nothing in tests/**");
}

static void test_or_added(void **state)
{
	struct bench *bench = *state;
	struct paths_rule rule = { .require = bench_globs(bench, tests_only) };

	rule.or_added = bench_pattern(bench, "^#\\[test\\]$", REGEX_MULTILINE);
	judge(bench, &rule, "inline");
	bench_expect(bench, 0, NULL);
	judge(bench, &rule, "code");
	bench_expect(bench, 1, "the change adds or edits nothing in tests/**");
}

static void test_require_with(void **state)
{
	struct bench *bench = *state;
	struct glob_map_item item = { bench_globs(bench, src),
				      bench_globs(bench, tests_only) };
	struct paths_rule rule = { .require_with = { &item, 1 } };

	judge(bench, &rule, "docs");
	bench_expect(bench, 0, NULL);
	judge(bench, &rule, "tested");
	bench_expect(bench, 0, NULL);
	judge(bench, &rule, "code");
	bench_expect(bench, 1, "the change adds or edits nothing in tests/**");
	assert_string_equal(bench_row(bench, 0, "because"), "src/** changes");
}

static void test_not_only(void **state)
{
	struct bench *bench = *state;
	struct paths_rule rule = { .not_only = bench_globs(bench, docs) };

	judge(bench, &rule, "docs");
	bench_expect(bench, 1, "the change is nothing but docs/**");
	judge(bench, &rule, "code");
	bench_expect(bench, 0, NULL);
	judge(bench, &rule, "nothing");
	bench_expect(bench, 0, NULL);
}

static size_t judge_commit(struct bench *bench, const struct paths_rule *rule,
			   const char *revision)
{
	bench_clear(bench);
	if (rule_by_id("paths")->judge_commit(rule, &bench->context,
					      bench_commit(bench, revision),
					      &bench->error))
		fail_msg("%s", bench->error.text);
	return bench->count;
}

static void test_deny(void **state)
{
	struct bench *bench = *state;
	struct paths_rule rule = { .deny = bench_globs(bench, vendor) };

	assert_int_equal(judge_commit(bench, &rule, "code"), 0);
	assert_int_equal(judge_commit(bench, &rule, "base"), 1);
	/* taking it back is a change, too */
	assert_int_equal(judge_commit(bench, &rule, "sneaky"), 1);
	assert_int_equal(judge_commit(bench, &rule, "sneaky~"), 0);
	assert_int_equal(judge_commit(bench, &rule, "sneaky~2"), 1);
	bench_expect(bench, 1, "changes \"vendor/x\"");
	assert_string_equal(bench->findings[0].subject.data, "one");
	/* a merge answers for what neither parent has */
	assert_int_equal(judge_commit(bench, &rule, "merge"), 0);
	assert_int_equal(judge_commit(bench, &rule, "evil"), 1);
	/* and for what it does not take from the other one */
	assert_int_equal(judge_commit(bench, &rule, "taken"), 0);
	assert_int_equal(judge_commit(bench, &rule, "kept"), 1);
	rule.deny.fixed.count = 0;
	assert_int_equal(judge_commit(bench, &rule, "evil"), 0);
}

/* Pastes the repair on the branch; nothing may be left to find. */
static void paste(struct bench *bench, const struct paths_rule *rule,
		  const char *branch, const struct repair_request *request,
		  const char *check)
{
	struct buf script = BUF_INIT;

	buf_addf(&script,
		 "git init -q --bare server-%s.git\ncd repo\n"
		 "git remote remove origin || :\n"
		 "git remote add origin ../server-%s.git\n"
		 "git checkout -q %s\n",
		 branch, branch, branch);
	bench_repair(bench, rule_by_id("paths"), rule, request, &script);
	buf_addf(&script, "test -z \"$(git status --porcelain)\"\n%s\n", check);
	bench_git_do(&bench->git, buf_text(&script));
	buf_release(&script);
}

static void test_allow_repair(void **state)
{
	struct repair_request request = { .branch = "odd" };
	struct bench *bench = *state;
	struct paths_rule rule = { .allow = bench_globs(bench, src) };

	judge(bench, &rule, "odd");
	assert_int_equal(bench->count, 2);
	paste(bench, &rule, "odd", &request,
	      "test -z \"$(git diff --name-only base odd)\"");
}

static void test_deny_repair_tip(void **state)
{
	struct repair_request request = { .branch = "side" };
	struct bench *bench = *state;
	struct paths_rule rule = { .deny = bench_globs(bench, vendor) };
	struct oid tip = bench_git_id(&bench->git, "side");

	bench_update(bench, "refs/heads/side", UPDATE_CREATE, NULL, "side");
	judge_commit(bench, &rule, "side");
	request.commits = &tip;
	request.commit_count = 1;
	request.tip = tip;
	paste(bench, &rule, "side", &request,
	      "test -z \"$(git diff --name-only base side)\"");
}

static void test_deny_repair_deep(void **state)
{
	struct repair_request request = { .branch = "sneaky" };
	struct bench *bench = *state;
	struct paths_rule rule = { .deny = bench_globs(bench, vendor) };
	struct oid commits[2] = { bench_git_id(&bench->git, "sneaky~2"),
				  bench_git_id(&bench->git, "sneaky") };

	bench_update(bench, "refs/heads/sneaky", UPDATE_CREATE, NULL, "sneaky");
	judge_commit(bench, &rule, "sneaky~2");
	request.commits = commits;
	request.commit_count = 2;
	request.tip = commits[1];
	request.base = bench_git_id(&bench->git, "base");
	paste(bench, &rule, "sneaky", &request,
	      "test -z \"$(git log --format=%h base.. -- vendor)\"\n"
	      "test \"$(git log --format=%s base.. -- src)\" = two\n"
	      "git show HEAD:src/a.c | grep c");
}

/* Too many paths to be named: the globs of the policy are. */
static void test_allow_repair_many(void **state)
{
	static const char *const allowed[] = { "src/**", "!src/not/**", NULL };
	static const char make[] =
		"cd repo\ngit checkout -q -B many base\nmkdir -p m src/not\n"
		"for i in $(seq 150); do echo $i >m/$i; done\n"
		"echo x >src/not/x; echo y >src/b\nrm docs/d\n"
		"git add -A .\ngit commit -qm many\n";
	struct repair_request request = { .branch = "many" };
	struct bench *bench = *state;
	struct paths_rule rule = { .allow = bench_globs(bench, allowed) };

	bench_git_do(&bench->git, make);
	judge(bench, &rule, "many");
	assert_int_equal(bench->count, PATHS_SHOWN + 1);
	assert_string_equal(bench->findings[PATHS_SHOWN].text,
			    "52 more paths must not change here");
	paste(bench, &rule, "many", &request,
	      "git diff --name-only base many >../names\ncat ../names\n"
	      "grep -qx src/b ../names\n! grep -q '^m/' ../names\n"
	      "! grep -q docs ../names");
}

static void test_check(void **state)
{
	struct diagnostics *diagnostics = calloc(1, sizeof(*diagnostics));
	struct rule_check check = { .diagnostics = diagnostics };
	struct bench *bench = *state;
	struct paths_rule rule = { .or_added = bench_pattern(bench, "x", 0) };

	diagnostics_init(diagnostics, &bench->arena);
	rule_by_id("paths")->check(&rule, &check);
	assert_int_equal(diagnostics->errors, 1);
	rule.require = bench_globs(bench, src);
	rule_by_id("paths")->check(&rule, &check);
	assert_int_equal(diagnostics->errors, 1);
	free(diagnostics);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_BENCH(test_allow),
		WITH_BENCH(test_require),
		WITH_BENCH(test_or_added),
		WITH_BENCH(test_require_with),
		WITH_BENCH(test_not_only),
		WITH_BENCH(test_deny),
		WITH_BENCH(test_allow_repair),
		WITH_BENCH(test_allow_repair_many),
		WITH_BENCH(test_deny_repair_tip),
		WITH_BENCH(test_deny_repair_deep),
		WITH_BENCH(test_check),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
