/*
 * test_fold.c - findings beyond so many of a rule and a verdict are counted;
 * what could not be judged, or is out of an override's reach, is kept.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "gate/fold.h"

#include <string.h>

#define KEPT 3

static const struct policy_rule rules[2];

struct bench {
	struct judgement judgement;
	struct fold fold;
	unsigned char commits; /* so far: the last one's id */
};

static void open_bench(struct bench *bench, size_t kept_max)
{
	memset(bench, 0, sizeof(*bench));
	judgement_init(&bench->judgement);
	fold_init(&bench->fold, kept_max);
}

static void close_bench(struct bench *bench)
{
	fold_release(&bench->fold);
	judgement_release(&bench->judgement);
}

static struct finding *add(struct bench *bench, struct arena *arena,
			   enum verdict verdict)
{
	struct judgement *judgement = &bench->judgement;
	struct finding *finding;

	judgement->place.verdict = verdict;
	finding = judgement_new_finding(judgement);
	assert_non_null(finding);
	finding->commit.bytes[0] = bench->commits;
	finding->text = arena_say(arena, "commit %d", bench->commits);
	return finding;
}

/* `rule` finds so many things wrong with one more commit. */
static void call(struct bench *bench, size_t rule, enum verdict verdict,
		 size_t count)
{
	struct arena *arena;

	bench->commits++;
	bench->judgement.place.rule = &rules[rule];
	arena = fold_begin(&bench->fold, &bench->judgement);
	while (count--)
		add(bench, arena, verdict);
	fold_end(&bench->fold, &bench->judgement);
}

static const struct judged *at(const struct bench *bench, size_t index)
{
	assert_in_range(index, 0, bench->judgement.finding_count - 1);
	return bench->judgement.findings[index];
}

static void test_counts(void **state)
{
	struct bench bench;

	(void)state;
	open_bench(&bench, KEPT);
	for (int i = 0; i < 10; i++)
		call(&bench, 0, VERDICT_FAIL, 1);
	assert_int_equal(bench.judgement.finding_count, KEPT);
	assert_int_equal(bench.judgement.folded_count, 10 - KEPT);
	assert_int_equal(judgement_size(&bench.judgement), 10);
	assert_int_equal(at(&bench, 0)->folded.findings, 0);
	assert_int_equal(at(&bench, 2)->folded.findings, 7);
	assert_int_equal(at(&bench, 2)->folded.commits, 7);
	assert_int_equal(at(&bench, 2)->folded.last.bytes[0], 10);
	assert_string_equal(at(&bench, 2)->finding.text, "commit 3");
	close_bench(&bench);
}

static void test_one_commit(void **state)
{
	struct bench bench;

	(void)state;
	open_bench(&bench, KEPT);
	call(&bench, 0, VERDICT_FAIL, 5);
	assert_int_equal(at(&bench, 2)->folded.findings, 2);
	assert_int_equal(at(&bench, 2)->folded.commits, 0);
	call(&bench, 0, VERDICT_FAIL, 2);
	assert_int_equal(at(&bench, 2)->folded.findings, 4);
	assert_int_equal(at(&bench, 2)->folded.commits, 1);
	close_bench(&bench);
}

static void test_groups(void **state)
{
	struct bench bench;

	(void)state;
	open_bench(&bench, KEPT);
	for (int i = 0; i < 5; i++) {
		call(&bench, 0, VERDICT_FAIL, 1);
		call(&bench, 0, VERDICT_EXEMPT, 1);
		call(&bench, 1, VERDICT_FAIL, 1);
	}
	assert_int_equal(bench.judgement.finding_count, 3 * KEPT);
	for (size_t i = 6; i < 9; i++)
		assert_int_equal(at(&bench, i)->folded.findings, 2);
	close_bench(&bench);
}

/* What has advice of its own is kept; a commit is one, whatever it lacks. */
static void test_topics(void **state)
{
	struct bench bench;
	size_t commits = 0;

	(void)state;
	open_bench(&bench, KEPT);
	for (int i = 0; i < 8; i++) {
		struct arena *arena;

		bench.commits++;
		bench.judgement.place.rule = &rules[0];
		arena = fold_begin(&bench.fold, &bench.judgement);
		add(&bench, arena, VERDICT_FAIL);
		if (i > 1)
			add(&bench, arena, VERDICT_FAIL)->topic = 1;
		if (i == 7)
			add(&bench, arena, VERDICT_FAIL)->topic = 2;
		fold_end(&bench.fold, &bench.judgement);
	}
	assert_int_equal(bench.judgement.finding_count, 2 * KEPT + 1);
	for (size_t i = 0; i < 2 * KEPT + 1; i++) {
		const struct judged *judged = at(&bench, i);

		commits += judged->folded.commits;
		commits += !i || !oid_equal(&judged->finding.commit,
					    &at(&bench, i - 1)->finding.commit);
	}
	assert_int_equal(commits, 8);
	close_bench(&bench);
}

static void test_empty(void **state)
{
	struct bench bench;
	struct arena *arena;

	(void)state;
	open_bench(&bench, KEPT);
	call(&bench, 0, VERDICT_FAIL, KEPT);
	bench.commits++;
	arena = fold_begin(&bench.fold, &bench.judgement);
	add(&bench, arena, VERDICT_FAIL)->empty = true;
	fold_end(&bench.fold, &bench.judgement);
	assert_false(at(&bench, 0)->finding.empty);
	assert_true(at(&bench, KEPT - 1)->finding.empty);
	close_bench(&bench);
}

/* Also where it comes when all others are folded. */
static void test_kept(void **state)
{
	struct bench bench;
	struct arena *arena;
	size_t count;

	(void)state;
	open_bench(&bench, KEPT);
	for (int i = 0; i < 6; i++)
		call(&bench, 0, VERDICT_FAIL, 1);
	call(&bench, 0, VERDICT_BROKEN, 2);
	bench.commits++;
	arena = fold_begin(&bench.fold, &bench.judgement);
	add(&bench, arena, VERDICT_FAIL)->firm = true;
	add(&bench, arena, VERDICT_FAIL);
	add(&bench, arena, VERDICT_FAIL)->commit = (struct oid){ 0 };
	fold_end(&bench.fold, &bench.judgement);
	count = bench.judgement.finding_count;
	assert_int_equal(count, KEPT + 4);
	assert_string_equal(at(&bench, KEPT)->finding.text, "commit 7");
	assert_int_equal(at(&bench, KEPT)->place.verdict, VERDICT_BROKEN);
	assert_true(at(&bench, count - 2)->finding.firm);
	assert_string_equal(at(&bench, count - 1)->finding.text, "commit 8");
	assert_int_equal(at(&bench, KEPT - 1)->folded.findings, 4);
	close_bench(&bench);
}

/* What lies with findings that are folded lives on. */
static void test_beside(void **state)
{
	struct bench bench;
	struct arena *arena;
	struct memo *memo;

	(void)state;
	open_bench(&bench, KEPT);
	call(&bench, 0, VERDICT_FAIL, KEPT);
	bench.commits++;
	arena = fold_begin(&bench.fold, &bench.judgement);
	add(&bench, arena, VERDICT_FAIL);
	memo = judgement_new_memo(&bench.judgement);
	assert_non_null(memo);
	memo->name = arena_say(arena, "version/%d", 1);
	fold_end(&bench.fold, &bench.judgement);
	call(&bench, 0, VERDICT_FAIL, 1);
	assert_string_equal(judgement_memo_at(&bench.judgement, 0)->name,
			    "version/1");
	assert_int_equal(bench.judgement.finding_count, KEPT);
	assert_null(bench.fold.apart.blocks);
	close_bench(&bench);
}

static void test_all_kept(void **state)
{
	struct bench bench;

	(void)state;
	open_bench(&bench, 0);
	for (int i = 0; i < 50; i++)
		call(&bench, 0, VERDICT_FAIL, 1);
	assert_int_equal(bench.judgement.finding_count, 50);
	assert_int_equal(bench.judgement.folded_count, 0);
	close_bench(&bench);
	fold_release(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_counts),
		cmocka_unit_test(test_one_commit),
		cmocka_unit_test(test_groups),
		cmocka_unit_test(test_topics),
		cmocka_unit_test(test_empty),
		cmocka_unit_test(test_kept),
		cmocka_unit_test(test_beside),
		cmocka_unit_test(test_all_kept),
	};

	return cmocka_run_group_tests_name("fold", tests, NULL, NULL);
}
