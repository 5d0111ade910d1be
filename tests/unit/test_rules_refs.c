/*
 * test_rules_refs.c - rules about names and kinds of updates, and the funnel
 * that their findings go through.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "rule_bench.h"

#include <stdlib.h>
#include <string.h>

struct ref_name {
	struct pattern *pattern;
	const char *shape;
	struct texts accept;
	struct texts reject;
	int when;
};

struct deletion {
	struct audience allow;
	struct ref_globs merged_into;
};

static const struct person alice = { .name = "alice", .listed = true };
static const struct person bob = { .name = "bob", .listed = true };
static const struct person *lead_members[] = { &alice };
static const struct people_group leads = { "leads", lead_members, 1 };
static const struct people_group admins = { "admins", NULL, 0 };
static const struct people_group *groups[] = { &admins, &leads };

static const struct audience everyone = { AUDIENCE_EVERYONE, NULL, 0 };
static const struct audience nobody = { AUDIENCE_NOBODY, NULL, 0 };
static const struct audience some = { AUDIENCE_GROUPS, groups, 2 };

static int judge(struct bench *bench, const char *id, const void *options)
{
	bench_clear(bench);
	return rule_by_id(id)->judge_update(options, &bench->context,
					    &bench->error);
}

static void test_table(void **state)
{
	const struct option *option;
	size_t i;

	(void)state;
	for (i = 0; i < rules_count; i++) {
		assert_ptr_equal(rule_by_id(rules_all[i]->id), rules_all[i]);
		assert_non_null(rules_all[i]->summary);
		option = rules_all[i]->options ?
				 rules_all[i]->options->options :
				 NULL;
		for (; option && option->key; option++)
			if (option->offset >= rules_all[i]->options->size ||
			    !option->help)
				fail_msg("%s: %s", rules_all[i]->id,
					 option->key);
	}
	assert_null(rule_by_id("ref_name"));
	assert_string_equal(verdict_name(VERDICT_OVERRIDDEN), "overridden");
	assert_string_equal(verdict_name(VERDICT_BROKEN), "broken");
}

static void test_finding(void **state)
{
	struct bench *bench = calloc(1, sizeof(*bench));
	struct commit commit = { .message = STR("one\ntwo") };
	struct finding *finding;
	char text[] = "value";
	size_t i;

	(void)state;
	bench_init(bench);
	finding = finding_add_commit(&bench->context, &commit, "no %s", text);
	finding_row(&bench->context, finding, "wanted", str_of(text));
	text[0] = 'x';
	assert_string_equal(finding->text, "no value");
	assert_string_equal(finding->subject.data, "one");
	assert_string_equal(bench_row(bench, 0, "wanted"), "value");
	for (i = 0; i < FINDING_ROWS_MAX + 2; i++)
		finding_rowf(&bench->context, finding, "row", "%zu", i);
	assert_int_equal(finding->row_count, FINDING_ROWS_MAX);
	finding_row(&bench->context, NULL, "x", STR("y"));
	bench_release(bench);
	free(bench);
}

/* A long line is cut round the place, between characters. */
static void test_excerpt(void **state)
{
	struct bench *bench = calloc(1, sizeof(*bench));
	struct finding *finding;
	char line[3000];
	size_t i;

	(void)state;
	bench_init(bench);
	for (i = 0; i < sizeof(line); i += 2)
		memcpy(line + i, "\xc3\xa4", 2);
	line[2000] = 'X';
	line[2001] = 'Y';
	finding = finding_add(&bench->context, "x");
	finding_excerpt(&bench->context, finding,
			(struct str){ line, sizeof(line) }, 7, 2000, 2);
	assert_true(finding->excerpt.line.size <= 512);
	assert_memory_equal(
		finding->excerpt.line.data + finding->excerpt.column, "XY", 2);
	assert_int_equal(finding->excerpt.length, 2);
	assert_int_equal(finding->excerpt.line.data[0] & 0xff, 0xc3);
	finding_excerpt(&bench->context, finding, STR("abc"), 1, 9, 9);
	assert_int_equal(finding->excerpt.column, 3);
	assert_int_equal(finding->excerpt.length, 0);
	finding_excerpt(&bench->context, NULL, STR("abc"), 1, 0, 1);
	bench_release(bench);
	free(bench);
}

static void test_audience(void **state)
{
	struct bench *bench = calloc(1, sizeof(*bench));
	const struct rule_context *context = &bench->context;

	(void)state;
	bench_init(bench);
	assert_int_equal(audience_has_pusher(&everyone, context, NULL),
			 MATCH_YES);
	assert_int_equal(audience_has_pusher(&nobody, context, NULL), MATCH_NO);
	assert_int_equal(audience_has_pusher(&some, context, &bench->error),
			 MATCH_BROKEN);
	assert_non_null(strstr(bench->error.text, "who is pushing"));
	bench->pusher.login = "git";
	assert_int_equal(audience_has_pusher(&some, context, &bench->error),
			 MATCH_BROKEN);
	assert_non_null(strstr(bench->error.text, "\"git\""));
	bench->pusher.person = &bob;
	assert_int_equal(audience_has_pusher(&some, context, NULL), MATCH_NO);
	bench->pusher.person = &alice;
	assert_int_equal(audience_has_pusher(&some, context, NULL), MATCH_YES);
	bench_release(bench);
	free(bench);
}

static const char *accepted[] = { "hotfix/REC-123-fix-login" };

static void test_ref_name(void **state)
{
	static const struct {
		const char *name;
		enum update_kind kind;
		int when;
		bool found;
	} rows[] = {
		{ "refs/heads/hotfix/REC-1-a", UPDATE_CREATE, 0, false },
		{ "refs/heads/hotfix/REC-1-a\n", UPDATE_CREATE, 0, true },
		{ "refs/heads/hotfix/rec-1-a", UPDATE_CREATE, 0, true },
		{ "refs/heads/x/hotfix/REC-1-a", UPDATE_CREATE, 0, true },
		{ "refs/tags/hotfix/REC-1-a", UPDATE_CREATE, 0, false },
		{ "refs/tags/v1", UPDATE_CREATE, 0, true },
		{ "refs/notes/x", UPDATE_CREATE, 0, false },
		{ "refs/heads/old", UPDATE_CHANGE, 0, false },
		{ "refs/heads/old", UPDATE_CHANGE, 1, true },
		{ "refs/heads/old", UPDATE_DELETE, 1, false },
	};
	struct bench *bench = calloc(1, sizeof(*bench));
	struct ref_name rule = { .shape = "hotfix/REC-<number>-<text>",
				 .accept = { accepted, 1 } };
	size_t i;

	(void)state;
	bench_init(bench);
	rule.pattern =
		bench_pattern(bench, "hotfix/REC-[0-9]+-[a-z]+", REGEX_FULL);
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		rule.when = rows[i].when;
		bench_update(bench, rows[i].name, rows[i].kind, NULL, NULL);
		assert_int_equal(judge(bench, "ref-name", &rule), 0);
		if (bench->count != rows[i].found)
			fail_msg("%s: %zu findings", rows[i].name,
				 bench->count);
	}
	bench_update(bench, "refs/heads/hotfix/x", UPDATE_CREATE, NULL, NULL);
	judge(bench, "ref-name", &rule);
	bench_expect(bench, 1, "\"hotfix/x\" is not in the wanted form");
	assert_string_equal(bench_row(bench, 0, "wanted"), rule.shape);
	assert_string_equal(bench_row(bench, 0, "example"), accepted[0]);
	bench_update(bench, "refs/heads/\xff", UPDATE_CREATE, NULL, NULL);
	assert_true(judge(bench, "ref-name", &rule) < 0);
	bench_release(bench);
	free(bench);
}

static void expect_repair(struct bench *bench, const struct ref_name *rule,
			  const char *name, const char *wanted)
{
	struct repair_request request = { .branch = name };
	struct buf out = BUF_INIT;

	bench_update(bench, name, UPDATE_CREATE, NULL, NULL);
	bench->update.new_type = OBJECT_TAG;
	judge(bench, "ref-name", rule);
	bench_repair(bench, rule_by_id("ref-name"), rule, &request, &out);
	assert_string_equal(buf_text(&out), wanted);
	buf_release(&out);
}

static void test_ref_name_repair(void **state)
{
	struct bench *bench = calloc(1, sizeof(*bench));
	struct ref_name rule = { .shape = "hotfix/REC-<number>-<text>",
				 .accept = { accepted, 1 } };

	(void)state;
	bench_init(bench);
	rule.pattern =
		bench_pattern(bench, "hotfix/REC-[0-9]+-[a-z-]+", REGEX_FULL);
	expect_repair(bench, &rule, "refs/heads/hotfix/fix-login",
		      "# with your number for NUMBER:\n"
		      "git branch -m hotfix/fix-login "
		      "hotfix/REC-NUMBER-fix-login\n"
		      "git push -u origin hotfix/REC-NUMBER-fix-login\n");
	expect_repair(bench, &rule, "refs/heads/hotfix/rec-7-Fix_It",
		      "git branch -m hotfix/rec-7-Fix_It "
		      "hotfix/REC-7-fix-it\n"
		      "git push -u origin hotfix/REC-7-fix-it\n");
	expect_repair(bench, &rule, "refs/heads/$(rm x)'",
		      "# with your number for NUMBER:\n"
		      "git branch hotfix/REC-NUMBER-rm-x "
		      "'refs/heads/$(rm x)'\\'''\n"
		      "git switch hotfix/REC-NUMBER-rm-x\n"
		      "git push -u origin hotfix/REC-NUMBER-rm-x\n");
	bench_release(bench);
	free(bench);
}

static void test_ref_name_no_shape(void **state)
{
	struct bench *bench = calloc(1, sizeof(*bench));
	struct ref_name rule = { .accept = { accepted, 1 } };

	(void)state;
	bench_init(bench);
	rule.pattern = bench_pattern(bench, "v[0-9]+", REGEX_FULL);
	expect_repair(bench, &rule, "refs/tags/x",
		      "# with a name like the example for NEW-NAME:\n"
		      "git for-each-ref --format='%(contents:subject)%0a%0a"
		      "%(contents:body)' refs/tags/x | git tag -a -F - "
		      "NEW-NAME 'refs/tags/x^{}'\n"
		      "git tag -d x\n"
		      "git push origin NEW-NAME\n");
	assert_string_equal(bench_row(bench, 0, "pattern"), "v[0-9]+");
	bench_release(bench);
	free(bench);
}

static void test_kinds(void **state)
{
	static const struct {
		const char *id;
		enum update_kind kind;
		bool rewinds;
		bool found;
	} rows[] = {
		{ "creation", UPDATE_CREATE, false, true },
		{ "creation", UPDATE_CHANGE, false, false },
		{ "creation", UPDATE_DELETE, false, false },
		{ "update", UPDATE_CREATE, false, false },
		{ "update", UPDATE_CHANGE, false, true },
		{ "update", UPDATE_CHANGE, true, true },
		{ "update", UPDATE_DELETE, false, false },
		{ "deletion", UPDATE_CREATE, false, false },
		{ "deletion", UPDATE_CHANGE, true, false },
		{ "deletion", UPDATE_DELETE, false, true },
		{ "non-fast-forward", UPDATE_CREATE, true, false },
		{ "non-fast-forward", UPDATE_CHANGE, false, false },
		{ "non-fast-forward", UPDATE_CHANGE, true, true },
		{ "non-fast-forward", UPDATE_DELETE, true, false },
	};
	struct bench *bench = calloc(1, sizeof(*bench));
	struct deletion options = { .allow = nobody };
	size_t i;

	(void)state;
	bench_init(bench);
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		bench_update(bench, "refs/heads/x", rows[i].kind, NULL, NULL);
		bench->update.rewinds = rows[i].rewinds;
		memset(&bench->update.old_commit, 1, sizeof(struct oid));
		memset(&bench->update.new_commit, 2, sizeof(struct oid));
		if (rows[i].kind == UPDATE_DELETE)
			bench->update.old_commit = (struct oid){ { 0 } };
		options.allow = nobody;
		assert_int_equal(judge(bench, rows[i].id, &options), 0);
		if (bench->count != rows[i].found)
			fail_msg("%s, row %zu", rows[i].id, i);
		options.allow = everyone;
		assert_int_equal(judge(bench, rows[i].id, &options), 0);
		bench_expect(bench, 0, NULL);
	}
	bench_release(bench);
	free(bench);
}

/* A tag of a blob has no history: it cannot go forward. */
static void test_rewind_no_commit(void **state)
{
	struct bench *bench = calloc(1, sizeof(*bench));
	struct deletion options = { .allow = nobody };

	(void)state;
	bench_init(bench);
	bench_update(bench, "refs/tags/x", UPDATE_CHANGE, NULL, NULL);
	assert_int_equal(judge(bench, "non-fast-forward", &options), 0);
	bench_expect(bench, 1, "nobody may move \"x\"");
	bench_release(bench);
	free(bench);
}

static void test_allow_people(void **state)
{
	struct bench *bench = calloc(1, sizeof(*bench));
	struct repair_request request = { .branch = "x" };
	struct deletion options = { .allow = some };
	struct buf out = BUF_INIT;

	(void)state;
	bench_init(bench);
	bench_update(bench, "refs/heads/x", UPDATE_CREATE, NULL, NULL);
	assert_true(judge(bench, "creation", &options) < 0);
	bench_expect(bench, 0, NULL);
	bench->pusher.login = "bob";
	bench->pusher.person = &bob;
	assert_int_equal(judge(bench, "creation", &options), 0);
	bench_expect(bench, 1, "only admins, leads may create \"x\"");
	assert_string_equal(bench_row(bench, 0, "you are"), "bob");
	bench_repair(bench, rule_by_id("creation"), &options, &request, &out);
	assert_string_equal(buf_text(&out),
			    "# ask somebody of admins, leads to do it\n");
	bench->pusher.person = &alice;
	assert_int_equal(judge(bench, "creation", &options), 0);
	bench_expect(bench, 0, NULL);
	buf_release(&out);
	bench_release(bench);
	free(bench);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_table),
		cmocka_unit_test(test_finding),
		cmocka_unit_test(test_excerpt),
		cmocka_unit_test(test_audience),
		cmocka_unit_test(test_ref_name),
		cmocka_unit_test(test_ref_name_repair),
		cmocka_unit_test(test_ref_name_no_shape),
		cmocka_unit_test(test_kinds),
		cmocka_unit_test(test_rewind_no_commit),
		cmocka_unit_test(test_allow_people),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
