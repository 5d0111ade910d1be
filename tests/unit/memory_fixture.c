/*
 * memory_fixture.c - a bare repository and the gate's memory in it. Never
 * leaves anything behind.
 */
#include "memory_fixture.h"

#include "repo_fixture.h"
#include "scratch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <unistd.h>

#include <cmocka.h>

const char memory_fixture_text[] = "branch refs/heads/hotfix/1\n"
				   "commit 1111111111111111111111111111111111"
				   "111111\n"
				   "time 2026-11-20T09:00:00Z\n";

int memory_fixture_set_up(void **state)
{
	if (scratch_set_up(state))
		return -1;
	repo_fixture_init("r");
	return 0;
}

struct repo *memory_fixture_open(void)
{
	return repo_fixture_open("r", NULL);
}

struct oid memory_fixture_store(const char *text)
{
	struct error error = { 0 };
	struct oid id;

	if (memory_store(&id, "r", str_of(text), &error))
		fail_msg("%s", error.text);
	return id;
}

int memory_fixture_put(const char *name, const struct oid *id, bool only_new)
{
	struct error error = { 0 };

	return memory_put("r", name, id, only_new, &error);
}

void memory_fixture_keep(const char *name, const char *text)
{
	struct oid id = memory_fixture_store(text);

	assert_int_equal(memory_fixture_put(name, &id, false), 0);
}

/* What memory_read() answers; *text is empty but for 0. */
static int reads(const char *name, char *text, size_t size)
{
	struct repo *repo = memory_fixture_open();
	struct error error = { 0 };
	struct arena arena;
	struct str found;
	int result;

	arena_init(&arena);
	result = memory_read(&found, repo, name, &arena, &error);
	snprintf(text, size, "%.*s", result ? 0 : (int)found.size,
		 result ? "" : found.data);
	arena_release(&arena);
	repo_close(repo);
	return result;
}

void memory_fixture_assert(const char *name, const char *text)
{
	char found[1024];

	assert_int_equal(reads(name, found, sizeof(found)), 0);
	assert_string_equal(found, text);
}

int memory_fixture_answer(const char *name)
{
	char found[1024];

	return reads(name, found, sizeof(found));
}

void memory_fixture_git(const char *one, const char *two, const char *three)
{
	scratch_run(NULL, STR(""), "git", "--git-dir=r", one, two, three, NULL);
}

bool memory_fixture_is_there(const char *path)
{
	return access(path, F_OK) == 0;
}
