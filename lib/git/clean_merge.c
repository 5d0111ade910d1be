/*
 * clean_merge.c - whether a merge holds, path by path, nothing but what its
 * sides brought in. Never recomputes a merge.
 */
#include "git/equivalence.h"

#include "git/known.h"
#include "git/path_table.h"

#include <stdlib.h>

/* Sides of a record. */
enum {
	RESULT, /* only where it differs from the first parent */
	FIRST,
	OTHER, /* of the further parent that changed the path */
};

struct merge {
	struct graph *graph;
	struct repo *repo;
	const struct commit *commit;
	struct path_table paths;
	/* of the comparison that is going on: */
	size_t parent;
	struct error *error;
};

static int tree_of(struct oid *out, struct merge *merge, const struct oid *id)
{
	const struct commit_links *links = NULL;
	int r = graph_links(&links, merge->graph, id, merge->error);
	if (!r)
		*out = links->tree;
	return r;
}

static int compare(struct merge *merge, const struct oid *new,
		   const struct oid *bases, size_t count,
		   int (*each)(const struct diff_entry *entry, void *context))
{
	struct diff_request request = {
		.bases = bases,
		.base_count = count,
		.new = *new,
		.deadline = merge->graph->limits.deadline,
		.each = each,
		.context = merge,
	};
	return diff_trees(merge->repo, &request, merge->error);
}

static int note_result(const struct diff_entry *entry, void *context)
{
	struct merge *merge = context;
	struct path_record *record = NULL;
	int r = path_table_add(&record, &merge->paths, entry->path,
			       merge->error);
	if (r)
		return r;
	record->sides[RESULT] = entry->new;
	record->sides[FIRST] = entry->old[0];
	record->has[RESULT] = true;
	return 0;
}

static int note_other(const struct diff_entry *entry, void *context)
{
	struct merge *merge = context;
	struct path_record *record = NULL;
	int r = path_table_add(&record, &merge->paths, entry->path,
			       merge->error);
	if (r)
		return r;
	if (!record->changes++) {
		record->sides[OTHER] = entry->new;
		record->changer = merge->parent;
	}
	return 0;
}

static int note_first(const struct diff_entry *entry, void *context)
{
	struct merge *merge = context;
	struct path_record *record =
		path_table_find(&merge->paths, entry->path);
	if (record && record->changes && record->changer == merge->parent) {
		record->sides[FIRST] = entry->new;
		record->has[FIRST] = true;
	}
	return 0;
}

/* The trees where the first parent and that one met. */
static int base_trees(struct oid **out, size_t *count, struct merge *merge)
{
	const struct oid *parents = merge->commit->parents;
	struct known *known = NULL;
	int r = known_new(&known, merge->graph, merge->error);
	if (!r)
		r = known_add_tip(known, &parents[0], merge->error);
	if (!r)
		r = graph_merge_bases(out, count, merge->graph, known,
				      &parents[merge->parent], merge->error);
	for (size_t i = 0; !r && i < *count; i++)
		r = tree_of(&(*out)[i], merge, &(*out)[i]);
	known_free(known);
	return r;
}

static int compare_sides(struct merge *merge, const struct oid *first)
{
	struct oid *bases = NULL;
	size_t count = 0;
	struct oid other;
	int r = tree_of(&other, merge, &merge->commit->parents[merge->parent]);
	if (!r)
		r = base_trees(&bases, &count, merge);
	if (!r)
		r = compare(merge, &other, bases, count, note_other);
	if (!r)
		r = compare(merge, first, bases, count, note_first);
	free(bases);
	return r;
}

static int gather(struct merge *merge)
{
	const struct commit *commit = merge->commit;
	struct oid first;
	int r = tree_of(&first, merge, &commit->parents[0]);
	if (!r)
		r = compare(merge, &commit->tree, &first, 1, note_result);
	for (size_t i = 1; !r && i < commit->parent_count; i++) {
		merge->parent = i;
		r = compare_sides(merge, &first);
	}
	return r;
}

enum state {
	CLEAN,
	RESOLVED,
	UNCLEAN
};

static enum state judge(const struct path_record *record)
{
	bool both = record->changes > 1 ||
		    (record->changes && record->has[FIRST]);
	const struct diff_side *other = &record->sides[OTHER];
	if (!record->changes) /* differs from the first for no reason */
		return UNCLEAN;
	if (both && record->changes == 1 && !record->has[RESULT] &&
	    diff_side_equal(&record->sides[FIRST], other))
		return CLEAN; /* all of one mind */
	if (both)
		return RESOLVED;
	/* Not different from a first parent that left the path alone. */
	if (!record->has[RESULT])
		return UNCLEAN;
	return diff_side_equal(&record->sides[RESULT], other) ? CLEAN : UNCLEAN;
}

static int tell(const struct merge_review *review, enum state state,
		struct str path)
{
	if (!review)
		return 0;
	if (state == UNCLEAN && review->unclean)
		return review->unclean(path, review->context);
	if (state == RESOLVED && review->resolved)
		return review->resolved(path, review->context);
	return 0;
}

static enum match conclude(const struct merge *merge,
			   const struct merge_review *review)
{
	struct path_record **records = NULL;
	enum match answer = MATCH_YES;
	if (path_table_list(&records, &merge->paths, merge->error))
		answer = MATCH_BROKEN;
	for (size_t i = 0; answer != MATCH_BROKEN && i < merge->paths.count;
	     i++) {
		enum state state = judge(records[i]);
		if (state == UNCLEAN)
			answer = MATCH_NO;
		if (tell(review, state, records[i]->path))
			answer = MATCH_BROKEN;
	}
	free(records);
	return answer;
}

/* Whether a further parent brings in anything at all. */
static enum match has_sides(const struct merge *merge)
{
	const struct commit *commit = merge->commit;
	enum match answer = commit->parent_count > 1 ? MATCH_YES : MATCH_NO;
	for (size_t i = 1; answer == MATCH_YES && i < commit->parent_count;
	     i++) {
		enum match below =
			graph_is_ancestor(merge->graph, &commit->parents[i],
					  &commit->parents[0], merge->error);
		if (below != MATCH_NO)
			answer = below == MATCH_YES ? MATCH_NO : MATCH_BROKEN;
	}
	return answer;
}

enum match commit_is_clean_merge(struct graph *graph, struct repo *repo,
				 const struct commit *commit,
				 const struct merge_review *review,
				 struct error *error)
{
	struct merge merge = {
		.graph = graph, .repo = repo, .commit = commit, .error = error
	};
	enum match answer = has_sides(&merge);
	if (answer != MATCH_YES)
		return answer;
	path_table_init(&merge.paths);
	answer = gather(&merge) ? MATCH_BROKEN : conclude(&merge, review);
	path_table_release(&merge.paths);
	return answer;
}
