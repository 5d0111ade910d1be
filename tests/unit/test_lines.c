/*
 * test_lines.c - counting changed lines and showing added ones, where limits
 * and odd content matter. Plain content is left to tests/differential.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "git/lines.h"

#include "bench_git.h"

#include <stdio.h>
#include <string.h>

static const char start[] =
	"git init -q repo\ncd repo\n"
	"put() { git tag $1 $(git hash-object -w --stdin); }\n"
	"put empty </dev/null\n"
	"printf 'a\\nb\\nc\\n' | put abc; printf 'a\\nx\\nc\\nd' | put axcd\n"
	"printf 'a\\nb\\nc' | put unfinished; printf 'a\\n\\0b\\n' | put nul\n"
	"{ head -c 7999 /dev/zero | tr '\\0' '\\n'; printf '\\0'; } | put late0\n"
	"{ head -c 8000 /dev/zero | tr '\\0' '\\n'; printf '\\0'; } | put late1\n"
	"head -c 8388608 /dev/zero | tr '\\0' '\\n' | put most\n"
	"head -c 8388609 /dev/zero | tr '\\0' '\\n' | put more\n"
	"{ echo a; head -c 4096 /dev/zero | tr '\\0' l; } | put line0\n"
	"{ echo a; head -c 4097 /dev/zero | tr '\\0' l; } | put line1\n"
	"{ echo a; seq 60000; echo z; } | put seq0\n"
	"{ echo a; seq 2 2 120000; echo z; } | put seq1\n"
	"{ echo a; seq 60000; echo new; echo z; } | put seq2\n"
	"{ echo a; echo b; seq 3 60000; echo c; echo z; } | put seq3\n";

struct bench {
	struct bench_git git;
	struct repo *repo;
	struct error error;
};

static struct bench bench;

static int open_bench(void **state)
{
	(void)state;
	bench.repo = bench_git_start(&bench.git, start, "");
	return 0;
}

static int close_bench(void **state)
{
	(void)state;
	repo_close(bench.repo);
	bench_git_close(&bench.git);
	return 0;
}

/* "": not there; "@": a submodule; else a blob's tag. */
static struct diff_side side_of(const char *name)
{
	struct diff_side side = { 0 };

	if (strcmp(name, "@") == 0) {
		side.mode = MODE_SUBMODULE;
		memset(side.id.bytes, 0x11, OID_SIZE);
	} else if (*name) {
		side.mode = MODE_FILE;
		side.id = bench_git_id(&bench.git, name);
	}
	return side;
}

static void test_counts(void **state)
{
	static const struct {
		const char *old;
		const char *new;
		size_t added;
		size_t removed;
		bool binary;
		size_t bytes;
		size_t changed_bytes;
		size_t weight;
	} cases[] = {
		{ "", "", 0, 0, false, 0, 0, 0 },
		{ "abc", "abc", 0, 0, false, 0, 0, 0 },
		{ "nul", "nul", 0, 0, false, 0, 0, 0 },
		{ "", "abc", 3, 0, false, 6, 6, 3 },
		{ "abc", "", 0, 3, false, 6, 6, 3 },
		{ "abc", "axcd", 2, 1, false, 7, 6, 3 },
		{ "abc", "unfinished", 1, 1, false, 6, 4, 2 },
		{ "abc", "nul", 0, 0, true, 6, 0, 0 },
		{ "late0", "empty", 0, 0, true, 8000, 0, 0 },
		{ "empty", "late1", 8001, 0, false, 8001, 8002, 8001 },
		{ "", "most", 8388608, 0, false, 8388608, 8388608, 8388608 },
		{ "", "more", 0, 0, true, 8388609, 0, 0 },
		{ "more", "abc", 0, 0, true, 8388609, 0, 0 },
		{ "line0", "empty", 0, 2, false, 4098, 4099, 53 },
		{ "line1", "empty", 0, 2, false, 4099, 4100, 53 },
		{ "", "@", 1, 0, false, 59, 59, 1 },
		{ "@", "abc", 3, 1, false, 59, 65, 4 },
		/* too many lines to be compared: all are replaced */
		{ "seq0", "seq1", 60000, 60000, false, 364454, 713344, 120000 },
		{ "seq0", "seq2", 1, 0, false, 348902, 4, 1 },
		{ "seq0", "seq3", 60000, 60000, false, 348898, 697788, 120000 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct diff_side old = side_of(cases[i].old);
		struct diff_side new = side_of(cases[i].new);
		struct line_count count;
		if (lines_count(&count, bench.repo, &old, &new, &bench.error))
			fail_msg("%s", bench.error.text);
		assert_int_equal(count.added, cases[i].added);
		assert_int_equal(count.removed, cases[i].removed);
		assert_int_equal(count.binary, cases[i].binary);
		if (count.changed_bytes != cases[i].changed_bytes ||
		    count.weight != cases[i].weight)
			fail_msg("%s %s: %zu bytes changed, weight %zu",
				 cases[i].old, cases[i].new,
				 count.changed_bytes, count.weight);
		if (cases[i].bytes != count.bytes)
			fail_msg("%s %s: %zu bytes", cases[i].old, cases[i].new,
				 count.bytes);
	}
}

/* Texts of a few lines that are often the same, the last with a LF or not. */
static const char texts[] =
	"cd repo\nput() { git tag $1 $(git hash-object -w --stdin); }\n"
	"i=0; while [ $i -lt 60 ]; do awk -v seed=$i 'BEGIN {\n"
	"	srand(seed); n = int(rand() * 12)\n"
	"	for (i = 0; i < n; i++)\n"
	"		printf \"%s\", substr(\"aabbbcdddd\", 1 + int(rand() * 10),"
	" int(rand() * 3)) (i < n - 1 || rand() < 0.7 ? \"\\n\" : \"\")\n"
	"}' | put r$i; i=$((i + 1)); done\n";

static void expect_no_more(const struct line_count *count,
			   const struct line_count *most)
{
	assert_int_equal(count->binary, most->binary);
	assert_int_equal(count->bytes, most->bytes);
	assert_true(count->added <= most->added);
	assert_true(count->removed <= most->removed);
	assert_true(count->changed_bytes <= most->changed_bytes);
	assert_true(count->weight <= most->weight);
}

static void test_most(void **state)
{
	struct diff_side sides[60];
	size_t exact = 0;

	(void)state;
	bench_git_do(&bench.git, texts);
	for (size_t i = 0; i < 60; i++) {
		char name[8];

		snprintf(name, sizeof(name), "r%zu", i);
		sides[i] = side_of(name);
	}
	for (size_t i = 0; i < 60 * 60; i++) {
		const struct diff_side *old = &sides[i / 60];
		const struct diff_side *new = &sides[i % 60];
		struct line_count count;
		struct line_count most;

		assert_int_equal(lines_count(&count, bench.repo, old, new,
					     &bench.error),
				 0);
		assert_int_equal(lines_count_most(&most, bench.repo, old, new,
						  &bench.error),
				 0);
		expect_no_more(&count, &most);
		exact += count.changed_bytes == most.changed_bytes;
	}
	/* often it is what is asked for, and not always */
	assert_true(exact > 600);
	assert_true(exact < 3000);
}

static int keep_added(const struct line *line, void *kept)
{
	if (line->added)
		buf_addf(kept, "%zu:%.*s%c", line->number, STR_ARGS(line->text),
			 line->is_unfinished ? '!' : '\n');
	return 0;
}

/* What is shown without a comparison is what a comparison shows. */
static void test_added_alone(void **state)
{
	(void)state;
	for (size_t i = 0; i < 60 * 60; i++) {
		struct buf all = BUF_INIT;
		struct buf added = BUF_INIT;
		struct lines lines = { .repo = bench.repo };
		char names[2][8];
		struct diff_side sides[2];

		snprintf(names[0], sizeof(names[0]), "r%zu", i / 60);
		snprintf(names[1], sizeof(names[1]), "r%zu", i % 60);
		sides[0] = side_of(names[0]);
		sides[1] = side_of(names[1]);
		assert_int_equal(lines_read(&lines, bench.repo, &sides[0],
					    &sides[1], &bench.error),
				 0);
		assert_int_equal(
			lines_diff(&lines, keep_added, &all, &bench.error), 0);
		assert_int_equal(lines_diff_added(&lines, keep_added, &added,
						  &bench.error),
				 0);
		assert_string_equal(buf_text(&all), buf_text(&added));
		buf_release(&all);
		buf_release(&added);
		lines_release(&lines);
	}
}

static void test_most_of_ends(void **state)
{
	struct diff_side old = side_of("seq0");
	struct diff_side new = side_of("seq3");
	struct line_count most;

	(void)state;
	assert_int_equal(lines_count_most(&most, bench.repo, &old, &new,
					  &bench.error),
			 0);
	/* all but the first and the last */
	assert_int_equal(most.added, 60000);
	assert_int_equal(most.removed, 60000);
	new = side_of("seq2");
	assert_int_equal(lines_count_most(&most, bench.repo, &old, &new,
					  &bench.error),
			 0);
	assert_int_equal(most.added, 1);
	assert_int_equal(most.removed, 0);
	assert_int_equal(most.weight, 1);
}

struct said {
	struct buf text;
	size_t lines;
	size_t stop_at;
};

static int say(struct str line, size_t number, void *context)
{
	struct said *said = context;

	said->lines++;
	if (said->lines <= 4)
		buf_addf(&said->text, "%zu:%.*s;", number, STR_ARGS(line));
	return said->lines == said->stop_at ? 5 : 0;
}

static void test_added(void **state)
{
	static const struct {
		const char *old;
		const char *new;
		const char *said;
		size_t lines;
	} cases[] = {
		{ "abc", "axcd", "2:x;4:d;", 2 },
		{ "axcd", "abc", "2:b;", 1 },
		{ "abc", "unfinished", "3:c;", 1 },
		{ "abc", "abc", "", 0 },
		{ "empty", "unfinished", "1:a;2:b;3:c;", 3 },
		{ "abc", "", "", 0 },
		/* a binary past is no excuse, a binary present has no lines */
		{ "nul", "abc", "2:b;3:c;", 2 },
		{ "abc", "nul", "", 0 },
		{ "abc", "more", "", 0 },
		{ "more", "abc", "1:a;2:b;3:c;", 3 },
		{ "seq0", "seq2", "60002:new;", 1 },
		{ "seq0", "seq1", "2:2;3:4;4:6;5:8;", 60000 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct diff_side old = side_of(cases[i].old);
		struct diff_side new = side_of(cases[i].new);
		struct said said = { BUF_INIT, 0, 0 };
		assert_int_equal(lines_added(bench.repo, &old, &new, say, &said,
					     &bench.error),
				 0);
		assert_string_equal(buf_text(&said.text), cases[i].said);
		assert_int_equal(said.lines, cases[i].lines);
		buf_release(&said.text);
	}
}

static void test_stops(void **state)
{
	static const char *const olds[] = { "abc", "empty", "seq1" };
	struct diff_side new = side_of("axcd");

	(void)state;
	for (size_t i = 0; i < sizeof(olds) / sizeof(*olds); i++) {
		struct diff_side old = side_of(olds[i]);
		struct said said = { BUF_INIT, 0, 1 };
		assert_int_equal(lines_added(bench.repo, &old, &new, say, &said,
					     &bench.error),
				 5);
		assert_int_equal(said.lines, 1);
		buf_release(&said.text);
	}
}

static void test_broken(void **state)
{
	struct diff_side old = side_of("abc");
	struct diff_side gone = old;
	struct line_count count;

	(void)state;
	memset(gone.id.bytes, 0x22, OID_SIZE);
	assert_int_equal(lines_count(&count, bench.repo, &old, &gone,
				     &bench.error),
			 ERROR_BROKEN);
	assert_non_null(strstr(bench.error.text, "2222 is missing"));
	bench_git_do(&bench.git, "cd repo; git tag tree $(git write-tree)\n"
				 "printf '100644 blob %s\\ta\\n' "
				 "$(git rev-parse abc) | git mktree |\n"
				 "xargs git tag -f tree");
	gone.id = bench_git_id(&bench.git, "tree");
	assert_int_equal(lines_count(&count, bench.repo, &old, &gone,
				     &bench.error),
			 ERROR_BROKEN);
	assert_non_null(strstr(bench.error.text, "is a tree, not a blob"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_counts),
		cmocka_unit_test(test_most),
		cmocka_unit_test(test_added_alone),
		cmocka_unit_test(test_most_of_ends),
		cmocka_unit_test(test_added),
		cmocka_unit_test(test_stops),
		cmocka_unit_test(test_broken),
	};

	return cmocka_run_group_tests(tests, open_bench, close_bench);
}
