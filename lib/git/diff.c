/*
 * diff.c - what differs between a tree and its bases: one merge-join
 * over raw trees, level by level, that skips equal ids. Never reads a blob,
 * never guesses a rename.
 */
#include "git/diff.h"

#include "base/text.h"
#include "git/diff_parts.h"
#include "git/survey.h"
#include "git/tree_name.h"

#include <stdlib.h>
#include <string.h>

/* The deadline is looked at once in so many trees. */
#define DIFF_TICKS 1000
#define SHOWN_PATH_COLUMNS 200
#define SHOWN_NAME_COLUMNS 60

static int path_error(struct differ *d, enum error_code code, const char *what)
{
	struct buf shown = BUF_INIT;
	text_escape_fit(&shown, buf_str(&d->path), SHOWN_PATH_COLUMNS);
	int r = error_set(d->error, code, "%s: %s", buf_text(&shown), what);
	buf_release(&shown);
	return r;
}

static int tree_error(struct differ *d, const struct oid *id, const char *what)
{
	char hex[OID_HEX_SIZE + 1];
	struct buf shown = BUF_INIT;
	text_escape_fit(&shown, buf_str(&d->path), SHOWN_PATH_COLUMNS);
	int r = error_set(d->error, ERROR_BROKEN, "tree %s (%s) %s",
			  oid_format(id, hex),
			  shown.size ? buf_text(&shown) : "the root", what);
	buf_release(&shown);
	return r;
}

static int tick(struct differ *d)
{
	const struct deadline *deadline = d->request->deadline;
	if (d->ticks++ % DIFF_TICKS || !deadline || !deadline_passed(deadline))
		return 0;
	return error_set(d->error, ERROR_LIMIT,
			 "judging took longer than its time limit");
}

static void tell_git_path(struct differ *d, struct str name)
{
	struct buf *out = d->request->git_path;
	if (!out)
		return;
	buf_add_str(out, buf_str(&d->path));
	if (out->size)
		buf_add_byte(out, '/');
	buf_add_str(out, name);
}

int diff_flaw_error(const struct oid *tree, struct str path,
		    const struct tree_entry *entry, const struct flaw *flaw,
		    struct error *error)
{
	char hex[OID_HEX_SIZE + 1];
	struct buf where = BUF_INIT;
	struct buf name = BUF_INIT;

	text_escape_fit(&where, path, SHOWN_PATH_COLUMNS);
	if (flaw->what == tree_name_is_git) {
		buf_add_text(&name, ", \"");
		text_escape_fit(&name, entry->name, SHOWN_NAME_COLUMNS);
		buf_add_byte(&name, '"');
	}
	int r = error_set(error, ERROR_BROKEN,
			  "tree %s (%s) is malformed: entry %zu%s: %s",
			  oid_format(tree, hex),
			  where.size ? buf_text(&where) : "the root",
			  flaw->line, buf_text(&name), flaw->what);
	buf_release(&name);
	buf_release(&where);
	return r;
}

int diff_advance(struct differ *d, struct cursor *cursor)
{
	struct flaw flaw = { 0 };
	int r = tree_next(&cursor->reader, &cursor->head, &flaw);
	cursor->present = r == 1;
	if (r >= 0)
		return 0;
	if (flaw.what == tree_name_is_git)
		tell_git_path(d, cursor->head.name);
	return diff_flaw_error(&cursor->tree, buf_str(&d->path), &cursor->head,
			       &flaw, d->error);
}

static bool wants_strict(struct differ *d, const struct oid *id)
{
	if (d->check_only || d->request->strict)
		return true;
	return !survey_holds(d->repo, id) && !repo_had_object(d->repo, id);
}

/* A tree that is known to be sound need not be looked at again. */
static void start_reading(struct differ *d, struct cursor *cursor, bool is_new,
			  bool is_first)
{
	bool sound = object_is_sound(&cursor->object);

	tree_reader_init(&cursor->reader, cursor->object.data,
			 is_new && !sound && wants_strict(d, &cursor->tree));
	cursor->reader.watched = !sound && is_first && d->check_only;
}

static int open_tree(struct differ *d, struct cursor *cursor,
		     const struct oid *id, size_t side)
{
	int r = tick(d);
	if (r || tree_is_empty(id))
		return r;
	cursor->tree = *id;
	r = object_read(&cursor->object, d->repo, id, DIFF_TREE_SIZE_MAX,
			d->error);
	if (r == ERROR_NOT_FOUND)
		return tree_error(d, id, "is missing");
	if (r)
		return error_context(d->error, "tree");
	if (cursor->object.type != OBJECT_TREE)
		return tree_error(d, id, "is no tree");
	start_reading(d, cursor, side == 0, side == 1);
	return diff_advance(d, cursor);
}

/* One that is no tree stays without an entry. */
static int open_side(struct differ *d, struct level *level, size_t side)
{
	struct cursor *cursor = &level->cursors[side];
	if (cursor->opened || level->trees[side].mode != MODE_TREE)
		return 0;
	cursor->opened = true;
	return open_tree(d, cursor, &level->trees[side].id, side);
}

static int open_level(struct differ *d, struct level *level)
{
	int r = 0;
	for (size_t i = 0; !r && i <= d->compared; i++)
		r = open_side(d, level, i);
	return r;
}

static bool is_tree(const struct tree_entry *entry)
{
	return entry->mode == MODE_TREE;
}

static bool same_key(const struct tree_entry *a, const struct tree_entry *b)
{
	return is_tree(a) == is_tree(b) && str_equal(a->name, b->name);
}

/* The first entry in git's order that any side has, or NULL at the end. */
static const struct tree_entry *first_entry(const struct differ *d,
					    const struct level *level)
{
	const struct tree_entry *first = NULL;
	for (size_t i = 0; i <= d->compared; i++) {
		const struct cursor *cursor = &level->cursors[i];
		const struct tree_entry *head = &cursor->head;
		if (cursor->present &&
		    (!first ||
		     tree_entry_compare(head->name, head->mode, first->name,
					first->mode) < 0))
			first = head;
	}
	return first;
}

/* Takes the entries of that key off the sides that are compared. */
static int take_sides(struct differ *d, struct level *level,
		      const struct tree_entry *key)
{
	int r = 0;
	memset(level->sides, 0, (d->base_count + 1) * sizeof(*level->sides));
	for (size_t i = 0; !r && i <= d->compared; i++) {
		struct cursor *cursor = &level->cursors[i];
		if (!cursor->present || !same_key(&cursor->head, key))
			continue;
		level->sides[i] = (struct diff_side){ cursor->head.mode,
						      cursor->head.id };
		r = diff_advance(d, cursor);
	}
	return r;
}

static void note_lacks(const struct differ *d, const struct diff_side *sides)
{
	bool *lacks = sides[0].mode ? d->request->lacks : NULL;
	for (size_t i = 0; lacks && i < d->base_count; i++)
		lacks[i] |= !sides[i + 1].mode;
}

/* Whether nothing is to be told: one base has it as it is, or all do. */
static bool is_as_before(const struct differ *d, const struct diff_side *sides)
{
	size_t equal = 0;
	for (size_t i = 1; i <= d->base_count; i++)
		equal += diff_side_equal(&sides[0], &sides[i]);
	return d->request->some ? equal == d->base_count : equal > 0;
}

static bool is_too_long(const struct differ *d, struct str name)
{
	return d->path.size + (d->path.size > 0) + name.size >
	       DIFF_PATH_SIZE_MAX;
}

static int enter_path(struct differ *d, struct str name)
{
	bool too_long = is_too_long(d, name);
	if (d->path.size)
		buf_add_byte(&d->path, '/');
	buf_add_str(&d->path, name);
	if (buf_failed(&d->path))
		return error_no_memory(d->error);
	return too_long ? path_error(d, ERROR_LIMIT, "the path is too long") :
			  0;
}

static int report(struct differ *d, const struct diff_side *sides)
{
	struct diff_entry entry = {
		.path = buf_str(&d->path),
		.old = sides + 1,
		.old_count = d->base_count,
		.new = sides[0],
	};
	return d->check_only ? 0 :
			       d->request->each(&entry, d->request->context);
}

static int diff_level(struct differ *d, const struct diff_side *trees,
		      size_t depth);

/* Takes the entry of that key off a side that is read on demand. */
static int seek_side(struct differ *d, struct level *level, size_t side,
		     const struct tree_entry *key)
{
	struct cursor *cursor = &level->cursors[side];
	int r = open_side(d, level, side);
	while (!r && cursor->present &&
	       tree_entry_compare(cursor->head.name, cursor->head.mode,
				  key->name, key->mode) < 0)
		r = diff_advance(d, cursor);
	if (!r && cursor->present && same_key(&cursor->head, key))
		level->sides[side] = (struct diff_side){ cursor->head.mode,
							 cursor->head.id };
	return r;
}

/*
 * Of what is only checked nothing is told but what is wrong with trees, and
 * paths that are too long: for these alone are the bases asked that are not
 * compared.
 */
static int seek_sides(struct differ *d, struct level *level,
		      const struct tree_entry *key)
{
	int r = 0;
	if (!level->sides[0].mode ||
	    (!is_tree(key) && !is_too_long(d, key->name)))
		return 0;
	for (size_t i = d->compared + 1; !r && i <= d->base_count; i++)
		r = seek_side(d, level, i, key);
	return r;
}

static int diff_key(struct differ *d, struct level *level,
		    const struct tree_entry *key, size_t depth)
{
	size_t size = d->path.size;
	int r = take_sides(d, level, key);
	if (!r)
		note_lacks(d, level->sides);
	if (!r && !is_as_before(d, level->sides))
		r = seek_sides(d, level, key);
	if (r || is_as_before(d, level->sides))
		return r;
	r = enter_path(d, key->name);
	if (!r)
		r = is_tree(key) ? diff_level(d, level->sides, depth + 1) :
				   report(d, level->sides);
	buf_truncate(&d->path, size);
	return r;
}

static void close_level(const struct differ *d, struct level *level, bool done)
{
	for (size_t i = 0; level->cursors && i <= d->base_count; i++) {
		struct cursor *cursor = &level->cursors[i];
		if (done && cursor->object.handle &&
		    tree_was_sound(&cursor->reader))
			object_set_sound(d->repo, &cursor->object);
		object_release(&cursor->object);
	}
	free(level->cursors);
	free(level->sides);
}

static int diff_level(struct differ *d, const struct diff_side *trees,
		      size_t depth)
{
	struct level level = { .trees = trees };
	int r = 0;
	if (depth > DIFF_DEPTH_MAX)
		return path_error(d, ERROR_LIMIT, "too many levels");
	/* What is checked are trees of new only. */
	if (d->check_only && trees[0].mode != MODE_TREE)
		return 0;
	level.cursors = calloc(d->base_count + 1, sizeof(*level.cursors));
	level.sides = calloc(d->base_count + 1, sizeof(*level.sides));
	if (!level.cursors || !level.sides)
		r = error_no_memory(d->error);
	if (!r)
		r = open_level(d, &level);
	while (!r && !(r = diff_skip_common(d, &level))) {
		const struct tree_entry *first = first_entry(d, &level);
		if (!first)
			break;
		struct tree_entry key = *first;
		r = diff_key(d, &level, &key, depth);
	}
	close_level(d, &level, !r);
	return r;
}

static void set_tree(struct diff_side *side, const struct oid *id)
{
	*side = (struct diff_side){ oid_is_zero(id) ? 0 : MODE_TREE, *id };
}

static int run(struct repo *repo, const struct diff_request *request,
	       bool check_only, struct error *error)
{
	struct diff_side roots[DIFF_BASES_MAX + 1] = { 0 };
	struct differ d = { .repo = repo,
			    .request = request,
			    .check_only = check_only,
			    .error = error };
	if (request->base_count > DIFF_BASES_MAX)
		return error_set(error, ERROR_LIMIT,
				 "more than %d trees are to be compared",
				 DIFF_BASES_MAX);
	d.base_count = request->base_count ? request->base_count : 1;
	d.compared = check_only ? 1 : d.base_count;
	set_tree(&roots[0], &request->new);
	for (size_t i = 0; i < request->base_count; i++)
		set_tree(&roots[i + 1], &request->bases[i]);
	/* no path that begins there is too long */
	int r = is_as_before(&d, roots) ? 0 : diff_level(&d, roots, 0);
	buf_release(&d.path);
	return r;
}

bool diff_side_equal(const struct diff_side *a, const struct diff_side *b)
{
	return a->mode == b->mode && (!a->mode || oid_equal(&a->id, &b->id));
}

int diff_trees(struct repo *repo, const struct diff_request *request,
	       struct error *error)
{
	return run(repo, request, false, error);
}

int diff_check_new_trees(struct repo *repo, const struct diff_request *request,
			 struct error *error)
{
	return run(repo, request, true, error);
}
