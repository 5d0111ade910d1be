/*
 * test_graph.c - ranges, known refs in tiers, limits, steps. What random
 * graphs can show is left to tests/differential.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "git/graph.h"

#include "bench_git.h"

#include <stdlib.h>
#include <string.h>

/*
 * a - b - c - m - n   main      tags: note (of b), blob (of no commit)
 *      \     /
 *       s - t           side
 */
static const char history[] =
	"git init -q repo\ncd repo\n"
	"t=1700000000; now() { t=$((t + 60)); export GIT_COMMITTER_DATE=\"$t +0000\"; }\n"
	"c() { now; git commit -q --allow-empty -m \"$1\"; git tag \"$1\"; }\n"
	"c a; c b; git checkout -q -b side; c s; c t; git checkout -q main\n"
	"c c; now; git merge -q --no-ff -m m side; git tag m; c n\n"
	"git tag -a -m note note b\n"
	"git tag blob \"$(echo x | git hash-object -w --stdin)\"\n";

struct bench {
	struct bench_git git;
	struct repo *repo;
	struct graph *graph;
	struct arena arena;
	struct deadline deadline;
	size_t progress;
	struct error error;
};

static void count_progress(size_t commits, void *context)
{
	struct bench *bench = context;

	(void)commits;
	bench->progress++;
}

static void open_graph(struct bench *bench, size_t commits)
{
	struct graph_limits limits = { commits, &bench->deadline,
				       count_progress, bench };

	graph_free(bench->graph);
	assert_int_equal(graph_new(&bench->graph, bench->repo, &limits,
				   &bench->error),
			 0);
}

static void open_bench(struct bench *bench, const char *script)
{
	*bench = (struct bench){ 0 };
	arena_init(&bench->arena);
	bench->repo = bench_git_start(&bench->git, "", script);
	open_graph(bench, 100);
}

static void close_bench(struct bench *bench)
{
	graph_free(bench->graph);
	repo_close(bench->repo);
	arena_release(&bench->arena);
	bench_git_close(&bench->git);
}

static struct known *known_of(struct bench *bench, const char *revisions)
{
	struct known *known = NULL;
	struct str rest = str_of(revisions);

	assert_int_equal(known_new(&known, bench->graph, &bench->error), 0);
	while (rest.size) {
		size_t size = str_find_byte(rest, ' ');
		char *name = arena_copy(&bench->arena, str_first(rest, size));
		struct oid tip = bench_git_id(&bench->git, name);

		assert_int_equal(known_add_tip(known, &tip, &bench->error), 0);
		rest = str_from(rest, size + 1);
	}
	return known;
}

static struct globs globs_of(struct bench *bench, struct glob *glob,
			     const char *text)
{
	struct globs globs = { glob, 1 };

	assert_int_equal(glob_compile(glob, str_of(text), &bench->arena,
				      &bench->error),
			 0);
	return globs;
}

/* The commits' tags, in order; the boundary behind a bar. */
static void assert_range(struct bench *bench, struct known *known,
			 const char *tip, const char *wanted)
{
	static const char *const names[] = {
		"a", "b", "c", "s", "t", "m", "n"
	};
	struct range range = { 0 };
	struct buf got = BUF_INIT;
	struct oid id = bench_git_id(&bench->git, tip);

	if (graph_range(&range, bench->graph, known, &id, &bench->error))
		fail_msg("%s", bench->error.text);
	for (size_t i = 0; i < range.count + range.boundary_count; i++) {
		bool inner = i < range.count;
		const struct oid *at = inner ? &range.commits[i] :
					       &range.boundary[i - range.count];
		if (i == range.count)
			buf_add_byte(&got, '|');
		for (size_t n = 0; n < sizeof(names) / sizeof(*names); n++) {
			struct oid it = bench_git_id(&bench->git, names[n]);
			if (oid_equal(at, &it))
				buf_add_text(&got, names[n]);
		}
	}
	assert_string_equal(buf_text(&got), wanted);
	assert_int_equal(graph_make_exact(bench->graph, known, &bench->error),
			 0);
	range_release(&range);
	buf_release(&got);
}

static void test_ranges(void **state)
{
	static const struct {
		const char *known;
		const char *tip;
		const char *range;
	} cases[] = {
		{ "n", "n", "|n" },	 { "m", "n", "n|m" },
		{ "b c", "s", "s|b" },	 { "note", "s", "s|b" },
		{ "blob", "b", "ba" },	 { "side", "c", "c|b" },
		{ "c", "side", "ts|b" }, { "", "a", "a" },
	};
	struct bench bench;

	(void)state;
	open_bench(&bench, history);
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		assert_range(&bench, known_of(&bench, cases[i].known),
			     cases[i].tip, cases[i].range);
	close_bench(&bench);
}

/* A ref that cannot be read is no matter until somebody needs it. */
static void test_tiers(void **state)
{
	struct bench bench;
	struct glob glob = { 0 };
	struct globs globs;
	struct range range = { 0 };
	struct known *known;
	struct oid id;

	(void)state;
	open_bench(&bench, history);
	bench_git_do(&bench.git, "echo broken >repo/.git/refs/heads/broken");
	globs = globs_of(&bench, &glob, "refs/heads/*");
	known = known_of(&bench, "b");
	assert_int_equal(known_add_refs(known, &globs, &bench.error), 0);
	id = bench_git_id(&bench.git, "a");
	assert_int_equal(
		graph_range(&range, bench.graph, known, &id, &bench.error), 0);
	assert_int_equal(range.count, 0);
	assert_int_equal(range.boundary_count, 1);
	range_release(&range);
	id = bench_git_id(&bench.git, "s");
	assert_int_equal(graph_range(&range, bench.graph, known, &id,
				     &bench.error),
			 ERROR_BROKEN);
	assert_int_equal(graph_make_exact(bench.graph, known, &bench.error),
			 ERROR_BROKEN);
	close_bench(&bench);
}

static bool is_main(const char *name, void *context)
{
	(void)context;
	return strcmp(name, "refs/heads/main") == 0;
}

static void test_refs(void **state)
{
	struct bench bench;
	struct glob glob = { 0 };
	struct globs globs;
	struct known *known;

	(void)state;
	open_bench(&bench, history);
	globs = globs_of(&bench, &glob, "refs/heads/{main,none}");
	known = known_of(&bench, "");
	assert_int_equal(known_add_refs(known, &globs, &bench.error), 0);
	assert_range(&bench, known, "side", "|t");
	globs = globs_of(&bench, &glob, "refs/heads/**");
	known = known_of(&bench, "");
	assert_int_equal(known_add_refs_except(known, &globs, is_main, NULL,
					       &bench.error),
			 0);
	assert_range(&bench, known, "c", "c|b");
	close_bench(&bench);
}

/* A commit that another push has landed since this one was found new. */
static void test_landed_meanwhile(void **state)
{
	struct bench bench;
	struct repo_options options = { 0 };
	struct glob glob = { 0 };
	struct globs globs;
	struct known *known;

	(void)state;
	open_bench(&bench, history);
	bench_git_do(&bench.git, "cd repo; c=$(git rev-parse c);"
				 " d=objects/${c%${c#??}}; mkdir -p ../in/$d;"
				 " mv .git/$d/${c#??} ../in/$d");
	repo_close(bench.repo);
	options.path =
		arena_printf(&bench.arena, "%s/repo/.git", bench.git.directory);
	options.quarantine = arena_printf(&bench.arena, "%s/in/objects",
					  bench.git.directory);
	assert_int_equal(repo_open(&bench.repo, &options, &bench.error), 0);
	open_graph(&bench, 100);
	globs = globs_of(&bench, &glob, "refs/heads/**");
	known = known_of(&bench, "");
	assert_int_equal(known_add_refs(known, &globs, &bench.error), 0);
	assert_range(&bench, known, "c", "|c");
	close_bench(&bench);
}

static void test_limits(void **state)
{
	struct bench bench;
	struct range range = { 0 };
	struct oid tip;

	(void)state;
	open_bench(&bench, history);
	tip = bench_git_id(&bench.git, "n");
	open_graph(&bench, 6);
	assert_int_equal(graph_range(&range, bench.graph, known_of(&bench, ""),
				     &tip, &bench.error),
			 ERROR_LIMIT);
	assert_non_null(strstr(bench.error.text, "more than 6 commits"));
	assert_null(range.commits);
	open_graph(&bench, 7);
	assert_range(&bench, known_of(&bench, ""), "n", "nmctsba");
	close_bench(&bench);
}

static void test_deadline(void **state)
{
	static const char long_history[] =
		"git init -q --bare repo.git; mkdir repo\n"
		"ln -s ../repo.git repo/.git\n"
		"seq 1 1500 | awk '{ print \"commit refs/heads/main\\n\" "
		"\"committer C <c@x> \" $1 \" +0000\\ndata 1\\nx\" }' |\n"
		"git -C repo.git fast-import --quiet\n";
	struct bench bench;
	struct range range = { 0 };
	struct oid tip;

	(void)state;
	open_bench(&bench, long_history);
	open_graph(&bench, 10000);
	tip = bench_git_id(&bench.git, "main");
	assert_int_equal(graph_range(&range, bench.graph, known_of(&bench, ""),
				     &tip, &bench.error),
			 0);
	assert_int_equal(range.count, 1500);
	assert_int_equal(bench.progress, 1);
	range_release(&range);
	bench.deadline.at = 1;
	open_graph(&bench, 10000);
	assert_int_equal(graph_range(&range, bench.graph, known_of(&bench, ""),
				     &tip, &bench.error),
			 ERROR_LIMIT);
	assert_non_null(strstr(bench.error.text, "time limit"));
	close_bench(&bench);
}

static void test_broken(void **state)
{
	struct bench bench;
	struct range range = { 0 };
	struct oid b;
	struct oid n;
	struct oid blob;
	char hex[OID_HEX_SIZE + 1];

	(void)state;
	open_bench(&bench, history);
	b = bench_git_id(&bench.git, "b");
	n = bench_git_id(&bench.git, "n");
	blob = bench_git_id(&bench.git, "blob");
	assert_int_equal(graph_range(&range, bench.graph, known_of(&bench, ""),
				     &blob, &bench.error),
			 ERROR_BROKEN);
	assert_non_null(strstr(bench.error.text, "is a blob"));
	bench_git_do(&bench.git, "cd repo; b=$(git rev-parse b)\n"
				 "rm -f .git/objects/${b%${b#??}}/${b#??}\n");
	assert_int_equal(graph_range(&range, bench.graph, known_of(&bench, ""),
				     &n, &bench.error),
			 ERROR_BROKEN);
	assert_non_null(strstr(bench.error.text, oid_format(&b, hex)));
	assert_int_equal(graph_is_ancestor(bench.graph, &b, &n, &bench.error),
			 MATCH_BROKEN);
	close_bench(&bench);
}

static void assert_steps(struct bench *bench, const char *old, const char *new,
			 const char *wanted)
{
	struct oid zero = { { 0 } };
	struct oid from = *old ? bench_git_id(&bench->git, old) : zero;
	struct oid to = *new ? bench_git_id(&bench->git, new) : zero;
	struct step *steps = NULL;
	struct buf got = BUF_INIT;
	size_t count = 0;
	bool whole = false;

	if (graph_steps(&steps, &count, &whole, bench->graph, &from, &to,
			&bench->error))
		fail_msg("%s", bench->error.text);
	for (size_t i = 0; i < count; i++)
		buf_add_text(&got, steps[i].is_merge	   ? "merge " :
				   steps[i].ends_at_branch ? "branch " :
							     "run ");
	buf_add_text(&got, whole ? "whole" : "steps");
	assert_string_equal(buf_text(&got), wanted);
	if (count) {
		assert_memory_equal(&steps[0].from, &from, sizeof(from));
		assert_memory_equal(&steps[count - 1].to, &to, sizeof(to));
	}
	free(steps);
	buf_release(&got);
}

static void test_steps(void **state)
{
	struct bench bench;

	(void)state;
	open_bench(&bench, history);
	bench_git_do(&bench.git, "git -C repo branch mid c");
	assert_steps(&bench, "", "n", "steps");
	assert_steps(&bench, "n", "", "steps");
	assert_steps(&bench, "n", "n", "steps");
	assert_steps(&bench, "a", "n", "branch merge branch steps");
	assert_steps(&bench, "a", "m", "branch merge steps");
	assert_steps(&bench, "a", "s", "run steps");
	assert_steps(&bench, "a", "t", "branch steps");
	assert_steps(&bench, "t", "n", "branch whole");
	assert_steps(&bench, "m", "c", "branch whole");
	assert_steps(&bench, "s", "m", "run whole");
	close_bench(&bench);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_landed_meanwhile),
		cmocka_unit_test(test_ranges),
		cmocka_unit_test(test_tiers),
		cmocka_unit_test(test_refs),
		cmocka_unit_test(test_limits),
		cmocka_unit_test(test_deadline),
		cmocka_unit_test(test_broken),
		cmocka_unit_test(test_steps),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
