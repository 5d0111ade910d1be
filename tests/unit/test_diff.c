/*
 * test_diff.c - differences of trees that git would not make or that limits
 * are for. What git can compare is left to tests/differential.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "git/diff.h"

#include "bench_git.h"

#include <string.h>

/* tag NAME SCRIPT names the tree that the index then holds. */
static const char start[] =
	"git init -q repo\ncd repo\n"
	"x=$(echo x | git hash-object -w --stdin)\n"
	"y=$(echo y | git hash-object -w --stdin)\n"
	"put() { git update-index --add --cacheinfo \"$2,$1,$3\"; }\n"
	"name() { git tag \"$1\" \"$(git write-tree)\"; git read-tree --empty; }\n";

struct bench {
	struct bench_git git;
	struct repo *repo;
	struct buf said;
	struct error error;
	int answer; /* of the callback */
};

static void open_bench(struct bench *bench, const char *script)
{
	*bench = (struct bench){ 0 };
	bench->repo = bench_git_start(&bench->git, start, script);
}

static void close_bench(struct bench *bench)
{
	repo_close(bench->repo);
	buf_release(&bench->said);
	bench_git_close(&bench->git);
}

static int say(const struct diff_entry *entry, void *context)
{
	struct bench *bench = context;

	for (size_t i = 0; i < entry->old_count; i++)
		buf_addf(&bench->said, "%o ", entry->old[i].mode);
	buf_addf(&bench->said, "%o %.*s;", entry->new.mode,
		 STR_ARGS(entry->path));
	return bench->answer;
}

/* The trees by their tags: new, then the bases; NULL ends them. */
static struct diff_request request_of(struct bench *bench, struct oid *bases,
				      const char *const *names)
{
	struct diff_request request = {
		.bases = bases,
		.new = bench_git_id(&bench->git, names[0]),
		.each = say,
		.context = bench,
	};

	while (names[request.base_count + 1]) {
		bases[request.base_count] = bench_git_id(
			&bench->git, names[request.base_count + 1]);
		request.base_count++;
	}
	return request;
}

struct said_case {
	const char *names[5];
	const char *said;
};

static void expect(const char *script, const struct said_case *cases,
		   size_t count, bool some)
{
	struct bench bench;

	open_bench(&bench, script);
	for (size_t i = 0; i < count; i++) {
		struct oid bases[4];
		struct diff_request request =
			request_of(&bench, bases, cases[i].names);

		request.some = some;
		buf_clear(&bench.said);
		assert_int_equal(diff_trees(bench.repo, &request, &bench.error),
				 0);
		assert_string_equal(buf_text(&bench.said), cases[i].said);
	}
	close_bench(&bench);
}

static void test_entries(void **state)
{
	static const char script[] =
		"put $x 100644 a; put $x 100644 b; name file\n"
		"put $x 100644 a/c; put $x 100644 b; name directory\n"
		"put $x 100755 a; put $x 100644 b; name mode\n"
		"put $y 100644 a; name other\n"
		"put $x 120000 a; put $x 100644 b; name link\n"
		"name empty\n";
	static const struct said_case cases[] = {
		{ { "file", "file" }, "" },
		{ { "directory", "file" }, "100644 0 a;0 100644 a/c;" },
		{ { "file", "directory" }, "0 100644 a;100644 0 a/c;" },
		{ { "mode", "file" }, "100644 100755 a;" },
		{ { "link", "file" }, "100644 120000 a;" },
		{ { "other", "file" }, "100644 100644 a;100644 0 b;" },
		{ { "empty", "file" }, "100644 0 a;100644 0 b;" },
		{ { "file" }, "0 100644 a;0 100644 b;" },
		/* gone from one base only, so not from all */
		{ { "other", "file", "empty" }, "100644 0 100644 a;" },
		{ { "other", "file", "mode" },
		  "100644 100755 100644 a;100644 100644 0 b;" },
		{ { "mode", "file", "mode" }, "" },
		{ { "file", "directory", "mode", "other" },
		  "0 100755 100644 100644 a;" },
	};

	(void)state;
	expect(script, cases, sizeof(cases) / sizeof(*cases), false);
}

static int run(struct bench *bench, const char *name,
	       const struct deadline *deadline, bool strict, bool check)
{
	const char *const names[] = { name, NULL };
	struct oid bases[1];
	struct diff_request request = request_of(bench, bases, names);

	request.deadline = deadline;
	request.strict = strict;
	buf_clear(&bench->said);
	bench->error.text[0] = '\0';
	if (check)
		return diff_check_new_trees(bench->repo, &request,
					    &bench->error);
	return diff_trees(bench->repo, &request, &bench->error);
}

/* What differs from one of the bases, the others as they are. */
static void test_some(void **state)
{
	static const char script[] =
		"put $x 100644 a/b; put $x 100644 c; name one\n"
		"put $y 100644 a/b; put $x 100644 c; name two\n"
		"put $x 100644 a/b; put $x 100644 d; name three\n"
		"put $x 100644 a; put $x 100644 c; name file\n"
		"name empty\n";
	static const struct said_case cases[] = {
		{ { "one", "one", "one" }, "" },
		{ { "one", "two" }, "100644 100644 a/b;" },
		{ { "one", "one", "two" }, "100644 100644 100644 a/b;" },
		{ { "one", "two", "one" }, "100644 100644 100644 a/b;" },
		{ { "one", "one", "three" },
		  "100644 0 100644 c;0 100644 0 d;" },
		{ { "one", "file", "one" },
		  "100644 0 0 a;0 100644 100644 a/b;" },
		{ { "one", "one", "empty" },
		  "100644 0 100644 a/b;100644 0 100644 c;" },
		{ { "one", "empty", "one" },
		  "0 100644 100644 a/b;0 100644 100644 c;" },
		{ { "empty", "one", "empty" }, "100644 0 0 a/b;100644 0 0 c;" },
		{ { "one", "two", "three", "one" },
		  "100644 100644 100644 100644 a/b;"
		  "100644 0 100644 100644 c;0 100644 0 0 d;" },
	};

	(void)state;
	expect(script, cases, sizeof(cases) / sizeof(*cases), true);
}

static void test_answers(void **state)
{
	const struct deadline passed = { 1 };
	struct bench bench;

	(void)state;
	open_bench(&bench, "put $x 100644 a; put $x 100644 d/b; name two\n");
	bench.answer = 7;
	assert_int_equal(run(&bench, "two", NULL, false, false), 7);
	assert_string_equal(buf_text(&bench.said), "0 100644 a;");
	assert_int_equal(run(&bench, "two", NULL, false, true), 0);
	assert_string_equal(buf_text(&bench.said), "");
	assert_int_equal(run(&bench, "two", &passed, false, false),
			 ERROR_LIMIT);
	assert_int_equal(run(&bench, "two", &passed, false, true), ERROR_LIMIT);
	close_bench(&bench);
}

static void test_limits(void **state)
{
	static const char script[] =
		"deep() { t=$(printf '100644 blob %s\\ta\\n' $x | git mktree)\n"
		"for i in $(seq $1); do\n"
		"t=$(printf '040000 tree %s\\t%s\\n' $t $2 | git mktree)\n"
		"done; git tag $3 $t; }\n"
		"n=$(printf 'n%.0s' $(seq 200))\n"
		"deep 256 d deep; deep 257 d deeper\n"
		"deep 20 $n long; deep 21 $n longer\n";
	struct bench bench;

	(void)state;
	open_bench(&bench, script);
	assert_int_equal(run(&bench, "deep", NULL, false, false), 0);
	assert_int_equal(run(&bench, "deeper", NULL, false, false),
			 ERROR_LIMIT);
	assert_non_null(strstr(bench.error.text, "d/d/d"));
	assert_int_equal(run(&bench, "deeper", NULL, false, true), ERROR_LIMIT);
	assert_int_equal(run(&bench, "long", NULL, false, false), 0);
	assert_int_equal(run(&bench, "longer", NULL, false, false),
			 ERROR_LIMIT);
	assert_non_null(strstr(bench.error.text, "path is too long"));
	close_bench(&bench);
}

static int check(struct bench *bench, const char *const *names)
{
	struct oid bases[DIFF_BASES_MAX];
	struct diff_request request = request_of(bench, bases, names);

	return diff_check_new_trees(bench->repo, &request, &bench->error);
}

/* A path that is too long is no news where any parent has it. */
static void test_long_in_merge(void **state)
{
	static const char script[] =
		"n=$(printf 'n%.0s' $(seq 200))\n"
		"wrap() { name=$1; shift; t=$(for i; do\n"
		"printf '100644 blob %s\\t%s\\n' $x $i; done | git mktree)\n"
		"for i in $(seq 20); do\n"
		"t=$(printf '040000 tree %s\\t%s\\n' $t $n | git mktree)\n"
		"done; git tag $name $t; }\n"
		"wrap one x y; wrap two x $n; wrap both x y $n\n";
	static const char *const merges[][4] = {
		{ "both", "one", "two", NULL },
		{ "both", "two", "one", NULL },
		{ "both", "one", "one", "two" },
	};
	static const char *const news[] = { "both", "one", "one", NULL };
	struct bench bench;

	(void)state;
	open_bench(&bench, script);
	for (size_t i = 0; i < sizeof(merges) / sizeof(*merges); i++) {
		const char *names[5] = { NULL };

		memcpy(names, merges[i], sizeof(merges[i]));
		assert_int_equal(check(&bench, names), 0);
	}
	assert_int_equal(check(&bench, news), ERROR_LIMIT);
	close_bench(&bench);
}

/* A NUL in a mode's place, an id that looks like an entry: git reads them. */
static void test_odd_modes(void **state)
{
	static const char script[] =
		"bytes() { printf '%s' $1 | sed 's/../\\\\x&/g' |\n"
		"xargs -0 printf '%b'; }\n"
		"odd() { printf '100644 A\\0'; bytes $x\n"
		"printf '1 abc\\0 abcdefg\\00012345678901'\n"
		"printf '1 az\\0QQQQ100644 docs/abc/'\n"
		"printf '100644 secret\\0'; bytes $1\n"
		"printf '100644 zz\\0'; bytes $x; }\n"
		"git tag old $(odd $x | git hash-object -w -t tree --literally "
		"--stdin)\n"
		"git tag new $(odd $y | git hash-object -w -t tree --literally "
		"--stdin)\n";
	static const struct said_case cases[] = {
		{ { "new", "old" }, "100644 100644 secret;" },
	};

	(void)state;
	expect(script, cases, sizeof(cases) / sizeof(*cases), false);
}

static void test_broken(void **state)
{
	/* An unsorted tree inside a good one; a tree that is missing; a blob
	 * that is called a tree. */
	static const char script[] =
		"raw() { printf '100644 %s\\0' $1\n"
		"printf '%s' $x | sed 's/../\\\\x&/g' | xargs -0 printf '%b'; }\n"
		"t=$( (raw b; raw a) | git hash-object -w -t tree --literally "
		"--stdin)\n"
		"wrap() { printf '040000 tree %s\\tsub\\n' $1 | "
		"git mktree --missing; }\n"
		"git tag unsorted $(wrap $t)\n"
		"git tag gone $(wrap 1111111111111111111111111111111111111111)\n"
		"printf '40000 sub\\0' >t\n"
		"printf '%s' $x | sed 's/../\\\\x&/g' | xargs -0 printf '%b' "
		">>t\n"
		"git tag blob $(git hash-object -w -t tree --literally t)\n";
	struct bench bench;

	(void)state;
	open_bench(&bench, script);
	assert_int_equal(run(&bench, "unsorted", NULL, false, false), 0);
	assert_string_equal(buf_text(&bench.said),
			    "0 100644 sub/b;0 100644 sub/a;");
	assert_int_equal(run(&bench, "unsorted", NULL, true, false),
			 ERROR_BROKEN);
	assert_non_null(strstr(bench.error.text, "(sub) is malformed"));
	assert_int_equal(run(&bench, "unsorted", NULL, false, true),
			 ERROR_BROKEN);
	assert_int_equal(run(&bench, "gone", NULL, false, false), ERROR_BROKEN);
	assert_non_null(strstr(bench.error.text,
			       "tree 1111111111111111111111111111111111111111 "
			       "(sub) is missing"));
	assert_int_equal(run(&bench, "blob", NULL, false, false), ERROR_BROKEN);
	assert_non_null(strstr(bench.error.text, "(sub) is no tree"));
	close_bench(&bench);
}

static usec time_of(struct bench *bench, const char *const *names)
{
	struct oid bases[4];
	struct diff_request request = request_of(bench, bases, names);
	usec began = clock_monotonic();

	buf_clear(&bench->said);
	assert_int_equal(diff_trees(bench->repo, &request, &bench->error), 0);
	return clock_monotonic() - began;
}

/* One base stops at each entry what another could be compared by at once. */
static void test_alternating(void **state)
{
	static const char script[] =
		"tree() { seq 100000 140000 | awk -v x=$x -v y=$y -v k=$1 "
		"'{ print \"100644 blob \" (k && $1 % k == 0 ? y : x) "
		"\"\\tf\" $1 }' | git mktree; }\n"
		"git tag same $(tree 0); git tag half $(tree 2)\n"
		"git tag last $(tree 139999)\n";
	static const char *const one[] = { "same", "half", NULL };
	static const char *const first[] = { "same", "half", "last", NULL };
	static const char *const second[] = { "same", "last", "half", NULL };
	struct bench bench;
	usec limit;

	(void)state;
	open_bench(&bench, script);
	limit = 10 * time_of(&bench, one) + USEC_PER_SECOND / 10;
	assert_true(bench.said.size > 0);
	assert_true(time_of(&bench, first) < limit);
	assert_int_equal(bench.said.size, 0);
	assert_true(time_of(&bench, second) < limit);
	assert_int_equal(bench.said.size, 0);
	close_bench(&bench);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_entries),
		cmocka_unit_test(test_some),
		cmocka_unit_test(test_answers),
		cmocka_unit_test(test_limits),
		cmocka_unit_test(test_long_in_merge),
		cmocka_unit_test(test_odd_modes),
		cmocka_unit_test(test_broken),
		cmocka_unit_test(test_alternating),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
