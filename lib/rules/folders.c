/*
 * folders.c - see folders.h. Never reads a blob, never enters a folder that
 * some parent has as it is.
 */
#include "rules/folders.h"

#include <stdlib.h>

struct walk {
	struct own_paths *own;
	struct buf path;
	int (*each)(const struct folder *folder, void *context);
	void *context;
};

/* A tree that is being read; `id` zero: there is none. */
struct side {
	struct oid id;
	struct object object;
	struct tree_reader reader;
	struct tree_entry head;
	bool present;
};

/* A folder below that is to be entered. */
struct below {
	struct str name;
	struct oid *ids; /* new, then one a parent; zero: none */
};

/* One level: the sides are new, then one a parent. */
struct level {
	struct side *sides;
	struct folder_entry *entries;
	size_t count, capacity;
	bool *before; /* `parents` for each entry */
	size_t before_capacity;
	struct below *below;
	size_t below_count, below_capacity;
	size_t parents;
};

bool folder_entry_is_new(const struct folder *folder,
			 const struct folder_entry *entry)
{
	for (size_t i = 0; i < folder->parent_count; i++)
		if (entry->before[i])
			return false;
	return true;
}

static int advance(struct walk *walk, struct side *side)
{
	struct flaw flaw;
	int answer = tree_next(&side->reader, &side->head, &flaw);

	side->present = answer == 1;
	if (answer >= 0)
		return 0;
	return diff_flaw_error(&side->id, buf_str(&walk->path), &side->head,
			       &flaw, walk->own->error);
}

static int open_side(struct walk *walk, struct side *side, bool is_new)
{
	struct repo *repo = walk->own->context->repo;
	struct error *error = walk->own->error;
	int result;

	result = object_read(&side->object, repo, &side->id, DIFF_TREE_SIZE_MAX,
			     error);
	if (result)
		return error_context(error, "tree");
	if (side->object.type != OBJECT_TREE)
		return error_set(error, ERROR_BROKEN, "a folder is no tree");
	tree_reader_init(&side->reader, side->object.data,
			 is_new && !repo_had_object(repo, &side->id));
	return advance(walk, side);
}

static int open_level(struct walk *walk, struct level *level,
		      const struct oid *ids)
{
	int result = 0;

	level->sides = calloc(level->parents + 1, sizeof(*level->sides));
	if (!level->sides)
		return error_no_memory(walk->own->error);
	for (size_t i = 0; !result && i <= level->parents; i++) {
		level->sides[i].id = ids[i];
		if (!oid_is_zero(&ids[i]) && !tree_is_empty(&ids[i]))
			result = open_side(walk, &level->sides[i], i == 0);
	}
	return result;
}

static void close_level(struct level *level)
{
	for (size_t i = 0; level->sides && i <= level->parents; i++)
		object_release(&level->sides[i].object);
	for (size_t i = 0; i < level->below_count; i++)
		free(level->below[i].ids);
	free(level->below);
	free(level->sides);
	free(level->entries);
	free(level->before);
}

/* 1: the side stands at an entry of that name and kind. */
static int seek(struct walk *walk, struct side *side,
		const struct tree_entry *entry)
{
	int order;

	while (side->present) {
		order = tree_entry_compare(side->head.name, side->head.mode,
					   entry->name, entry->mode);
		if (order > 0)
			return 0;
		if (order == 0)
			return (side->head.mode == MODE_TREE) ==
			       (entry->mode == MODE_TREE);
		if (advance(walk, side))
			return ERROR_BROKEN;
	}
	return 0;
}

/* A folder that no parent has as it is is looked into later. */
static int add_below(struct walk *walk, struct level *level,
		     const struct tree_entry *entry, const bool *before)
{
	struct below *below;

	for (size_t i = 0; i < level->parents; i++)
		if (before[i] &&
		    oid_equal(&level->sides[i + 1].head.id, &entry->id))
			return 0;
	below = array_more(&level->below, level->below_count,
			   &level->below_capacity, sizeof(*below));
	if (!below)
		return error_no_memory(walk->own->error);
	below->ids = calloc(level->parents + 1, sizeof(*below->ids));
	if (!below->ids)
		return error_no_memory(walk->own->error);
	level->below_count++;
	below->name = entry->name;
	below->ids[0] = entry->id;
	for (size_t i = 0; i < level->parents; i++)
		if (before[i])
			below->ids[i + 1] = level->sides[i + 1].head.id;
	return 0;
}

static bool make_room(struct level *level)
{
	/* never none: a root has no parents */
	size_t wanted = (level->count + 1) * level->parents + 1;
	bool *more;

	if (wanted > level->before_capacity) {
		wanted *= 2;
		more = realloc(level->before, wanted * sizeof(*more));
		if (!more)
			return false;
		level->before = more;
		level->before_capacity = wanted;
	}
	return array_more(&level->entries, level->count, &level->capacity,
			  sizeof(*level->entries));
}

static int add_entry(struct walk *walk, struct level *level,
		     const struct tree_entry *entry)
{
	bool *before;
	int found;

	if (!make_room(level))
		return error_no_memory(walk->own->error);
	before = level->before + level->count * level->parents;
	for (size_t i = 0; i < level->parents; i++) {
		found = seek(walk, &level->sides[i + 1], entry);
		if (found < 0)
			return found;
		before[i] = found;
	}
	level->entries[level->count++] =
		(struct folder_entry){ entry->name, entry->mode, NULL };
	return entry->mode == MODE_TREE ?
		       add_below(walk, level, entry, before) :
		       0;
}

static int read_level(struct walk *walk, struct level *level)
{
	struct side *new = &level->sides[0];
	int result = 0;

	while (!result && new->present) {
		result = add_entry(walk, level, &new->head);
		if (!result)
			result = advance(walk, new);
	}
	for (size_t i = 0; i < level->count; i++)
		level->entries[i].before = level->before + i * level->parents;
	return result;
}

static int show(struct walk *walk, const struct level *level)
{
	const struct folder folder = { buf_str(&walk->path), level->entries,
				       level->count, level->parents };

	return walk->each(&folder, walk->context);
}

static int walk_level(struct walk *walk, const struct oid *ids, size_t depth);

static int walk_below(struct walk *walk, const struct below *below,
		      size_t depth)
{
	size_t size = walk->path.size;
	int result;

	if (size)
		buf_add_byte(&walk->path, '/');
	buf_add_str(&walk->path, below->name);
	if (buf_failed(&walk->path))
		result = error_no_memory(walk->own->error);
	else if (walk->path.size > DIFF_PATH_SIZE_MAX)
		result = error_set(walk->own->error, ERROR_LIMIT,
				   "a path is longer than %d bytes",
				   DIFF_PATH_SIZE_MAX);
	else
		result = walk_level(walk, below->ids, depth);
	buf_truncate(&walk->path, size);
	return result;
}

static int walk_level(struct walk *walk, const struct oid *ids, size_t depth)
{
	struct level level = { .parents = walk->own->base_count };
	struct error *error = walk->own->error;
	int result = graph_check_deadline(walk->own->context->graph, error);

	if (!result && depth > DIFF_DEPTH_MAX)
		result = error_set(error, ERROR_LIMIT,
				   "more than %d levels of folders",
				   DIFF_DEPTH_MAX);
	if (!result)
		result = open_level(walk, &level, ids);
	if (!result)
		result = read_level(walk, &level);
	if (!result)
		result = show(walk, &level);
	for (size_t i = 0; !result && i < level.below_count; i++)
		result = walk_below(walk, &level.below[i], depth + 1);
	close_level(&level);
	return result;
}

int folders_each(struct own_paths *own,
		 int (*each)(const struct folder *folder, void *context),
		 void *context)
{
	struct walk walk = { .own = own, .each = each, .context = context };
	struct oid ids[COMMIT_PARENTS_MAX + 1];
	int result = own_paths_open(own);

	ids[0] = own->commit->tree;
	for (size_t i = 0; !result && i < own->base_count; i++) {
		ids[i + 1] = own->bases[i];
		if (oid_equal(&ids[i + 1], &ids[0]))
			return 0;
	}
	if (!result)
		result = walk_level(&walk, ids, 0);
	buf_release(&walk.path);
	return result;
}
