/*
 * test_repo_objects.c - where objects are looked for, and that each is read
 * once: loose and packed, in quarantine and alternates, damaged and gone.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "git/repo.h"

#include "base/buf.h"
#include "git/object_cache.h"
#include "repo_fixture.h"
#include "scratch.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define LIMIT REPO_FIXTURE_LIMIT

static void remove_object(const char *repo, const struct oid *id)
{
	struct buf path = BUF_INIT;

	repo_fixture_file(&path, repo, id);
	assert_int_equal(unlink(buf_text(&path)), 0);
	buf_release(&path);
}

/* A small object is read once; a large one is not kept. */
static void test_cache(void **state)
{
	struct error error = { 0 };
	struct buf text = BUF_INIT;
	enum object_type type;
	struct object object;
	struct object again;
	struct repo *repo;
	struct oid small;
	struct oid large;
	size_t size;

	(void)state;
	repo_fixture_init("cache");
	small = repo_fixture_put("cache", STR("small"));
	while (text.size <= OBJECT_CACHE_SIZE_MAX)
		buf_add_text(&text, "a line that there is often\n");
	large = repo_fixture_put("cache", buf_str(&text));
	repo = repo_fixture_open("cache", NULL);
	assert_int_equal(object_header(repo, &small, &type, &size, &error), 0);
	remove_object("cache", &small);
	assert_int_equal(object_read(&object, repo, &small, LIMIT, &error), 0);
	assert_int_equal(object_read(&again, repo, &small, LIMIT, &error), 0);
	assert_ptr_equal(object.handle, again.handle);
	assert_int_equal(object.type, OBJECT_BLOB);
	object_release(&again);
	/* the limit is for who asks */
	assert_int_equal(object_read(&again, repo, &small, 4, &error),
			 ERROR_LIMIT);
	assert_int_equal(object_read(&again, repo, &small, 5, &error), 0);
	object_release(&again);
	assert_int_equal(object_read(&again, repo, &large, SIZE_MAX, &error),
			 0);
	assert_true(str_equal(again.data, buf_str(&text)));
	object_release(&again);
	remove_object("cache", &large);
	assert_int_equal(object_read(&again, repo, &large, SIZE_MAX, &error),
			 ERROR_NOT_FOUND);
	repo_close(repo);
	/* what is held outlives all that */
	assert_true(str_is(object.data, "small"));
	object_release(&object);
	buf_release(&text);
}

static void pack_all(const char *repo)
{
	scratch_run(NULL, STR(""), "git", "--git-dir", repo, "config",
		    "gc.pruneExpire", "never", NULL);
	scratch_run(NULL, STR(""), "git", "--git-dir", repo, "repack", "-q",
		    "-a", "-d", "-k", NULL);
	scratch_run(NULL, STR(""), "git", "--git-dir", repo, "prune-packed",
		    NULL);
}

static struct oid put_tagged(const char *repo, const char *name,
			     struct str data)
{
	char hex[OID_HEX_SIZE + 1];
	struct oid id = repo_fixture_put(repo, data);

	scratch_run(NULL, STR(""), "git", "--git-dir", repo, "tag", name,
		    oid_format(&id, hex), NULL);
	return id;
}

/* Packs in the repository, an alternate and the quarantine, and none. */
static void test_packs(void **state)
{
	static const char *const repos[] = { "pack:1", "pack:2", "pack:q" };
	struct oid packed[COUNT(repos)];
	struct oid loose[COUNT(repos)];
	struct error error = { 0 };
	struct object object;
	struct repo *repo;

	(void)state;
	for (size_t i = 0; i < COUNT(repos); i++) {
		repo_fixture_init(repos[i]);
		packed[i] = put_tagged(repos[i], "x", str_of(repos[i]));
		pack_all(repos[i]);
		loose[i] = repo_fixture_put(repos[i],
					    str_from(str_of(repos[i]), 4));
	}
	scratch_write("pack:1/objects/info/alternates",
		      STR("../../pack:2/objects\n"));
	repo = repo_fixture_open("pack:1", "pack:q/objects");
	for (size_t i = 0; i < COUNT(repos); i++) {
		assert_reads(repo, &loose[i], str_from(str_of(repos[i]), 4));
		assert_int_equal(repo_had_object(repo, &loose[i]), i < 2);
		assert_reads(repo, &packed[i], str_of(repos[i]));
		assert_int_equal(repo_had_object(repo, &packed[i]), i < 2);
	}
	assert_int_equal(object_read(&object, repo, &packed[1], 5, &error),
			 ERROR_LIMIT);
	repo_close(repo);
	/* asked for before it was read */
	repo = repo_fixture_open("pack:1", "pack:q/objects");
	assert_false(repo_had_object(repo, &packed[2]));
	assert_true(repo_had_object(repo, &packed[1]));
	assert_int_equal(object_read(&object, repo, &packed[2], 5, &error),
			 ERROR_LIMIT);
	repo_close(repo);
}

/* Where packs cannot be looked for, nothing more is read. */
static void test_no_packs(void **state)
{
	struct error error = { 0 };
	struct oid missing = { { 1 } };
	struct object object;
	struct repo *repo;
	struct oid id;

	(void)state;
	repo_fixture_init("unpacked");
	repo_fixture_init("unpacked:q");
	id = repo_fixture_put("unpacked", STR("x"));
	assert_int_equal(rmdir("unpacked/objects/pack"), 0);
	repo = repo_fixture_open("unpacked", "unpacked:q/objects");
	assert_int_equal(object_read(&object, repo, &missing, LIMIT, &error),
			 ERROR_NOT_FOUND);
	repo_close(repo);
	scratch_write("unpacked/objects/pack", STR(""));
	repo = repo_fixture_open("unpacked", "unpacked:q/objects");
	assert_int_equal(object_read(&object, repo, &missing, LIMIT, &error),
			 ERROR_BROKEN);
	assert_non_null(strstr(error.text, "cannot be opened"));
	assert_true(repo_had_object(repo, &missing));
	assert_int_equal(object_read(&object, repo, &id, LIMIT, &error),
			 ERROR_BROKEN);
	repo_close(repo);
}

/* The same where nobody can say whether an object was there. */
static void test_no_answer(void **state)
{
	struct error error = { 0 };
	struct oid missing = { { 1 } };
	struct object object;
	struct repo *repo;
	struct oid new;

	(void)state;
	repo_fixture_init("unanswered");
	repo_fixture_init("unanswered:q");
	new = repo_fixture_put("unanswered:q", STR("x"));
	repo = repo_fixture_open("unanswered", "unanswered:q/objects");
	assert_false(repo_had_object(repo, &missing));
	assert_reads(repo, &new, STR("x"));
	assert_int_equal(repo_check_answers(repo, &error), 0);
	scratch_write("unanswered/objects/01", STR(""));
	assert_true(repo_had_object(repo, &missing));
	assert_int_equal(repo_check_answers(repo, &error), ERROR_BROKEN);
	assert_int_equal(object_read(&object, repo, &missing, LIMIT, &error),
			 ERROR_BROKEN);
	assert_non_null(strstr(error.text, "cannot be opened"));
	repo_close(repo);
}

/* A good copy is found behind a damaged one. */
static void test_copies(void **state)
{
	struct buf path = BUF_INIT;
	struct repo *repo;
	struct oid id;

	(void)state;
	repo_fixture_init("copies");
	repo_fixture_init("copies:q");
	id = repo_fixture_put("copies", STR("x"));
	repo_fixture_put("copies:q", STR("x"));
	repo_fixture_file(&path, "copies", &id);
	assert_int_equal(chmod(buf_text(&path), 0644), 0);
	scratch_write(buf_text(&path), STR("damaged"));
	repo = repo_fixture_open("copies", "copies:q/objects");
	assert_reads(repo, &id, STR("x"));
	repo_close(repo);
	buf_release(&path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cache),
		cmocka_unit_test(test_packs),
		cmocka_unit_test(test_no_packs),
		cmocka_unit_test(test_no_answer),
		cmocka_unit_test(test_copies),
	};

	return cmocka_run_group_tests_name("repo objects", tests,
					   scratch_set_up, scratch_tear_down);
}
