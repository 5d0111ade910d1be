/*
 * test_survey_process.c - a survey beside everything else: when it begins, what
 * is said meanwhile, and what becomes of it when its process ends.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "git/survey.h"

#include "git/repo_state.h"
#include "scratch.h"
#include "survey_fixture.h"

#include <signal.h>
#include <string.h>
#include <unistd.h>

#define MANY (SURVEY_OBJECTS_MIN + 100)

/* So many objects: trees, of which the last holds that name, and a blob. */
static struct repo *open_many(const char *last, unsigned count)
{
	struct scene scene;
	struct oid blob;

	scene_init(&scene);
	for (unsigned i = 1; i < count; i++) {
		add_entry(&scene.tree, "100644", i == count - 1 ? last : "a",
			  0);
		add_tree(&scene, i);
	}
	blob = survey_id(0);
	pack_fixture_add(&scene.pack, &blob, OBJECT_BLOB, STR("text"));
	return scene_open(&scene);
}

static bool holds(const struct repo *repo, unsigned id)
{
	struct oid oid = survey_id(id);

	return survey_holds(repo, &oid);
}

static void test_good(void **state)
{
	struct repo *repo = open_many("a", MANY);

	(void)state;
	survey_begin(repo, NULL);
	assert_int_equal(repo->survey.stage, SURVEY_UNDER_WAY);
	assert_false(holds(repo, 1));
	survey_assume(repo, MANY);
	for (int tries = 0; tries < 10000 && !holds(repo, 1); tries++)
		usleep(1000);
	assert_true(holds(repo, 1));
	assert_true(survey_confirm(repo));
	assert_true(holds(repo, 1) && holds(repo, MANY - 1));
	assert_false(holds(repo, MANY) || holds(repo, 0));
	assert_true(survey_confirm(repo));
	repo_close(repo);
}

static void test_flawed(void **state)
{
	struct repo *repo = open_many(".git", MANY);

	(void)state;
	survey_begin(repo, NULL);
	survey_assume(repo, MANY);
	assert_false(survey_confirm(repo));
	assert_false(holds(repo, 1));
	survey_begin(repo, NULL); /* no second time */
	assert_int_equal(repo->survey.stage, SURVEY_GIVEN_UP);
	repo_close(repo);
}

/* Nobody has relied on it. */
static void test_not_assumed(void **state)
{
	struct repo *repo = open_many(".git", MANY);

	(void)state;
	survey_begin(repo, NULL);
	assert_true(survey_confirm(repo));
	assert_false(holds(repo, 1));
	repo_close(repo);
}

static void test_killed(void **state)
{
	struct repo *repo = open_many("a", MANY);
	struct deadline passed = { 1 };

	(void)state;
	survey_begin(repo, &passed);
	survey_assume(repo, MANY);
	assert_false(survey_confirm(repo));
	repo_close(repo);
	scratch_remove("r");
	repo = open_many("a", MANY);
	survey_begin(repo, NULL);
	assert_true(repo->survey.helper.pid > 0);
	assert_int_equal(kill(repo->survey.helper.pid, SIGSTOP), 0);
	survey_assume(repo, MANY);
	assert_int_equal(kill(repo->survey.helper.pid, SIGKILL), 0);
	/* it may have been faster */
	assert_true(survey_confirm(repo) == holds(repo, 1));
	repo_close(repo);
}

static void test_small(void **state)
{
	struct repo *repo = open_many("a", SURVEY_OBJECTS_MIN - 1);

	(void)state;
	survey_begin(repo, NULL);
	assert_int_equal(repo->survey.stage, SURVEY_NOT_BEGUN);
	survey_assume(repo, MANY);
	assert_false(holds(repo, 1));
	assert_true(survey_confirm(repo));
	repo_close(repo);
}

/* Who judges few of its commits does not wait for it, and others may. */
static void test_expected(void **state)
{
	struct repo *repo = open_many("a", MANY);

	(void)state;
	survey_begin(repo, NULL);
	survey_assume(repo, MANY / SURVEY_OBJECTS_EACH - 1);
	assert_true(survey_confirm(repo));
	assert_int_equal(repo->survey.stage, SURVEY_UNDER_WAY);
	assert_false(holds(repo, 1));
	survey_assume(repo, MANY / SURVEY_OBJECTS_EACH);
	assert_true(survey_confirm(repo));
	assert_true(holds(repo, 1));
	repo_close(repo);
}

/* However long it takes, nobody waits longer than for all else. */
static void test_slow(void **state)
{
	struct repo *repo = open_many("a", MANY);
	usec begun = clock_monotonic();

	(void)state;
	survey_begin(repo, NULL);
	assert_true(repo->survey.helper.pid > 0);
	if (!kill(repo->survey.helper.pid, SIGSTOP))
		survey_assume(repo, MANY);
	/* it may have been faster */
	assert_true(survey_confirm(repo) == holds(repo, 1));
	assert_true(clock_monotonic() - begun < 5 * USEC_PER_SECOND);
	repo_close(repo);
}

/* Many commits: the second is large, and one more a difference. */
static struct repo *open_commits(void)
{
	char large[OBJECT_SHELF_SIZE_MAX + 1];
	struct buf delta = BUF_INIT;
	struct scene scene;
	struct oid id;

	memset(large, 'x', sizeof(large));
	scene_init(&scene);
	for (unsigned i = 1; i < MANY; i++) {
		struct str text = { large, i == 2 ? sizeof(large) : i % 100 };

		id = survey_id(MANY + i);
		pack_fixture_add(&scene.pack, &id, OBJECT_COMMIT, text);
	}
	delta_fixture_begin(&delta, 1, 5);
	delta_fixture_own(&delta, STR("other"));
	id = survey_id(2 * MANY);
	pack_fixture_add_delta(&scene.pack, &id, 0, buf_str(&delta));
	buf_release(&delta);
	add_entry(&scene.tree, "100644", "a", 0);
	add_tree(&scene, 1);
	id = survey_id(0);
	pack_fixture_add(&scene.pack, &id, OBJECT_BLOB, STR("text"));
	return scene_open(&scene);
}

static struct content *ahead(const struct repo *repo, unsigned id)
{
	struct oid oid = survey_id(id);

	return object_shelf_get(&repo->survey.ahead, &oid);
}

static bool waits_for(const struct repo *repo, unsigned id)
{
	struct content *content = NULL;

	for (int tries = 0; tries < 10000 && !content; tries++) {
		content = ahead(repo, id);
		if (!content)
			usleep(1000);
	}
	content_drop(content);
	return content;
}

/* When all trees are sound commits are read, the last of the pack first. */
static void test_ahead(void **state)
{
	struct repo *repo = open_commits();
	struct object object;
	struct error error;
	struct oid id = survey_id(MANY + 99);

	(void)state;
	survey_begin(repo, NULL);
	assert_true(waits_for(repo, MANY + 1));
	assert_int_equal(object_read(&object, repo, &id, 1000, &error), 0);
	assert_int_equal(object.type, OBJECT_COMMIT);
	assert_int_equal(object.data.size, 99);
	assert_int_equal(object.data.data[98], 'x');
	object_release(&object);
	assert_int_equal(object_read(&object, repo, &id, 98, &error),
			 ERROR_LIMIT);
	assert_null(ahead(repo, MANY + 2));
	assert_null(ahead(repo, 2 * MANY));
	assert_null(ahead(repo, 1));
	assert_null(ahead(repo, 0));
	repo_close(repo);
}

/* Who has walked everything needs no more. */
static void test_enough(void **state)
{
	struct repo *repo = open_commits();

	(void)state;
	survey_begin(repo, NULL);
	survey_assume(repo, MANY);
	assert_int_equal(*repo->survey.enough, 1);
	assert_true(survey_confirm(repo));
	assert_int_equal(repo->survey.helper.pid, 0);
	repo_close(repo);
}

#define IN_SCRATCH(test) \
	cmocka_unit_test_setup_teardown(test, scratch_set_up, scratch_tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_SCRATCH(test_good),	      IN_SCRATCH(test_flawed),
		IN_SCRATCH(test_not_assumed), IN_SCRATCH(test_killed),
		IN_SCRATCH(test_small),	      IN_SCRATCH(test_expected),
		IN_SCRATCH(test_slow),	      IN_SCRATCH(test_ahead),
		IN_SCRATCH(test_enough),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
