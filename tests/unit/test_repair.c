/*
 * test_repair.c - repairs are pasted into real shells, in real repositories.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "rule_bench.h"

#include <string.h>

/*
 * Commit a on main; b, c and d on hotfix, main's e merged before d.
 *
 *   a - e        main, origin/main
 *    \   \
 *     b - M - c - d   hotfix
 */
static const char history[] =
	"save() { echo $1 >$1; git add .; git commit -qm \"$1\"; }\n"
	"save a\n"
	"git checkout -qb hotfix\nsave b\n"
	"git checkout -q main\nsave e\n"
	"git checkout -q hotfix\n"
	"git tag line\nsave x\nsave y\ngit tag plain\n"
	"git reset -q --hard line\n"
	"git merge -q --no-edit main\nsave c\nsave d\n"
	"git tag full\n"
	"git init -q --bare ../origin.git\n"
	"git remote add origin ../origin.git\n"
	"git push -q origin main\n";

static const char *const shells[] = { "sh", "bash" };

struct place {
	struct bench bench;
	struct oid commits[4];
	struct repair_request request;
	struct repair repair;
};

static int set_up(void **state)
{
	struct place *place;

	if (bench_set_up(state, sizeof(*place), history))
		return -1;
	place = *state;
	bench_update(&place->bench, "refs/heads/hotfix", UPDATE_CREATE, NULL,
		     "full");
	place->repair.arena = &place->bench.arena;
	place->request = (struct repair_request){
		.update = &place->bench.update,
		.commits = place->commits,
		.branch = "hotfix",
		.start = "refs/heads/main",
		.arena = &place->bench.arena,
	};
	return 0;
}

/* Revisions of the failing commits, oldest first, up to NULL. */
static void stand(struct place *place, const char *tip, const char *base,
		  const char *const *revisions)
{
	struct repair_request *request = &place->request;
	const struct bench_git *git = &place->bench.git;

	place->repair.count = 0;
	request->tip = bench_git_id(git, tip);
	request->base = base ? bench_git_id(git, base) : (struct oid){ { 0 } };
	request->has_merges = strcmp(tip, "full") == 0;
	request->commit_count = 0;
	for (; *revisions; revisions++)
		place->commits[request->commit_count++] =
			bench_git_id(git, *revisions);
}

/* Pastes the repair into each shell, on `tip`, and then runs `check`. */
static void paste(struct place *place, const char *tip, const char *before,
		  const char *check)
{
	struct buf script = BUF_INIT;
	struct buf out = BUF_INIT;
	size_t shell;
	size_t i;

	assert_false(place->repair.failed);
	for (shell = 0; shell < 2; shell++) {
		buf_clear(&script);
		buf_clear(&out);
		buf_addf(&script,
			 "set -e\ncd repo\ngit checkout -q hotfix\n"
			 "git reset -q --hard %s\n%s\n",
			 tip, before);
		for (i = 0; i < place->repair.count; i++)
			if (place->repair.lines[i].kind == REPAIR_COMMAND)
				buf_addf(&script, "%s\n",
					 place->repair.lines[i].text);
		buf_addf(&script, "exec 2>&1; set -x\n%s\n", check);
		if (bench_git_run(&place->bench.git, shells[shell],
				  buf_text(&script), &out))
			fail_msg("%s:\n%s\n%s", shells[shell],
				 buf_text(&script), buf_text(&out));
	}
	buf_release(&script);
	buf_release(&out);
}

#define REWORD "export GIT_EDITOR='sed -i.bak -e 1s/^/new-/'"

static void test_reword_tip(void **state)
{
	static const char *const tip[] = { "full", NULL };
	struct place *place = *state;

	stand(place, "full", "full~", tip);
	repair_reword(&place->repair, &place->request);
	assert_string_equal(place->repair.lines[0].text, "git commit --amend");
	paste(place, "full", REWORD,
	      "test \"$(git log -1 --format=%s)\" = new-d\n"
	      "test \"$(git rev-parse HEAD~)\" = \"$(git rev-parse full~)\"");
}

static void test_reword_deep(void **state)
{
	static const char *const deep[] = { "plain~2^{commit}", "plain", NULL };
	struct place *place = *state;

	stand(place, "plain", "main~", deep);
	repair_reword(&place->repair, &place->request);
	paste(place, "plain", REWORD,
	      "test \"$(git log --reverse --format=%s main~..|tr '\\n' ' ')\" "
	      "= 'new-b x new-y '\n"
	      "git diff --exit-code plain HEAD");
}

/* Merges are kept and what they merged is not touched. */
static void test_reword_merges(void **state)
{
	static const char *const deep[] = { "full~3", "full~2", "full~1",
					    NULL };
	struct place *place = *state;

	stand(place, "full", "main~", deep);
	repair_reword(&place->repair, &place->request);
	paste(place, "full", REWORD,
	      "test \"$(git log --first-parent --reverse --format=%s main~.."
	      "|tr '\\n' ';')\" = \"new-b;new-Merge branch 'main' into "
	      "hotfix;new-c;d;\"\n"
	      "test \"$(git rev-parse HEAD~2^2)\" = \"$(git rev-parse main)\"\n"
	      "git diff --exit-code full HEAD");
}

static void test_reword_root(void **state)
{
	static const char *const root[] = { "main~", NULL };
	struct place *place = *state;

	stand(place, "plain", NULL, root);
	repair_reword(&place->repair, &place->request);
	paste(place, "plain", REWORD,
	      "test \"$(git log --reverse --format=%s | head -n 1)\" = new-a\n"
	      "git diff --exit-code plain HEAD");
}

static void test_many(void **state)
{
	struct oid commits[41];
	struct place *place = *state;
	size_t i;

	for (i = 0; i < 41; i++)
		commits[i] = bench_git_id(&place->bench.git, "plain~1");
	place->request.commits = commits;
	place->request.commit_count = 41;
	place->request.base = bench_git_id(&place->bench.git, "main~");
	repair_reword(&place->repair, &place->request);
	paste(place, "plain", "export GIT_SEQUENCE_EDITOR=:",
	      "git diff --exit-code plain HEAD");
}

/* The stops are the commits, merges too; each is amended. */
static void test_edit(void **state)
{
	static const char *const deep[] = { "full~3", "full~2", NULL };
	struct place *place = *state;
	struct repair *repair = &place->repair;
	size_t count;

	stand(place, "full", "main~", deep);
	repair_edit(repair, &place->request);
	count = repair->count;
	assert_int_equal(count, 4);
	/* once more for the second stop */
	repair->lines[repair->count++] = repair->lines[2];
	repair->lines[repair->count++] = repair->lines[3];
	paste(place, "full", REWORD,
	      "test \"$(git log --first-parent --reverse --format=%s main~.."
	      "|tr '\\n' ';')\" = \"new-b;new-Merge branch 'main' into "
	      "hotfix;c;d;\"\n"
	      "test ! -d .git/rebase-merge");
}

static void test_amend_tip(void **state)
{
	static const char *const tip[] = { "plain", NULL };
	struct place *place = *state;

	stand(place, "plain", "plain~", tip);
	repair_amend_each(&place->repair, &place->request,
			  "--author='A B <c@d>'");
	paste(place, "plain", "",
	      "test \"$(git log -1 --format=%an%ae)\" = 'A Bc@d'\n"
	      "test \"$(git rev-parse HEAD~)\" = \"$(git rev-parse plain~)\"");
}

static void test_amend_each(void **state)
{
	static const char *const deep[] = { "plain~2^{commit}", "plain", NULL };
	struct place *place = *state;

	stand(place, "plain", "main~", deep);
	repair_amend_each(&place->repair, &place->request,
			  "--author='A B <c@d>'");
	paste(place, "plain", "",
	      "test \"$(git log --format=%ae main~.. | sort -u)\" = c@d\n"
	      "test \"$(git log --format=%ae main)\" = \"$(printf "
	      "'a@example.com\\na@example.com')\"");
}

/* main's commits below the merge stay what they are. */
static void test_amend_merges(void **state)
{
	static const char *const deep[] = { "full~3", "full", NULL };
	struct place *place = *state;

	stand(place, "full", "main~", deep);
	repair_amend_each(&place->repair, &place->request,
			  "--author='A B <c@d>'");
	paste(place, "full", "git fetch -q origin",
	      "test \"$(git rev-parse HEAD~2^2)\" = \"$(git rev-parse main)\"\n"
	      "test \"$(git log --first-parent --format=%ae main~.. | "
	      "sort -u)\" = c@d");
}

/* Names are never options, refspecs or somebody's commands. */
static void test_push_names(void **state)
{
	static const struct {
		const char *name;
		const char *wanted;
	} rows[] = {
		{ "refs/heads/hotfix", "git push origin hotfix" },
		{ "refs/heads/-x", "git push origin refs/heads/-x" },
		{ "refs/heads/+x", "git push origin refs/heads/+x" },
		{ "refs/heads/a'b", "git push origin 'a'\\''b'" },
		{ "refs/heads/x$(touch${IFS}y)",
		  "git push origin 'x$(touch${IFS}y)'" },
		{ "refs/tags/v1", "git push origin refs/tags/v1" },
	};
	struct place *place = *state;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		bench_update(&place->bench, rows[i].name, UPDATE_CREATE, NULL,
			     NULL);
		place->repair.count = 0;
		repair_push(&place->repair, &place->request);
		assert_string_equal(place->repair.lines[0].text,
				    rows[i].wanted);
	}
}

static void test_limits(void **state)
{
	struct place *place = *state;
	struct repair *repair = &place->repair;
	int i;

	for (i = 0; i < REPAIR_LINES_MAX; i++)
		repair_text(repair, "line %d", i);
	assert_false(repair->failed);
	repair_text(repair, "one more");
	assert_true(repair->failed);
	assert_int_equal(repair->count, REPAIR_LINES_MAX);
}

static void test_words(void **state)
{
	struct place *place = *state;

	repair_command(&place->repair, "git", "x", "--a b", "--", "-", "", "-m",
		       "c d", NULL);
	assert_string_equal(place->repair.lines[0].text,
			    "git x --'a b' -- - '' -m 'c d'");
	assert_string_equal(repair_remote_name(&place->repair,
					       "refs/heads/a/b"),
			    "origin/a/b");
	assert_string_equal(repair_remote_name(&place->repair, "refs/tags/v1"),
			    "refs/tags/v1");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_BENCH(test_reword_tip),	WITH_BENCH(test_reword_deep),
		WITH_BENCH(test_reword_merges), WITH_BENCH(test_reword_root),
		WITH_BENCH(test_many),		WITH_BENCH(test_edit),
		WITH_BENCH(test_amend_tip),	WITH_BENCH(test_amend_each),
		WITH_BENCH(test_amend_merges),	WITH_BENCH(test_push_names),
		WITH_BENCH(test_limits),	WITH_BENCH(test_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
