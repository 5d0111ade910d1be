/*
 * test_survey.c - a survey of a pack's trees: what it calls sound, and what it
 * leaves to others.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "git/survey_trees.h"

#include "git/pack_entry.h"
#include "git/repo_state.h"
#include "git/survey_graph.h"
#include "git/survey_outside.h"
#include "scratch.h"
#include "survey_fixture.h"

#include <stdio.h>
#include <string.h>

static void add_delta(struct scene *scene, unsigned id, size_t base)
{
	struct oid oid = survey_id(id);

	pack_fixture_add_delta(&scene->pack, &oid, base,
			       buf_str(&scene->delta));
}

static bool survey(struct scene *scene)
{
	_Atomic unsigned char kinds[64] = { 0 };
	struct repo *repo = scene_open(scene);
	struct packs *packs = repo->stores[QUARANTINE].packs;
	struct survey_list list;
	bool good;

	assert_true(packs->count == 1 && pack_open(packs->items[0]));
	assert_true(packs->items[0]->index.count <= sizeof(kinds));
	good = survey_list_read(&list, packs->items[0], kinds) &&
	       survey_trees(repo, packs, packs->items[0], &list, NULL);
	survey_list_release(&list);
	repo_close(repo);
	return good;
}

static size_t entry_size(const char *mode, const char *name)
{
	return strlen(mode) + 1 + strlen(name) + 1 + OID_SIZE;
}

struct row {
	const char *mode;
	const char *name;
};

static size_t rows_size(const struct row *rows, size_t count)
{
	size_t size = 0;

	for (size_t i = 0; i < count; i++)
		size += entry_size(rows[i].mode, rows[i].name);
	return size;
}

/* A tree with a new entry behind the first ones, and rows left out there. */
static bool survey_with(const struct row *rows, size_t count, size_t first,
			size_t left_out, const struct row *new)
{
	size_t head = rows_size(rows, first);
	size_t from = rows_size(rows, first + left_out);
	size_t size = rows_size(rows, count);
	struct buf own = BUF_INIT;
	struct scene scene;
	bool good;

	scene_init(&scene);
	add_tree(&scene, 1);
	for (size_t i = 0; i < count; i++)
		add_entry(&scene.tree, rows[i].mode, rows[i].name,
			  *rows[i].mode == '4' ? 1 : 9);
	add_tree(&scene, 2);
	add_entry(&own, new->mode, new->name, 1);
	delta_fixture_begin(&scene.delta, size, head + own.size + size - from);
	if (head)
		delta_fixture_copy(&scene.delta, 0, head);
	delta_fixture_own(&scene.delta, buf_str(&own));
	if (from < size)
		delta_fixture_copy(&scene.delta, from, size - from);
	add_delta(&scene, 3, 1);
	good = survey(&scene);
	buf_release(&own);
	scratch_remove("r");
	return good;
}

/* Far from its folder, with other names between them. */
static void test_new_file_of_a_folders_name(void **state)
{
	const struct row rows[] = { { "100644", "a.b" },
				    { "100644", "a.c" },
				    { "40000", "a" } };

	(void)state;
	assert_false(
		survey_with(rows, 3, 0, 0, &(struct row){ "100644", "a" }));
	assert_true(survey_with(rows, 3, 0, 0, &(struct row){ "100644", "A" }));
}

static void test_new_folder_of_a_files_name(void **state)
{
	const struct row rows[] = { { "100644", "a" },
				    { "100644", "a.c" },
				    { "100644", "b" } };

	(void)state;
	assert_false(survey_with(rows, 3, 2, 0, &(struct row){ "40000", "a" }));
	assert_true(survey_with(rows, 3, 2, 0, &(struct row){ "40000", "aa" }));
}

/* What was a file is a folder, and would have to stand elsewhere. */
static void test_file_becomes_folder(void **state)
{
	const struct row rows[] = { { "100644", "a" }, { "100644", "a.c" } };

	(void)state;
	assert_false(survey_with(rows, 2, 0, 1, &(struct row){ "40000", "a" }));
	assert_true(survey_with(rows, 2, 0, 1, &(struct row){ "40000", "A" }));
}

/* As many files begin with each other as are read, and one or two more. */
static void test_nested_names(void **state)
{
	char names[TREE_PREFIXES_MAX + 2][TREE_PREFIXES_MAX + 3];
	struct row rows[TREE_PREFIXES_MAX + 1];
	struct row last = { "100644", names[TREE_PREFIXES_MAX + 1] };

	(void)state;
	for (size_t i = 0; i < TREE_PREFIXES_MAX + 2; i++) {
		memset(names[i], 'a', i + 1);
		names[i][i + 1] = '\0';
		if (i <= TREE_PREFIXES_MAX)
			rows[i] = (struct row){ "100644", names[i] };
	}
	assert_true(survey_with(rows, TREE_PREFIXES_MAX, TREE_PREFIXES_MAX, 0,
				&rows[TREE_PREFIXES_MAX]));
	assert_false(survey_with(rows, TREE_PREFIXES_MAX + 1,
				 TREE_PREFIXES_MAX + 1, 0, &last));
	last.mode = "40000";
	assert_false(survey_with(rows, TREE_PREFIXES_MAX + 1,
				 TREE_PREFIXES_MAX + 1, 0, &last));
	/* the first one of them, or one in their midst */
	last.mode = "100644";
	for (size_t at = 0; at < TREE_PREFIXES_MAX; at += 7) {
		struct row with[TREE_PREFIXES_MAX + 1];

		for (size_t i = 0; i <= TREE_PREFIXES_MAX; i++)
			with[i] = (struct row){ "100644",
						names[i < at ? i : i + 1] };
		assert_false(survey_with(with, TREE_PREFIXES_MAX + 1, at, 0,
					 &(struct row){ "100644", names[at] }));
	}
}

#define MANY 1500

/* So many names between the two that nobody looks past all of them. */
static void test_twin_behind_many(void **state)
{
	char names[MANY][16];
	struct row rows[MANY + 1];

	(void)state;
	for (unsigned i = 0; i < MANY; i++) {
		snprintf(names[i], sizeof(names[i]), "a.%u", 1000 + i);
		rows[i] = (struct row){ "100644", names[i] };
	}
	rows[MANY] = (struct row){ "40000", "a" };
	assert_false(survey_with(rows, MANY + 1, 0, 0,
				 &(struct row){ "100644", "a" }));
	assert_true(
		survey_with(rows, MANY, 0, 0, &(struct row){ "100644", "a" }));
	rows[0].name = "a";
	assert_false(survey_with(rows, MANY, MANY, 0,
				 &(struct row){ "40000", "a" }));
}

/* A tree that has one entry of its base, and many others in front of it. */
static bool survey_many_new(unsigned count, const char *last)
{
	struct buf own = BUF_INIT;
	struct scene scene;
	char name[16];
	size_t size;
	bool good;

	scene_init(&scene);
	add_tree(&scene, 1);
	add_entry(&scene.tree, "40000", "z", 1);
	size = scene.tree.size;
	add_tree(&scene, 2);
	for (unsigned i = 0; i < count; i++) {
		snprintf(name, sizeof(name), "n%u", 1000 + i);
		add_entry(&own, "100644", name, 9);
	}
	add_entry(&own, "100644", last, 9);
	delta_fixture_begin(&scene.delta, size, own.size + size);
	delta_fixture_own(&scene.delta, buf_str(&own));
	delta_fixture_copy(&scene.delta, 0, size);
	add_delta(&scene, 3, 1);
	good = survey(&scene);
	buf_release(&own);
	scratch_remove("r");
	return good;
}

static void test_many_new_entries(void **state)
{
	(void)state;
	assert_true(survey_many_new(100, "x"));
	assert_false(survey_many_new(100, "n1099"));
	assert_false(survey_many_new(100, "z"));
	assert_true(survey_many_new(300, "x"));
	assert_false(survey_many_new(300, "n1299"));
	assert_false(survey_many_new(300, "a"));
	assert_false(survey_many_new(300, "z"));
}

/* Of names that come in front of it, and are all taken away. */
static void test_entries_removed(void **state)
{
	struct scene scene;
	size_t first, size;

	(void)state;
	scene_init(&scene);
	add_tree(&scene, 1);
	add_entry(&scene.tree, "100644", "a", 9);
	first = scene.tree.size;
	add_entry(&scene.tree, "100644", "b", 9);
	add_entry(&scene.tree, "40000", "c", 1);
	size = scene.tree.size;
	add_tree(&scene, 2);
	delta_fixture_begin(&scene.delta, size, size - first);
	delta_fixture_copy(&scene.delta, first, size - first);
	add_delta(&scene, 3, 1);
	assert_true(survey(&scene));
}

/* One in another, so many levels; the last holds a file. */
static bool survey_nested(unsigned levels, const char *name)
{
	struct scene scene;

	scene_init(&scene);
	add_entry(&scene.tree, "100644", name, 0);
	for (unsigned i = 1; i < levels; i++) {
		add_tree(&scene, i);
		add_entry(&scene.tree, "40000", name, i);
	}
	add_tree(&scene, levels);
	return survey(&scene);
}

static void test_paths(void **state)
{
	char name[65];

	(void)state;
	memset(name, 'x', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	name[63] = '\0';
	/* names and slashes: 8 * 64 - 1 bytes */
	assert_true(survey_nested(8, name));
	scratch_remove("r");
	assert_false(survey_nested(9, name));
}

/* Its names are those of its base; so are the paths below them. */
static void test_path_of_a_base(void **state)
{
	struct scene scene;
	char name[300];
	struct oid other = survey_id(4);
	size_t size;

	(void)state;
	memset(name, 'x', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	scene_init(&scene);
	add_entry(&scene.tree, "100644", name, 9);
	add_tree(&scene, 1);
	add_entry(&scene.tree, "100644", "a", 9);
	add_entry(&scene.tree, "40000", "b", 1);
	size = scene.tree.size;
	add_tree(&scene, 2);
	delta_fixture_begin(&scene.delta, size, size);
	delta_fixture_copy(&scene.delta, 0, 9);
	delta_fixture_own(&scene.delta,
			  (struct str){ (char *)other.bytes, OID_SIZE });
	delta_fixture_copy(&scene.delta, 9 + OID_SIZE, size - 9 - OID_SIZE);
	add_delta(&scene, 3, 1);
	add_entry(&scene.tree, "40000", name, 3);
	add_tree(&scene, 4);
	assert_false(survey(&scene));
}

static void test_graph(void **state)
{
	struct survey_graph graph = { 0 };

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		assert_true(survey_graph_add(&graph));
		assert_true(survey_graph_name(&graph, i, 100));
	}
	survey_graph_tell(&graph, 0, 2);
	assert_true(survey_graph_lead(&graph, 0, 1, 400));
	survey_graph_tell(&graph, 1, SURVEY_NONE);
	assert_true(survey_graph_is_short(&graph)); /* 400 + 1 + 100 */
	survey_graph_release(&graph);
	for (size_t i = 0; i < 2; i++)
		assert_true(survey_graph_add(&graph));
	assert_false(survey_graph_name(&graph, 0, SURVEY_PATH_MAX + 1));
	survey_graph_tell(&graph, 0, SURVEY_NONE);
	assert_true(survey_graph_lead(&graph, 0, 1, 1));
	survey_graph_tell(&graph, 1, 0);
	assert_false(survey_graph_is_short(&graph)); /* in a circle */
	survey_graph_release(&graph);
}

static void test_outside(void **state)
{
	struct survey_outside outside;
	size_t at;

	(void)state;
	survey_outside_init(&outside, 1000);
	for (unsigned round = 0; round < 2; round++)
		for (unsigned i = 0; i < 1000; i++) {
			struct oid id = survey_id(i);

			assert_true(survey_outside_find(&at, &outside, &id));
			assert_int_equal(at, i);
		}
	assert_int_equal(outside.count, 1000);
	assert_false(survey_outside_find(&at, &outside,
					 &(struct oid){ { 1, 2, 3 } }));
	survey_outside_release(&outside);
}

#define IN_SCRATCH(test) \
	cmocka_unit_test_setup_teardown(test, scratch_set_up, scratch_tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_SCRATCH(test_new_file_of_a_folders_name),
		IN_SCRATCH(test_new_folder_of_a_files_name),
		IN_SCRATCH(test_file_becomes_folder),
		IN_SCRATCH(test_nested_names),
		IN_SCRATCH(test_twin_behind_many),
		IN_SCRATCH(test_many_new_entries),
		IN_SCRATCH(test_entries_removed),
		IN_SCRATCH(test_paths),
		IN_SCRATCH(test_path_of_a_base),
		cmocka_unit_test(test_graph),
		cmocka_unit_test(test_outside),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
