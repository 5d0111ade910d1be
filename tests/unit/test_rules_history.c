/*
 * test_rules_history.c - what tags point at, what may be deleted, merges.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "rule_bench.h"

#include <stdio.h>
#include <string.h>

static const char *const main_only[] = { "refs/heads/main", NULL };

struct place {
	struct bench bench;
	struct ref_update updates[2];
};

static int set_up(void **state)
{
	return bench_set_up(state, sizeof(struct place), bench_history);
}

static void judge(struct bench *bench, const char *id, const void *options)
{
	const struct rule *rule = rule_by_id(id);

	bench_clear(bench);
	if (rule->judge_update(options, &bench->context, &bench->error))
		fail_msg("%s", bench->error.text);
}

/* As annotated_tag.c has them. */
struct tag_options {
	struct ref_globs target;
	struct ref_globs merge_of;
	bool or_tip;
};

static void test_annotated_tag(void **state)
{
	static const struct {
		const char *tag;
		size_t count;
		const char *wanted;
	} rows[] = {
		{ "v1", 0, NULL },
		{ "light", 1,
		  "\"light\" is a lightweight tag, not an "
		  "annotated one" },
		{ "nested", 1, "\"nested\" is a tag of a tag" },
		{ "blobtag", 1, "\"blobtag\" is a tag of no commit" },
		{ "lightblob", 1, "\"lightblob\" is a tag of no commit" },
		{ "wild", 1, "the tagged commit is not on main" },
	};
	struct place *place = *state;
	struct bench *bench = &place->bench;
	struct tag_options target = { .target = bench_globs(bench, main_only) };
	char name[64];
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		snprintf(name, sizeof(name), "refs/tags/%s", rows[i].tag);
		bench_update(bench, name, UPDATE_CREATE, NULL, name);
		judge(bench, "annotated-tag", &target);
		bench_expect(bench, rows[i].count, rows[i].wanted);
	}
	bench_update(bench, "refs/tags/light", UPDATE_DELETE, "light", NULL);
	judge(bench, "annotated-tag", &target);
	bench_expect(bench, 0, NULL);
	bench_update(bench, "refs/heads/light", UPDATE_CREATE, NULL, "light");
	judge(bench, "annotated-tag", &target);
	bench_expect(bench, 0, NULL);
}

/* What the target refs will hold counts, not what they held. */
static void test_tag_target_after_push(void **state)
{
	struct place *place = *state;
	struct bench *bench = &place->bench;
	struct tag_options target = { .target = bench_globs(bench, main_only) };

	bench_update(bench, "refs/heads/main", UPDATE_CHANGE, "main", "bad");
	place->updates[0] = bench->update;
	bench_update(bench, "refs/tags/wild", UPDATE_CREATE, NULL,
		     "refs/tags/wild");
	place->updates[1] = bench->update;
	bench->context.updates = place->updates;
	bench->context.update_count = 2;
	judge(bench, "annotated-tag", &target);
	bench_expect(bench, 0, NULL);
	bench_update(bench, "refs/heads/main", UPDATE_CHANGE, "main", "old");
	place->updates[0] = bench->update;
	bench_update(bench, "refs/tags/v1", UPDATE_CREATE, NULL,
		     "refs/tags/v1");
	judge(bench, "annotated-tag", &target);
	bench_expect(bench, 1, "the tagged commit is not on main");
	place->updates[0].kind = UPDATE_DELETE;
	memset(&place->updates[0].new_commit, 0, sizeof(struct oid));
	judge(bench, "annotated-tag", &target);
	bench_expect(bench, 1, "the tagged commit is not on main");
}

static void test_annotated_tag_repair(void **state)
{
	struct place *place = *state;
	struct bench *bench = &place->bench;
	struct tag_options target = { .target = bench_globs(bench, main_only) };
	struct repair_request request = { .branch = NULL };
	struct buf script = BUF_INIT;

	bench_update(bench, "refs/tags/light", UPDATE_CREATE, NULL, "light");
	judge(bench, "annotated-tag", &target);
	buf_add_text(&script, "git init -q --bare server.git\ncd repo\n"
			      "git remote add origin ../server.git\n"
			      "export GIT_EDITOR='echo a tag >'\n");
	bench_repair(bench, rule_by_id("annotated-tag"), &target, &request,
		     &script);
	buf_add_text(&script,
		     "test \"$(git cat-file -t refs/tags/light)\" = tag\n"
		     "test \"$(git rev-parse light^{})\" = "
		     "\"$(git rev-parse main)\"\n"
		     "git -C ../server.git rev-parse refs/tags/light\n");
	bench_git_do(&bench->git, buf_text(&script));
	buf_release(&script);
}

struct deletion {
	struct audience allow;
	struct ref_globs merged_into;
};

static void test_deletion(void **state)
{
	static const char *const into_both[] = { "refs/heads/main",
						 "refs/heads/develop", NULL };
	static const char *const into_all[] = { "refs/heads/**", NULL };
	static const char *const into_same[] = { "refs/heads/main",
						 "refs/heads/same", NULL };
	static const char *const into_self[] = { "refs/heads/goo*", NULL };
	static const char *const into_none[] = { "refs/heads/nowhere", NULL };
	static const struct {
		const char *name;
		const char *const *into;
		bool found;
	} rows[] = {
		{ "old", main_only, false },
		{ "good", main_only, true },
		{ "old", into_both, false },
		{ "same", into_both, true }, /* c is not on develop */
		{ "old", into_none, true },
		{ "old", into_same, false },
		{ "same", main_only, false },
		{ "good", into_self, true }, /* itself does not count */
		{ "good", into_all, true },
	};
	struct place *place = *state;
	struct bench *bench = &place->bench;
	struct deletion rule = { .allow = { .kind = AUDIENCE_NOBODY } };
	char name[64];
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		snprintf(name, sizeof(name), "refs/heads/%s", rows[i].name);
		rule.merged_into = bench_globs(bench, rows[i].into);
		bench_update(bench, name, UPDATE_DELETE, rows[i].name, NULL);
		judge(bench, "deletion", &rule);
		if (bench->count != rows[i].found)
			fail_msg("row %zu: %zu findings", i, bench->count);
	}
	bench_expect(bench, 1, "nobody may delete \"good\"");
	assert_string_equal(bench_row(bench, 0, "unless"),
			    "its commits are on **");
}

/* A ref that another of them holds is closed and need not hold the tip. */
static void test_deletion_open(void **state)
{
	static const char *const into[] = { "refs/heads/main",
					    "refs/heads/trunk", NULL };
	static const char *const into_open[] = { "refs/heads/develop",
						 "refs/heads/trunk", NULL };
	struct place *place = *state;
	struct bench *bench = &place->bench;
	struct deletion rule = { .allow = { .kind = AUDIENCE_NOBODY } };

	/* m1 is on trunk only; develop and main are on trunk, too */
	bench_update(bench, "refs/heads/merged", UPDATE_DELETE, "merged~",
		     NULL);
	rule.merged_into = bench_globs(bench, into_open);
	judge(bench, "deletion", &rule);
	bench_expect(bench, 0, NULL);
	rule.merged_into = bench_globs(bench, into);
	judge(bench, "deletion", &rule);
	bench_expect(bench, 0, NULL);
	bench_update(bench, "refs/tags/lightblob", UPDATE_DELETE, NULL, NULL);
	judge(bench, "deletion", &rule);
	bench_expect(bench, 1, "nobody may delete \"lightblob\"");
}

static void test_linear(void **state)
{
	struct place *place = *state;
	struct bench *bench = &place->bench;
	const struct rule *rule = rule_by_id("linear-history");

	rule->judge_commit(NULL, &bench->context, bench_commit(bench, "good"),
			   &bench->error);
	bench_expect(bench, 0, NULL);
	rule->judge_commit(NULL, &bench->context, bench_commit(bench, "trunk"),
			   &bench->error);
	assert_int_equal(bench->count, 1);
	assert_true(str_starts(str_of(bench->findings[0].text), "merges "));
}

static void test_linear_repair(void **state)
{
	struct place *place = *state;
	struct bench *bench = &place->bench;
	const struct rule *rule = rule_by_id("linear-history");
	struct repair_request request = { .branch = "trunk",
					  .start = "refs/heads/main" };
	struct buf script = BUF_INIT;

	bench_update(bench, "refs/heads/trunk", UPDATE_CREATE, NULL, "trunk");
	rule->judge_commit(NULL, &bench->context, bench_commit(bench, "trunk"),
			   &bench->error);
	buf_add_text(&script, "git init -q --bare server.git\ncd repo\n"
			      "git remote add origin ../server.git\n"
			      "git push -q origin main\n"
			      "git checkout -q trunk\n");
	bench_repair(bench, rule, NULL, &request, &script);
	buf_add_text(&script,
		     "test -z \"$(git log --merges origin/main..trunk)\"\n"
		     "git diff --exit-code ORIG_HEAD trunk\n");
	bench_git_do(&bench->git, buf_text(&script));
	buf_release(&script);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_BENCH(test_annotated_tag),
		WITH_BENCH(test_tag_target_after_push),
		WITH_BENCH(test_annotated_tag_repair),
		WITH_BENCH(test_deletion),
		WITH_BENCH(test_deletion_open),
		WITH_BENCH(test_linear),
		WITH_BENCH(test_linear_repair),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
