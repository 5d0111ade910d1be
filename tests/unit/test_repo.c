/*
 * test_repo.c - opening repositories, refusing some, reading objects through
 * quarantine and alternates.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "git/repo.h"

#include "base/buf.h"
#include "repo_fixture.h"
#include "scratch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define LIMIT REPO_FIXTURE_LIMIT

static void assert_fails(const char *path, const char *what)
{
	struct error error = { 0 };
	struct repo *repo = NULL;
	int r = repo_fixture_try(&repo, path, NULL, &error);

	if (r != ERROR_BROKEN || repo || !strstr(error.text, what))
		fail_msg("%d, \"%s\", wanted \"%s\"", r, error.text, what);
}

/* Settings that are refused ("": taken). */
static const struct {
	const char *settings;
	const char *what;
} settings[] = {
	{ "", "" },
	{ "[core]\nrepositoryformatversion = 1\n", "" },
	{ "[core]\nrepositoryformatversion = 2\n", "neither 0 nor 1" },
	{ "[core]\nrepositoryformatversion = x\n", "neither 0 nor 1" },
	{ "[core]\nrepositoryformatversion\n", "neither 0 nor 1" },
	{ "[extensions]\nobjectformat = sha1\n", "" },
	{ "[extensions]\nobjectformat = sha256\n", "only SHA-1" },
	{ "[core]\nrepositoryformatversion = 1\n"
	  "[Extensions]\nObjectFormat = sha256\n",
	  "only SHA-1" },
	{ "[extensions]\nobjectformat\n", "only SHA-1" },
	{ "[extensions]\nnoop = x\npreciousObjects = true\n", "" },
	{ "[extensions]\nrefStorage = files\n", "" },
	{ "[extensions]\nrefStorage = reftable\n", "only refs in files" },
	{ "[extensions]\npartialClone = origin\n", "partial clones" },
	{ "[extensions]\nworktreeConfig = true\n", "worktreeConfig" },
	{ "[extensions]\nnews = 1\n", "extensions.news" },
	{ "[extensions]\ncompatObjectFormat = sha256\n", "compatobjectformat" },
	{ "[remote \"x\"]\npromisor = true\n", "partial clones" },
	{ "[remote \"x\"]\npromisor\n", "partial clones" },
	{ "[remote \"x\"]\npromisor = odd\n", "partial clones" },
	{ "[remote \"x\"]\npromisor = false\n", "" },
	{ "[remote \"x\"]\npartialclonefilter = blob:none\n",
	  "partial clones" },
	{ "[remote \"x\"]\nurl = y\n", "" },
	{ "[core\n", "line 1" },
};

static void test_settings(void **state)
{
	size_t i;

	(void)state;
	repo_fixture_init("settings");
	for (i = 0; i < COUNT(settings); i++) {
		scratch_write("settings/config", str_of(settings[i].settings));
		if (*settings[i].what)
			assert_fails("settings", settings[i].what);
		else
			repo_close(repo_fixture_open("settings", NULL));
	}
}

static void test_environment(void **state)
{
	(void)state;
	repo_fixture_init("env");
	assert_int_equal(setenv("GIT_NAMESPACE", "x", 1), 0);
	assert_fails("env", "GIT_NAMESPACE");
	assert_int_equal(unsetenv("GIT_NAMESPACE"), 0);
	assert_int_equal(setenv("GIT_SHALLOW_FILE", "x", 1), 0);
	assert_fails("env", "GIT_SHALLOW_FILE");
	assert_int_equal(unsetenv("GIT_SHALLOW_FILE"), 0);
	scratch_write("env/shallow", STR(""));
	repo_close(repo_fixture_open("env", NULL));
	scratch_write("env/shallow", STR("x"));
	assert_fails("env", "shallow");
	assert_fails("missing", "not a git directory");
	assert_int_equal(mkdir("empty", 0755), 0);
	assert_fails("empty", "not a git directory");
}

static void test_objects(void **state)
{
	struct error error = { 0 };
	struct oid missing = { { 1 } };
	enum object_type type;
	struct object object;
	struct repo *repo;
	struct oid small;
	struct oid large;
	char text[LIMIT + 1];
	size_t size = 0;

	(void)state;
	memset(text, 'x', sizeof(text));
	repo_fixture_init("objects : \"repo\"");
	small = repo_fixture_put("objects : \"repo\"", STR("a\0b"));
	large = repo_fixture_put("objects : \"repo\"",
				 (struct str){ text, sizeof(text) });
	repo = repo_fixture_open("objects : \"repo\"", NULL);
	assert_string_equal(repo_path(repo), "objects : \"repo\"");
	assert_reads(repo, &small, STR("a\0b"));
	assert_int_equal(object_read(&object, repo, &large, LIMIT, &error),
			 ERROR_LIMIT);
	assert_null(object.handle);
	object_release(&object);
	assert_int_equal(object_header(repo, &large, &type, &size, &error), 0);
	assert_int_equal(type, OBJECT_BLOB);
	assert_int_equal(size, LIMIT + 1);
	assert_int_equal(object_read(&object, repo, &missing, LIMIT, &error),
			 ERROR_NOT_FOUND);
	assert_int_equal(object_header(repo, &missing, &type, &size, &error),
			 ERROR_NOT_FOUND);
	assert_true(repo_had_object(repo, &missing));
	repo_close(repo);
	object_release(NULL);
	repo_close(NULL);
}

/* What is packed or written while the repository is open is found. */
static void test_refresh(void **state)
{
	char hex[2][OID_HEX_SIZE + 1];
	struct buf list = BUF_INIT;
	struct repo *repo;
	struct oid first;
	struct oid later;

	(void)state;
	repo_fixture_init("refresh");
	repo = repo_fixture_open("refresh", NULL);
	first = repo_fixture_put("refresh", STR("first"));
	assert_reads(repo, &first, STR("first"));
	later = repo_fixture_put("refresh", STR("later"));
	buf_addf(&list, "%s\n%s\n", oid_format(&first, hex[0]),
		 oid_format(&later, hex[1]));
	scratch_run(NULL, buf_str(&list), "git", "--git-dir", "refresh",
		    "pack-objects", "-q", "refresh/objects/pack/pack", NULL);
	scratch_run(NULL, STR(""), "git", "--git-dir", "refresh",
		    "prune-packed", NULL);
	assert_reads(repo, &first, STR("first"));
	assert_reads(repo, &later, STR("later"));
	buf_release(&list);
	repo_close(repo);
}

static void test_damage(void **state)
{
	struct error error = { 0 };
	struct buf path = BUF_INIT;
	enum object_type type;
	struct object object;
	struct repo *repo;
	struct oid id;
	size_t size;

	(void)state;
	repo_fixture_init("damage");
	id = repo_fixture_put("damage", STR("x"));
	repo_fixture_file(&path, "damage", &id);
	scratch_write(buf_text(&path), STR("damaged"));
	repo = repo_fixture_open("damage", NULL);
	assert_int_equal(object_read(&object, repo, &id, LIMIT, &error),
			 ERROR_BROKEN);
	assert_int_equal(object_header(repo, &id, &type, &size, &error),
			 ERROR_BROKEN);
	repo_close(repo);
	buf_release(&path);
}

static void test_quarantine(void **state)
{
	struct error error = { 0 };
	struct object object;
	struct repo *repo;
	struct oid old;
	struct oid new;

	(void)state;
	repo_fixture_init("q:server");
	repo_fixture_init("q:incoming");
	old = repo_fixture_put("q:server", STR("old"));
	new = repo_fixture_put("q:incoming", STR("new"));
	repo = repo_fixture_open("q:server", NULL);
	assert_int_equal(object_read(&object, repo, &new, LIMIT, &error),
			 ERROR_NOT_FOUND);
	assert_true(repo_had_object(repo, &new));
	repo_close(repo);
	repo = repo_fixture_open("q:server", "q:incoming/objects");
	assert_reads(repo, &old, STR("old"));
	assert_reads(repo, &new, STR("new"));
	assert_true(repo_had_object(repo, &old));
	assert_false(repo_had_object(repo, &new));
	repo_fixture_put("q:incoming", STR("old"));
	assert_true(repo_had_object(repo, &old));
	repo_close(repo);
	assert_int_equal(repo_fixture_try(&repo, "q:server", "q:missing",
					  &error),
			 ERROR_BROKEN);
	assert_null(repo);
}

static void alternate(const char *repo, const char *text)
{
	char path[256];

	(void)snprintf(path, sizeof(path), "%s/objects/info/alternates", repo);
	scratch_write(path, str_of(text));
}

static void test_alternates(void **state)
{
	struct repo *repo;
	char *here = getcwd(NULL, 0);
	char text[4096];
	struct oid second;
	struct oid third;

	(void)state;
	repo_fixture_init("one");
	repo_fixture_init("two");
	repo_fixture_init("three:\"3\"");
	second = repo_fixture_put("two", STR("2"));
	third = repo_fixture_put("three:\"3\"", STR("3"));
	(void)snprintf(text, sizeof(text), "# none\n\n%s/two/objects\n", here);
	alternate("one", text);
	alternate("two", "../../three:\"3\"/objects");
	repo = repo_fixture_open("one", NULL);
	assert_reads(repo, &second, STR("2"));
	assert_reads(repo, &third, STR("3"));
	repo_close(repo);
	/* A circle is none to git. */
	alternate("three:\"3\"", "../../one/objects\n");
	repo_close(repo_fixture_open("one", NULL));
	alternate("two", "../../gone/objects\n");
	assert_fails("one", "named as an alternate");
	alternate("one", "\"../../two/objects\"\n");
	assert_fails("one", "quoted");
	free(here);
}

static void test_deep_alternates(void **state)
{
	char name[16];
	char text[64];
	int i;

	(void)state;
	for (i = 0; i <= 8; i++) {
		(void)snprintf(name, sizeof(name), "deep%d", i);
		(void)snprintf(text, sizeof(text), "../../deep%d/objects",
			       i + 1);
		repo_fixture_init(name);
		if (i < 8)
			alternate(name, text);
	}
	repo_close(repo_fixture_open("deep2", NULL));
	assert_fails("deep1", "nested more than 5 deep");
}

static void test_links(void **state)
{
	struct repo *repo;
	struct oid id;

	(void)state;
	repo_fixture_init("linked");
	assert_int_equal(rename("linked/objects", "elsewhere"), 0);
	assert_int_equal(symlink("../elsewhere", "linked/objects"), 0);
	id = repo_fixture_put("linked", STR("x"));
	repo = repo_fixture_open("linked", NULL);
	assert_reads(repo, &id, STR("x"));
	repo_close(repo);
}

static void test_worktree(void **state)
{
	struct repo_options options = { .path = "clone/.git/worktrees/side",
					.remote = "origin" };
	struct error error = { 0 };
	struct repo *repo;
	struct oid id;

	(void)state;
	scratch_run(NULL, STR(""), "git", "init", "-q", "clone", NULL);
	scratch_run(NULL, STR(""), "git", "-C", "clone", "commit", "-q",
		    "--allow-empty", "-m", "x", NULL);
	scratch_run(NULL, STR(""), "git", "-C", "clone", "worktree", "add",
		    "-q", "../side", NULL);
	scratch_run(NULL, STR(""), "git", "-C", "clone", "config",
		    "extensions.worktreeConfig", "true", NULL);
	id = repo_fixture_put("clone/.git", STR("x"));
	assert_int_equal(repo_open(&repo, &options, &error), 0);
	assert_reads(repo, &id, STR("x"));
	repo_close(repo);
	options.remote = "../x";
	assert_int_equal(repo_open(&repo, &options, &error), ERROR_BROKEN);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_settings),
		cmocka_unit_test(test_environment),
		cmocka_unit_test(test_objects),
		cmocka_unit_test(test_refresh),
		cmocka_unit_test(test_damage),
		cmocka_unit_test(test_quarantine),
		cmocka_unit_test(test_alternates),
		cmocka_unit_test(test_deep_alternates),
		cmocka_unit_test(test_links),
		cmocka_unit_test(test_worktree),
	};

	return cmocka_run_group_tests_name("repo", tests, scratch_set_up,
					   scratch_tear_down);
}
