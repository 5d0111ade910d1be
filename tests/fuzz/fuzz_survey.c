/*
 * fuzz_survey.c - packs of trees, whole and as differences, that any bytes
 * describe: what the survey calls sound a plain reader calls sound, tree by
 * tree, and no path of it is long or leads back to where it came from. Commits
 * that are read ahead are what a plain reader reads.
 */
#include "fuzz.h"

#include "git/diff.h"
#include "git/pack_entry.h"
#include "git/survey_commits.h"
#include "git/survey_trees.h"
#include "pack_maker.h"

#include <string.h>
#include <sys/stat.h>

#define SHELF_SIZE (64u << 10)

enum state {
	UNREAD,
	BEING_READ,
	READ
};

/* A pack that is said to be sound. */
struct claim {
	struct packs *packs;
	struct pack *pack;
	enum state states[PACK_MAKER_ENTRIES_MAX];
	size_t longest[PACK_MAKER_ENTRIES_MAX]; /* path below it */
};

static size_t longest_path(struct claim *claim, size_t at);

static size_t check_child(struct claim *claim, const struct tree_entry *entry)
{
	size_t below = 0;
	size_t at;

	if (entry->mode == MODE_TREE && !tree_is_empty(&entry->id)) {
		expect(pack_index_place(&at, &claim->pack->index, &entry->id));
		below = 1 + longest_path(claim, at);
	}
	return entry->name.size + below;
}

static size_t check_tree(struct claim *claim, struct str raw)
{
	struct tree_reader reader;
	struct tree_entry entry;
	struct flaw flaw;
	size_t longest = 0;
	int more;

	tree_reader_init(&reader, raw, true);
	while ((more = tree_next(&reader, &entry, &flaw)) == 1) {
		size_t size = check_child(claim, &entry);

		longest = size > longest ? size : longest;
	}
	expect(!more);
	return longest;
}

static struct content *read_object(struct claim *claim, size_t at)
{
	struct content *content = NULL;
	struct pack_place place;
	enum object_type type;
	struct oid id;
	size_t size;

	memcpy(id.bytes, claim->pack->index.ids + at * OID_SIZE, OID_SIZE);
	expect(packs_find(&place, claim->packs, &id));
	expect(!pack_read(&content, &type, &size, claim->packs, &place,
			  DIFF_TREE_SIZE_MAX));
	return content;
}

static size_t longest_path(struct claim *claim, size_t at)
{
	struct content *content;

	expect(claim->states[at] != BEING_READ);
	if (claim->states[at] == READ)
		return claim->longest[at];
	claim->states[at] = BEING_READ;
	content = read_object(claim, at);
	expect(content->type == OBJECT_TREE);
	claim->longest[at] =
		check_tree(claim, (struct str){ content->data, content->size });
	content_drop(content);
	claim->states[at] = READ;
	return claim->longest[at];
}

static void check_claim(struct claim *claim, const _Atomic unsigned char *kinds)
{
	for (size_t i = 0; i < claim->pack->index.count; i++)
		if (kinds[i] == OBJECT_TREE)
			expect(longest_path(claim, i) <= DIFF_PATH_SIZE_MAX);
}

static void check_ahead(struct claim *claim, const struct survey_list *list)
{
	const _Atomic unsigned char enough = 0;
	struct object_shelf shelf;

	expect(object_shelf_open(&shelf, SHELF_SIZE, false));
	survey_commits(&shelf, claim->packs, claim->pack, list, &enough, NULL);
	for (size_t i = 0; i < claim->pack->index.count; i++) {
		struct content *ahead;
		struct content *content;
		struct oid id;

		pack_index_id(&id, &claim->pack->index, i);
		ahead = object_shelf_get(&shelf, &id);
		if (!ahead)
			continue;
		content = read_object(claim, i);
		expect(content->type == OBJECT_COMMIT && ahead->shelved &&
		       content->type == ahead->type &&
		       content->size == ahead->size &&
		       !memcmp(content->data, ahead->data, ahead->size));
		content_drop(content);
		content_drop(ahead);
	}
	object_shelf_close(&shelf);
}

/* One without objects: whatever is not in the pack is missing. */
static struct repo *open_empty(void)
{
	const struct repo_options options = { .path = fuzz_folder() };
	struct repo *repo = NULL;
	struct error error;

	fuzz_write(fuzz_path("HEAD"), STR("ref: refs/heads/main\n"));
	(void)mkdir(fuzz_path("objects"), 0700);
	(void)mkdir(fuzz_path("refs"), 0700);
	expect(!repo_open(&repo, &options, &error));
	return repo;
}

FUZZ_TARGET(survey)
{
	_Atomic unsigned char kinds[PACK_MAKER_ENTRIES_MAX] = { 0 };
	struct pack_maker maker = { .pack = BUF_INIT, .index = BUF_INIT };
	struct repo *repo = open_empty();
	struct packs *packs = packs_new();

	pack_maker_make(&maker, (struct str){ (const char *)data, size });
	pack_maker_write(&maker);
	expect(packs && !packs_look(packs, fuzz_folder()));
	if (packs->count && pack_open(packs->items[0])) {
		struct claim claim = { .packs = packs,
				       .pack = packs->items[0] };
		struct survey_list list;

		if (survey_list_read(&list, packs->items[0], kinds)) {
			check_ahead(&claim, &list);
			if (survey_trees(repo, packs, packs->items[0], &list,
					 NULL))
				check_claim(&claim, kinds);
		}
		survey_list_release(&list);
	}
	packs_free(packs);
	repo_close(repo);
	pack_maker_release(&maker);
	return 0;
}
