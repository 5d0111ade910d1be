/*
 * test_rules_start.c - where branches start, and what they may hold.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "rule_bench.h"

#include <string.h>

static const char *const main_only[] = { "refs/heads/main", NULL };
static const char *const tags_only[] = { "refs/tags/v*", NULL };
static const char *const governed_refs[] = {
	"refs/heads/main",  "refs/heads/develop",
	"refs/heads/trunk", "refs/heads/good",
	"refs/heads/bad",   "refs/heads/merged",
	"refs/tags/v*",	    NULL
};
static const char *const our_refs[] = { "refs/heads/good", "refs/heads/bad",
					"refs/heads/merged", NULL };

struct place {
	struct bench bench;
	struct { /* the options of start-point, as it has them */
		struct ref_globs from;
		int version;
	} options;
	struct ref_globs ours;
	struct ref_globs governed;
	struct known *others;
	struct known *start;
	struct ref_update updates[2];
};

static bool is_not_other(const char *name, void *data)
{
	(void)data;
	return strcmp(name, "refs/heads/develop") != 0 &&
	       strcmp(name, "refs/heads/trunk") != 0;
}

static int set_up(void **state)
{
	struct place *place;
	struct rule_context *context;

	if (bench_set_up(state, sizeof(*place), bench_history))
		return -1;
	place = *state;
	place->ours = bench_globs(&place->bench, our_refs);
	place->governed = bench_globs(&place->bench, governed_refs);
	context = &place->bench.context;
	context->refs = &place->ours;
	context->governed = &place->governed.fixed;
	return 0;
}

static bool is_wild(const char *name, void *data)
{
	(void)data;
	return strcmp(name, "refs/tags/wild") == 0;
}

/* As the gate sets the context of start-point. */
static void start_from(struct place *place, const char *const *from)
{
	struct bench *bench = &place->bench;
	struct rule_context *context = &bench->context;

	place->options.from = bench_globs(bench, from);
	context->start = &place->options.from.fixed;
	if (known_new(&place->start, bench->graph, &bench->error) ||
	    known_add_refs_except(place->start, context->start, is_wild, NULL,
				  &bench->error) ||
	    known_new(&place->others, bench->graph, &bench->error) ||
	    known_add_refs_except(place->others, context->governed,
				  is_not_other, NULL, &bench->error))
		fail_msg("%s", bench->error.text);
	context->start_known = place->start;
	context->other_branches = place->others;
}

static void judge(struct bench *bench, const char *id, const void *options)
{
	const struct rule *rule = rule_by_id(id);

	bench_clear(bench);
	if (rule->judge_update(options, &bench->context, &bench->error))
		fail_msg("%s", bench->error.text);
}

static void test_start_point(void **state)
{
	static const struct {
		const char *name;
		enum update_kind kind;
		const char *old;
		const char *new;
		const char *wanted; /* NULL: no finding */
	} rows[] = {
		{ "refs/heads/good", UPDATE_CREATE, NULL, "good", NULL },
		{ "refs/heads/empty", UPDATE_CREATE, NULL, "main", NULL },
		{ "refs/heads/aged", UPDATE_CREATE, NULL, "old", NULL },
		{ "refs/heads/bad", UPDATE_CREATE, NULL, "bad",
		  "\"bad\" holds commits of \"develop\"" },
		{ "refs/heads/bad", UPDATE_CHANGE, "wild^{}", "bad",
		  "\"bad\" holds commits of \"develop\"" },
		{ "refs/heads/merged", UPDATE_CHANGE, "merged~", "merged",
		  NULL },
		{ "refs/heads/merged", UPDATE_CREATE, NULL, "merged",
		  "\"merged\" holds commits of \"trunk\"" },
		/* no common history: what structure says */
		{ "refs/heads/lone", UPDATE_CREATE, NULL, "lone", NULL },
		{ "refs/heads/lone", UPDATE_DELETE, "lone", NULL, NULL },
		{ "refs/tags/lone", UPDATE_CREATE, NULL, "lone", NULL },
	};
	struct place *place = *state;
	struct bench *bench = &place->bench;
	size_t i;

	start_from(place, main_only);
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		bench_update(bench, rows[i].name, rows[i].kind, rows[i].old,
			     rows[i].new);
		judge(bench, "start-point", &place->options);
		bench_expect(bench, rows[i].wanted ? 1 : 0, rows[i].wanted);
		if (rows[i].wanted)
			assert_string_equal(bench_row(bench, 0, "wanted"),
					    "a branch that starts from main");
	}
}

static void test_start_from_tag(void **state)
{
	struct place *place = *state;
	struct bench *bench = &place->bench;

	start_from(place, tags_only);
	bench_update(bench, "refs/heads/ontag", UPDATE_CREATE, NULL, "ontag");
	judge(bench, "start-point", &place->options);
	bench_expect(bench, 0, NULL);
	/* shares history with the tag, which is not below */
	bench_update(bench, "refs/heads/below", UPDATE_CREATE, NULL, "below");
	judge(bench, "start-point", &place->options);
	bench_expect(bench, 1,
		     "\"below\" has none of the refs below it that "
		     "it may start from");
}

/* A tag that nobody governs proves nothing, wherever it stands. */
static void test_start_from_wild_tag(void **state)
{
	static const char *const wild[] = { "refs/tags/wild", "refs/heads/main",
					    NULL };
	struct place *place = *state;
	struct bench *bench = &place->bench;

	start_from(place, wild);
	bench_update(bench, "refs/heads/bad", UPDATE_CREATE, NULL, "bad");
	judge(bench, "start-point", &place->options);
	bench_expect(bench, 1, "\"bad\" holds commits of \"develop\"");
}

/* Two branches of one push: cut from the other, or merged into it. */
static void test_start_same_push(void **state)
{
	struct place *place = *state;
	struct bench *bench = &place->bench;
	struct rule_context *context = &bench->context;

	start_from(place, main_only);
	context->other_branches = NULL;
	bench_update(bench, "refs/heads/develop", UPDATE_CHANGE, "main",
		     "wild^{}");
	place->updates[0] = bench->update;
	bench_update(bench, "refs/heads/bad", UPDATE_CREATE, NULL, "bad");
	place->updates[1] = bench->update;
	context->updates = place->updates;
	context->update_count = 2;
	judge(bench, "start-point", &place->options);
	bench_expect(bench, 1, "\"bad\" holds commits of \"develop\"");
	bench_update(bench, "refs/heads/trunk", UPDATE_CREATE, NULL, "trunk");
	place->updates[0] = bench->update;
	bench_update(bench, "refs/heads/merged", UPDATE_CREATE, NULL, "merged");
	judge(bench, "start-point", &place->options);
	bench_expect(bench, 0, NULL);
	/* of the same ruleset: stacked, not cut from elsewhere */
	bench_update(bench, "refs/heads/good", UPDATE_CREATE, NULL, "wild^{}");
	place->updates[0] = bench->update;
	bench_update(bench, "refs/heads/bad", UPDATE_CREATE, NULL, "bad");
	judge(bench, "start-point", &place->options);
	bench_expect(bench, 0, NULL);
}

static void test_start_repair(void **state)
{
	static const char check[] =
		"cd ..\ngit -C repo checkout -q bad\n"
		"git -C repo reset -q --hard wild^{}~0\n"
		"test \"$(git -C fresh log --format=%s origin/main..origin/bad "
		"| tr '\\n' ' ')\" = 'x2 x1 '\n";
	struct place *place = *state;
	struct bench *bench = &place->bench;
	struct repair_request request = { .branch = "bad",
					  .start = "refs/heads/main" };
	struct buf script = BUF_INIT;

	start_from(place, main_only);
	bench_update(bench, "refs/heads/bad", UPDATE_CREATE, NULL, "bad");
	judge(bench, "start-point", &place->options);
	buf_add_text(&script, "git init -q --bare server.git\n"
			      "git -C repo remote add origin ../server.git\n"
			      "git -C repo push -q origin main develop\n"
			      "cd repo\n");
	bench_repair(bench, rule_by_id("start-point"), &place->options.from,
		     &request, &script);
	buf_add_text(&script, "git clone -q ../server.git ../fresh\n");
	buf_add_text(&script, check);
	bench_git_do(&bench->git, buf_text(&script));
	buf_release(&script);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_BENCH(test_start_point),
		WITH_BENCH(test_start_from_tag),
		WITH_BENCH(test_start_from_wild_tag),
		WITH_BENCH(test_start_same_push),
		WITH_BENCH(test_start_repair),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
