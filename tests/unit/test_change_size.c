/*
 * test_change_size.c - what counts as a file, a line, a byte, a commit.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "rule_bench.h"

struct change_size {
	int64_t files;
	int64_t lines;
	int64_t bytes;
	int64_t commits;
	struct ref_globs ignore;
};

#define UNSET OPTION_UNSET

static const char trees[] =
	"save() { git add -A .; git commit -qm \"$1\"; }\n"
	"printf '1\\n2\\n3\\n' >a; printf 'x' >m; save base; git branch base\n"
	/* two lines change (4), a new file of 3, a mode, 161 binary bytes */
	"printf '1\\n22\\n33\\n' >a; printf 'p\\nq\\nr' >b; chmod +x m; save one\n"
	"head -c 161 /dev/zero >bin; echo lock >Cargo.lock; save two\n"
	"git checkout -q -b side base; echo s >s; save side\n"
	"git checkout -q -b all main; git merge -q --no-edit side\n"
	"git checkout -q -b long base; head -c 1001 /dev/zero | tr '\\0' y "
	">long; echo >>long; head -c 1000 /dev/zero | tr '\\0' y >>long; "
	"save long\n"
	"git checkout -q -b ends base; seq 9 >n; save n; git branch n\n"
	"sed -i '1s/1/x/;9s/9/x/' n; save ends\n"
	"git checkout -q -b undone base; echo z >z; save z; git rm -q z; "
	"save undo\n";

static int set_up(void **state)
{
	return bench_set_up(state, sizeof(struct bench), trees);
}

static const struct {
	const char *base; /* NULL: "base" */
	const char *tip;
	struct change_size rule;
	const char *wanted; /* NULL: passes */
} rows[] = {
	{ NULL,
	  "main",
	  { UNSET, UNSET, UNSET, UNSET, { .has_default = false } },
	  NULL },
	{ NULL,
	  "main",
	  { 5, UNSET, UNSET, UNSET, { .has_default = false } },
	  NULL },
	{ NULL,
	  "main",
	  { 3, UNSET, UNSET, UNSET, { .has_default = false } },
	  "4 files are changed; at most 3" },
	{ NULL,
	  "main",
	  { 4, UNSET, UNSET, UNSET, { .has_default = false } },
	  NULL },
	/* a: 4, b: 3, m: 0, bin: 161 bytes in lines of 80: 3 */
	{ NULL,
	  "main",
	  { UNSET, 10, UNSET, UNSET, { .has_default = false } },
	  NULL },
	{ NULL,
	  "main",
	  { UNSET, 9, UNSET, UNSET, { .has_default = false } },
	  "10 lines are changed; at most 9" },
	/* a: -2 -2 +3 +3, b: 6, bin: 161 */
	{ NULL,
	  "main",
	  { UNSET, UNSET, 177, UNSET, { .has_default = false } },
	  NULL },
	{ NULL,
	  "main",
	  { UNSET, UNSET, 176, UNSET, { .has_default = false } },
	  "177 bytes are changed; at most 176" },
	{ NULL,
	  "all",
	  { UNSET, UNSET, UNSET, 3, { .has_default = false } },
	  NULL },
	{ NULL,
	  "all",
	  { UNSET, UNSET, UNSET, 2, { .has_default = false } },
	  "3 commits; at most 2" },
	/* 1001 bytes are too long for a line, 1000 are not */
	{ NULL,
	  "long",
	  { UNSET, 14, UNSET, UNSET, { .has_default = false } },
	  NULL },
	{ NULL,
	  "long",
	  { UNSET, 13, UNSET, UNSET, { .has_default = false } },
	  "14 lines are changed; at most 13" },
	{ NULL, "undone", { 0, 0, 0, 0, { .has_default = false } }, NULL },
	/* the lines between the first and the last one do not count */
	{ "n", "ends", { UNSET, 4, 8, UNSET, { .has_default = false } }, NULL },
	{ "n",
	  "ends",
	  { UNSET, 3, UNSET, UNSET, { .has_default = false } },
	  "4 lines are changed; at most 3" },
	{ "n",
	  "ends",
	  { UNSET, UNSET, 7, UNSET, { .has_default = false } },
	  "8 bytes are changed; at most 7" },
};

static void test_limits(void **state)
{
	static const char *const lock[] = { "Cargo.lock", NULL };
	struct bench *bench = *state;
	struct change_size rule;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		rule = rows[i].rule;
		rule.ignore = bench_globs(bench, lock);
		bench_clear(bench);
		if (rule_by_id("change-size")
			    ->judge_change(&rule, &bench->context,
					   bench_change(bench,
							rows[i].base ?
								rows[i].base :
								"base",
							rows[i].tip),
					   &bench->error))
			fail_msg("%s", bench->error.text);
		bench_expect(bench, rows[i].wanted ? 1 : 0, rows[i].wanted);
	}
}

static void test_rows(void **state)
{
	static const char *const none[] = { NULL };
	struct bench *bench = *state;
	struct change_size rule = { 0, 0, UNSET, 0, bench_globs(bench, none) };
	struct change *change = bench_change(bench, "base", "main");
	const struct line_count *count;

	rule_by_id("change-size")
		->judge_change(&rule, &bench->context, change, &bench->error);
	bench_expect(bench, 3, "5 files are changed; at most 0");
	assert_string_equal(bench_row(bench, 1, "largest"), "a (4 lines)");
	bench_clear(bench);
	rule_by_id("change-size")
		->judge_change(&rule, &bench->context,
			       bench_change(bench, "base", "side"),
			       &bench->error);
	assert_string_equal(bench_row(bench, 1, "largest"), "s (1 line)");
	/* counted once, and no more exactly than it was */
	assert_int_equal(change->counted[0], COUNTED_ALL);
	change->counts[0].added = 77;
	assert_int_equal(change_lines(&count, change, 0, COUNTED_ALL,
				      bench->repo, &bench->error),
			 0);
	assert_int_equal(count->added, 77);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_BENCH(test_limits),
		WITH_BENCH(test_rows),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
