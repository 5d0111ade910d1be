/*
 * test_diff_lacks.c - diff_request.lacks never leaves out a name that matters:
 * held against a plain walk over all folders of random trees.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "git/diff.h"

#include "bench_git.h"

#include <stdio.h>

#define TREES 60
#define BASES 3
#define ROUNDS 20000

/* Trees of a few names, files and folders, some of them empty, two deep. */
static const char script[] =
	"git init -q repo; cd repo\n"
	"x=$(echo x | git hash-object -w --stdin)\n"
	"y=$(echo y | git hash-object -w --stdin)\n"
	"e=$(git mktree </dev/null)\n"
	"level() {\n"
	"	awk -v seed=\"$1\" -v x=$x -v y=$y -v below=\"$2\" 'BEGIN {\n"
	"		srand(seed); n = split(below, tree, \" \")\n"
	"		for (i = 1; i <= 6; i++) {\n"
	"			name = substr(\"aAbBcC\", i, 1)\n"
	"			kind = int(rand() * 5)\n"
	"			if (kind == 0 || (kind == 1 && !n)) continue\n"
	"			if (kind == 1)\n"
	"				print \"040000 tree \" \\\n"
	"					tree[1 + int(rand() * n)] "
	"\"\\t\" name\n"
	"			else\n"
	"				print \"100644 blob \" "
	"(kind == 2 ? y : x) \\\n"
	"					\"\\t\" name\n"
	"		}\n"
	"	}' | git mktree\n"
	"}\n"
	"low=$e; i=0\n"
	"while [ $i -lt 12 ]; do i=$((i + 1)); low=\"$low $(level $i '')\"; "
	"done\n"
	"mid=$low; i=0\n"
	"while [ $i -lt 12 ]; do i=$((i + 1)); "
	"mid=\"$mid $(level 10$i \"$low\")\"; done\n"
	"i=0\n"
	"while [ $i -lt 60 ]; do git tag t$i $(level 20$i \"$mid\"); "
	"i=$((i + 1)); done\n";

struct side {
	struct oid id; /* zero: none */
	struct object object;
};

struct walk {
	struct repo *repo;
	size_t base_count;
	bool lacks_all; /* in one folder */
};

static void open_side(struct walk *walk, struct side *side)
{
	struct error error = { 0 };

	side->object = (struct object){ OBJECT_NONE, { NULL, 0 }, NULL };
	if (!oid_is_zero(&side->id))
		assert_int_equal(object_read(&side->object, walk->repo,
					     &side->id, DIFF_TREE_SIZE_MAX,
					     &error),
				 0);
}

/* The entry of that name, as much a folder as it; zero: none. */
static struct oid find(const struct side *side, const struct tree_entry *entry)
{
	struct tree_reader reader;
	struct tree_entry other;
	struct flaw flaw;

	tree_reader_init(&reader, side->object.data, false);
	while (tree_next(&reader, &other, &flaw) == 1)
		if (str_equal(other.name, entry->name) &&
		    (other.mode == MODE_TREE) == (entry->mode == MODE_TREE))
			return other.id;
	return (struct oid){ { 0 } };
}

static void walk_folder(struct walk *walk, const struct oid *ids);

static void walk_entry(struct walk *walk, const struct side *sides,
		       const struct tree_entry *entry, bool *lacks)
{
	struct oid ids[BASES + 1];

	ids[0] = entry->id;
	for (size_t i = 1; i <= walk->base_count; i++) {
		ids[i] = find(&sides[i], entry);
		lacks[i] = lacks[i] || oid_is_zero(&ids[i]);
	}
	if (entry->mode == MODE_TREE)
		walk_folder(walk, ids);
}

/* As lib/rules/folders.c: what a base has as it is is not entered. */
static void walk_folder(struct walk *walk, const struct oid *ids)
{
	struct side sides[BASES + 1];
	bool lacks[BASES + 1] = { false };
	size_t count = 0;
	struct tree_reader reader;
	struct tree_entry entry;
	struct flaw flaw;

	for (size_t i = 1; i <= walk->base_count; i++)
		if (oid_equal(&ids[i], &ids[0]))
			return;
	for (size_t i = 0; i <= walk->base_count; i++) {
		sides[i].id = ids[i];
		open_side(walk, &sides[i]);
	}
	tree_reader_init(&reader, sides[0].object.data, false);
	while (tree_next(&reader, &entry, &flaw) == 1)
		walk_entry(walk, sides, &entry, lacks);
	for (size_t i = 1; i <= walk->base_count; i++)
		count += lacks[i];
	walk->lacks_all |= count == walk->base_count;
	for (size_t i = 0; i <= walk->base_count; i++)
		object_release(&sides[i].object);
}

static int pass(const struct diff_entry *entry, void *context)
{
	(void)entry;
	(void)context;
	return 0;
}

static bool may_lack_all(struct repo *repo, const struct oid *ids, size_t bases)
{
	bool lacks[BASES] = { false };
	struct error error = { 0 };
	const struct diff_request request = { .bases = ids + 1,
					      .base_count = bases,
					      .new = ids[0],
					      .lacks = lacks,
					      .each = pass };
	bool all = true;

	assert_int_equal(diff_trees(repo, &request, &error), 0);
	for (size_t i = 0; i < bases; i++)
		all = all && lacks[i];
	return all;
}

static unsigned next(unsigned *seed)
{
	*seed = *seed * 1103515245u + 12345u;
	return *seed >> 16;
}

static void test_lacks(void **state)
{
	struct bench_git git;
	struct repo *repo = bench_git_start(&git, script, "");
	struct oid trees[TREES];
	size_t walked = 0, spared = 0;
	unsigned seed = 1;

	(void)state;
	for (size_t i = 0; i < TREES; i++) {
		char name[8];

		snprintf(name, sizeof(name), "t%zu", i);
		trees[i] = bench_git_id(&git, name);
	}
	for (size_t round = 0; round < ROUNDS; round++) {
		struct walk walk = { .repo = repo,
				     .base_count = 1 + next(&seed) % BASES };
		struct oid ids[BASES + 1];
		bool may;

		for (size_t i = 0; i <= walk.base_count; i++)
			ids[i] = trees[next(&seed) % TREES];
		walk_folder(&walk, ids);
		may = may_lack_all(repo, ids, walk.base_count);
		assert_true(may || !walk.lacks_all);
		walked += walk.lacks_all;
		spared += !may;
	}
	/* both happen, and it spares something */
	assert_true(walked > ROUNDS / 20);
	assert_true(spared > ROUNDS / 20);
	repo_close(repo);
	bench_git_close(&git);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lacks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
