/*
 * test_survey_random.c - trees that are stored as all kinds of differences from
 * each other, sound ones and others: the survey finds all of them sound if a
 * strict reader does, and no others.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "git/survey_trees.h"

#include "git/pack_entry.h"
#include "pack_fixture.h"
#include "repo_fixture.h"
#include "scratch.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define ROUNDS 4000
#define TREES 14
#define ENTRIES_MAX 24

struct entry {
	const char *mode;
	struct str name;
	struct oid id;
};

struct tree {
	struct entry entries[ENTRIES_MAX + 2];
	size_t count;
	struct buf raw;
	struct oid id;
};

struct world {
	struct tree trees[TREES];
	size_t count;
	struct oid outside; /* a sound tree that is not in the pack */
	struct oid flawed;  /* one that is not */
	struct oid blob;    /* in the pack */
	size_t spoiled;	    /* which tree; TREES: none */
};

/* Some of them begin with each other, and some are not to be. */
static const char *const names[] = {
	"a",  "a.c",   "a-b",  "ab",   "b",    "b.d",  "c/",   "..",
	"",   ".git",  "ca",   "cb",   "cc",   "cd",   "da",   "db",
	"ea", "fa",    "ga",   "ha",   "ia",   "ja",   "ka",   "lib",
	"ma", "na",    "oa",   "pa",   "qa",   "ra",   "sa",   "ta",
	"ua", "va.in", "wa.c", "xa.h", "ya.y", "zb.z", "zc.x", "z~1",
};

static const char *const modes[] = { "100644", "100755", "120000", "160000",
				     "40000",  "100664", "040000", "100600" };
#define GOOD_MODES 4
#define TREE_MODE 4

static unsigned below(unsigned most)
{
	return (unsigned)rand() % most;
}

static bool is_tree(const struct entry *entry)
{
	return !strcmp(entry->mode, modes[TREE_MODE]);
}

static struct oid any_id(void)
{
	struct oid id;

	for (size_t i = 0; i < OID_SIZE; i++)
		id.bytes[i] = (unsigned char)(below(4) ? rand() : 0);
	return id;
}

static struct oid child(const struct world *world)
{
	return below(2) && world->count ?
		       world->trees[below((unsigned)world->count)].id :
		       world->outside;
}

static bool is_bad(struct str name)
{
	return !name.size || name.data[0] == '.' ||
	       name.data[name.size - 1] == '/';
}

static struct entry any_entry(const struct world *world, bool bad)
{
	size_t some = sizeof(names) / sizeof(names[0]);
	struct entry entry;

	do
		entry.name = str_of(names[below((unsigned)some)]);
	while (is_bad(entry.name) != bad);
	entry.mode = modes[below(3) ? below(GOOD_MODES) : TREE_MODE];
	entry.id = is_tree(&entry) ? child(world) : any_id();
	return entry;
}

static bool has_name(const struct tree *tree, struct str name)
{
	for (size_t i = 0; i < tree->count; i++)
		if (str_equal(tree->entries[i].name, name))
			return true;
	return false;
}

static int in_order(const void *a, const void *b)
{
	const struct entry *one = a;
	const struct entry *other = b;

	return tree_entry_compare(one->name, is_tree(one) ? MODE_TREE : 0,
				  other->name, is_tree(other) ? MODE_TREE : 0);
}

static void sort(struct tree *tree)
{
	qsort(tree->entries, tree->count, sizeof(tree->entries[0]), in_order);
}

static void change(struct world *world, struct tree *tree)
{
	size_t which = tree->count ? below((unsigned)tree->count) : 0;
	struct entry entry = any_entry(world, false);

	switch (below(5)) {
	case 0:
	case 1:
		if (tree->count)
			tree->entries[which].id =
				is_tree(&tree->entries[which]) ? child(world) :
								 any_id();
		break;
	case 2:
		if (tree->count && !is_tree(&tree->entries[which]))
			tree->entries[which].mode = modes[below(GOOD_MODES)];
		break;
	case 3:
		if (tree->count < ENTRIES_MAX && !has_name(tree, entry.name))
			tree->entries[tree->count++] = entry;
		break;
	default:
		if (tree->count)
			tree->entries[which] = tree->entries[--tree->count];
		break;
	}
	sort(tree);
}

/* A child that is missing, flawed, or no tree. */
static struct oid bad_child(const struct world *world)
{
	switch (below(3)) {
	case 0:
		return any_id();
	case 1:
		return world->flawed;
	default:
		return world->blob;
	}
}

static void spoil(const struct world *world, struct tree *tree)
{
	size_t which = tree->count ? below((unsigned)tree->count) : 0;
	struct entry *entry = &tree->entries[which];
	struct entry twin = *entry;

	if (!tree->count)
		return;
	switch (below(6)) {
	case 0: /* out of order */
		*entry = tree->entries[0];
		tree->entries[0] = twin;
		break;
	case 1: /* twice */
		tree->entries[tree->count++] = twin;
		sort(tree);
		break;
	case 2: /* as a file and as a folder */
		twin.mode = is_tree(entry) ? modes[0] : modes[TREE_MODE];
		twin.id = world->outside;
		tree->entries[tree->count++] = twin;
		sort(tree);
		break;
	case 3:
		entry->mode = modes[below(8)];
		break;
	case 4:
		*entry = any_entry(world, true);
		sort(tree);
		break;
	default:
		if (is_tree(entry))
			entry->id = bad_child(world);
		break;
	}
}

static void write_tree(struct tree *tree)
{
	buf_clear(&tree->raw);
	for (size_t i = 0; i < tree->count; i++) {
		buf_addf(&tree->raw, "%s ", tree->entries[i].mode);
		buf_add_str(&tree->raw, tree->entries[i].name);
		buf_add_byte(&tree->raw, '\0');
		buf_add(&tree->raw, tree->entries[i].id.bytes, OID_SIZE);
	}
	tree->id = any_id();
	tree->id.bytes[1] = 1;
}

static void begin_tree(const struct world *world, struct tree *tree)
{
	tree->count = 0;
	while (tree->count < ENTRIES_MAX / 2) {
		struct entry entry = any_entry(world, false);

		if (!has_name(tree, entry.name))
			tree->entries[tree->count++] = entry;
	}
	sort(tree);
}

static void make_world(struct world *world, struct pack_fixture *pack)
{
	struct buf delta = BUF_INIT;

	pack_fixture_init(pack);
	pack_fixture_add(pack, &world->blob, OBJECT_BLOB, STR("text"));
	for (world->count = 0; world->count < TREES; world->count++) {
		struct tree *tree = &world->trees[world->count];
		unsigned base = world->count ? below((unsigned)world->count) :
					       0;
		const struct tree *like = &world->trees[base];
		struct buf raw = tree->raw;

		*tree = *like;
		tree->raw = raw;
		if (!world->count)
			begin_tree(world, tree);
		for (unsigned i = world->count ? below(4) : 0; i < 4; i++)
			change(world, tree);
		if (world->count == world->spoiled)
			spoil(world, tree);
		write_tree(tree);
		if (!world->count || !below(6)) {
			pack_fixture_add(pack, &tree->id, OBJECT_TREE,
					 buf_str(&tree->raw));
			continue;
		}
		delta_fixture_any(&delta, buf_str(&like->raw),
				  buf_str(&tree->raw), below(2));
		if (below(2))
			pack_fixture_add_delta(pack, &tree->id, base + 1,
					       buf_str(&delta));
		else
			pack_fixture_add_delta_by_id(pack, &tree->id, &like->id,
						     buf_str(&delta));
	}
	buf_release(&delta);
}

static bool leads_well(const struct world *world, const struct oid *id)
{
	for (size_t i = 0; i < world->count; i++)
		if (oid_equal(&world->trees[i].id, id))
			return true;
	return oid_equal(&world->outside, id);
}

static bool is_sound(const struct world *world, const struct tree *tree)
{
	struct tree_reader reader;
	struct tree_entry entry;
	struct flaw flaw;
	int more;

	tree_reader_init(&reader, buf_str(&tree->raw), true);
	while ((more = tree_next(&reader, &entry, &flaw)) == 1)
		if (entry.mode == MODE_TREE && !leads_well(world, &entry.id))
			return false;
	return !more;
}

static bool survey(struct repo *repo)
{
	_Atomic unsigned char kinds[TREES + 1] = { 0 };
	struct packs *packs = packs_new();
	struct survey_list list;
	bool good;

	assert_int_equal(packs_look(packs, "r/x"), 0);
	assert_true(packs->count == 1 && pack_open(packs->items[0]));
	good = survey_list_read(&list, packs->items[0], kinds) &&
	       survey_trees(repo, packs, packs->items[0], &list, NULL);
	survey_list_release(&list);
	packs_free(packs);
	return good;
}

static struct oid put_tree(const char *mode)
{
	struct buf out = BUF_INIT;
	struct buf raw = BUF_INIT;
	struct oid id;

	buf_addf(&raw, "%s name", mode);
	buf_add(&raw, "\0twenty bytes, somehow", 1 + OID_SIZE);
	scratch_run(&out, buf_str(&raw), "git", "-C", "r", "hash-object", "-w",
		    "-t", "tree", "--literally", "--stdin", NULL);
	assert_true(oid_parse(&id, str_first(buf_str(&out), OID_HEX_SIZE)));
	buf_release(&out);
	buf_release(&raw);
	return id;
}

static void run(bool spoiled, size_t *good, size_t *bad)
{
	struct world world = { .count = 0 };
	struct pack_fixture pack;
	struct repo *repo;

	repo_fixture_init("r");
	scratch_run(NULL, STR(""), "mkdir", "r/x", NULL);
	world.outside = put_tree("100644");
	world.flawed = put_tree("100664");
	world.blob = any_id();
	repo = repo_fixture_open("r", NULL);
	for (size_t round = 0; round < ROUNDS; round++) {
		bool sound = true;

		world.spoiled = spoiled ? below(TREES) : TREES;
		make_world(&world, &pack);
		pack_fixture_write(&pack, "r/x");
		for (size_t i = 0; i < world.count; i++)
			sound = sound && is_sound(&world, &world.trees[i]);
		if (survey(repo) != sound)
			fail_msg("round %zu: %s", round,
				 sound ? "given up" : "not seen");
		*good += sound;
		*bad += !sound;
		pack_fixture_release(&pack);
	}
	for (size_t i = 0; i < TREES; i++)
		buf_release(&world.trees[i].raw);
	repo_close(repo);
}

static void test_sound_trees(void **state)
{
	size_t good = 0;
	size_t bad = 0;

	(void)state;
	srand(1);
	run(false, &good, &bad);
	assert_int_equal(bad, 0);
}

static void test_odd_trees(void **state)
{
	size_t good = 0;
	size_t bad = 0;

	(void)state;
	srand(2);
	run(true, &good, &bad);
	assert_true(good > ROUNDS / 20 && bad > ROUNDS / 20);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			test_sound_trees, scratch_set_up, scratch_tear_down),
		cmocka_unit_test_setup_teardown(test_odd_trees, scratch_set_up,
						scratch_tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
