/*
 * test_diff_random.c - diff_request.lacks never leaves out a name that
 * matters, and no folder is left unchecked that no base has: held against a
 * plain walk over all folders of random trees.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "git/diff.h"

#include "bench_git.h"

#include <stdio.h>
#include <stdlib.h>

#define TREES 60
#define BASES 3
#define ROUNDS 20000

/* Trees of a few names, files and folders, some of them empty, two deep. */
static const char script[] =
	"git init -q repo; cd repo\n"
	"x=$(echo x | git hash-object -w --stdin)\n"
	"y=$(echo y | git hash-object -w --stdin)\n"
	"e=$(git mktree </dev/null)\n"
	/* its mode is one that git reads, but does not write */
	"bad=$( (printf '100664 a\\0'; git cat-file tree $(\n"
	"	printf '100644 blob %s\\ta' $x | git mktree) | tail -c 20) |\n"
	"	git hash-object -w -t tree --literally --stdin)\n"
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
	"low=\"$e $bad $bad $bad\"; i=0\n"
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
	bool flawed;	/* one that is entered */
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

static bool is_flawed(const struct side *side)
{
	struct tree_reader reader;
	struct tree_entry entry;
	struct flaw flaw;
	int r;

	tree_reader_init(&reader, side->object.data, true);
	while ((r = tree_next(&reader, &entry, &flaw)) == 1)
		continue;
	return r != 0;
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
	walk->flawed |= is_flawed(&sides[0]);
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

static bool is_refused(struct repo *repo, const struct oid *ids, size_t bases)
{
	struct error error = { 0 };
	const struct diff_request request = { .bases = ids + 1,
					      .base_count = bases,
					      .new = ids[0] };
	int r = diff_check_new_trees(repo, &request, &error);

	assert_true(r == 0 || r == ERROR_BROKEN);
	return r != 0;
}

struct trees {
	struct bench_git git;
	struct repo *repo;
	struct oid ids[TREES];
	unsigned seed;
};

static int set_up(void **state)
{
	struct trees *trees = calloc(1, sizeof(*trees));

	assert_non_null(trees);
	trees->repo = bench_git_start(&trees->git, script, "");
	trees->seed = 1;
	for (size_t i = 0; i < TREES; i++) {
		char name[8];

		snprintf(name, sizeof(name), "t%zu", i);
		trees->ids[i] = bench_git_id(&trees->git, name);
	}
	*state = trees;
	return 0;
}

static int tear_down(void **state)
{
	struct trees *trees = *state;

	repo_close(trees->repo);
	bench_git_close(&trees->git);
	free(trees);
	return 0;
}

/* Any of the trees, and what a plain walk says of it beside its bases. */
static struct walk draw(struct trees *trees, struct oid *ids)
{
	struct walk walk = { .repo = trees->repo,
			     .base_count = 1 + next(&trees->seed) % BASES };

	for (size_t i = 0; i <= walk.base_count; i++)
		ids[i] = trees->ids[next(&trees->seed) % TREES];
	walk_folder(&walk, ids);
	return walk;
}

static void test_lacks(void **state)
{
	struct trees *trees = *state;
	size_t walked = 0, spared = 0;

	for (size_t round = 0; round < ROUNDS; round++) {
		struct oid ids[BASES + 1];
		struct walk walk = draw(trees, ids);
		bool may = may_lack_all(trees->repo, ids, walk.base_count);

		assert_true(may || !walk.lacks_all);
		walked += walk.lacks_all;
		spared += !may;
	}
	/* both happen, and it spares something */
	assert_true(walked > ROUNDS / 20);
	assert_true(spared > ROUNDS / 20);
}

static void test_check(void **state)
{
	struct trees *trees = *state;
	size_t refused = 0;

	for (size_t round = 0; round < ROUNDS; round++) {
		struct oid ids[BASES + 1];
		struct walk walk = draw(trees, ids);

		assert_int_equal(is_refused(trees->repo, ids, walk.base_count),
				 walk.flawed);
		refused += walk.flawed;
	}
	assert_true(refused > ROUNDS / 20);
	assert_true(refused < ROUNDS - ROUNDS / 20);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_lacks, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_check, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
