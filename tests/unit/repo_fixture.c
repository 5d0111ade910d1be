/*
 * repo_fixture.c - bare repositories with blobs in them. Never leaves
 * anything outside the current directory.
 */
#include "repo_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "scratch.h"

void repo_fixture_init(const char *path)
{
	scratch_run(NULL, STR(""), "git", "init", "-q", "--bare", path, NULL);
}

int repo_fixture_try(struct repo **repo, const char *path,
		     const char *quarantine, struct error *error)
{
	struct repo_options options = { .path = path,
					.quarantine = quarantine };

	return repo_open(repo, &options, error);
}

struct repo *repo_fixture_open(const char *path, const char *quarantine)
{
	struct error error = { 0 };
	struct repo *repo = NULL;

	if (repo_fixture_try(&repo, path, quarantine, &error))
		fail_msg("%s: %s", path, error.text);
	return repo;
}

struct oid repo_fixture_put(const char *repo, struct str data)
{
	struct buf hex = BUF_INIT;
	struct oid id;

	scratch_run(&hex, data, "git", "--git-dir", repo, "hash-object", "-w",
		    "--stdin", NULL);
	assert_true(oid_parse(&id, str_trim(buf_str(&hex))));
	buf_release(&hex);
	return id;
}

void repo_fixture_file(struct buf *path, const char *repo, const struct oid *id)
{
	char hex[OID_HEX_SIZE + 1];

	oid_format(id, hex);
	buf_clear(path);
	buf_addf(path, "%s/objects/%.2s/%s", repo, hex, hex + 2);
}

void assert_reads(struct repo *repo, const struct oid *id, struct str wanted)
{
	struct error error = { 0 };
	struct object object;

	if (object_read(&object, repo, id, REPO_FIXTURE_LIMIT, &error))
		fail_msg("%s", error.text);
	assert_int_equal(object.type, OBJECT_BLOB);
	assert_true(str_equal(object.data, wanted));
	object_release(&object);
	assert_null(object.data.data);
}
