/*
 * ref_fixture.c - a bare repository with refs of every kind, and listings of
 * them. Never leaves anything behind.
 */
#include "ref_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "scratch.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static void git(const char *one, const char *two, const char *three,
		const char *four)
{
	scratch_run(NULL, STR(""), "git", "--git-dir=r", one, two, three, four,
		    NULL);
}

struct repo *ref_fixture_open(const char *remote)
{
	struct repo_options options = { .path = "r", .remote = remote };
	struct error error = { 0 };
	struct repo *repo = NULL;

	if (repo_open(&repo, &options, &error))
		fail_msg("%s", error.text);
	return repo;
}

static void commit(struct buf *hex)
{
	buf_clear(hex);
	scratch_run(hex, STR("message"), "git", "--git-dir=r", "commit-tree",
		    "4b825dc642cb6eb9a060e54bf8d69288fbee4904", NULL);
	buf_truncate(hex, OID_HEX_SIZE);
}

int ref_fixture_set_up(void **state)
{
	static const char *const names[] = {
		"refs/heads/main",
		"refs/heads/hotfix/1",
		"refs/heads/hotfix/2",
		"refs/heads/hotfix-3",
		"refs/heads/{a}",
		"refs/tags/light",
		"refs/notes/x",
		"refs/remotes/origin/main",
		"refs/remotes/origin/topic",
		"refs/remotes/other/main",
	};
	struct buf hex = BUF_INIT;
	size_t i;

	if (scratch_set_up(state))
		return -1;
	scratch_run(NULL, STR(""), "git", "init", "-q", "--bare",
		    "--initial-branch=main", "r", NULL);
	scratch_run(NULL, STR(""), "git", "--git-dir=r", "hash-object", "-w",
		    "-t", "tree", "--stdin", NULL);
	commit(&hex);
	for (i = 0; i < COUNT(names); i++)
		git("update-ref", names[i], buf_text(&hex), NULL);
	git("tag", "-m", "one", "annotated");
	git("tag", "-m", "two", "nested");
	git("pack-refs", "--all", NULL, NULL);
	git("update-ref", "refs/heads/loose", buf_text(&hex), NULL);
	git("update-ref", "refs/heads/hotfix/loose", buf_text(&hex), NULL);
	git("update-ref", "-d", "refs/heads/hotfix/1", NULL);
	git("symbolic-ref", "refs/heads/alias", "refs/heads/main", NULL);
	git("symbolic-ref", "refs/heads/dangling", "refs/heads/none", NULL);
	git("symbolic-ref", "refs/remotes/origin/HEAD",
	    "refs/remotes/origin/main", NULL);
	buf_release(&hex);
	return 0;
}

static int print_ref(const struct ref *ref, void *context)
{
	char hex[OID_HEX_SIZE + 1];

	buf_addf(context, "%s %s\n", oid_format(&ref->id, hex), ref->name);
	return 0;
}

int ref_fixture_list(struct buf *out, struct repo *repo,
		     const char *const texts[GLOBS_MAX], struct error *error)
{
	struct glob items[GLOBS_MAX];
	struct globs globs = { items, 0 };
	struct arena arena;
	int r;

	arena_init(&arena);
	while (globs.count < GLOBS_MAX && texts[globs.count]) {
		if (glob_compile(&items[globs.count],
				 str_of(texts[globs.count]), &arena, error))
			fail_msg("%s", error->text);
		globs.count++;
	}
	r = refs_each(repo, &globs, print_ref, out, error);
	arena_release(&arena);
	return r;
}
