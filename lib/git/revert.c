/*
 * revert.c - whether a commit is, path by path, what reverting the commit
 * that its message names yields. Never believes the message alone.
 */
#include "git/equivalence.h"

#include "git/file_merge.h"
#include "git/node.h"
#include "git/path_table.h"

#include <stdlib.h>

/* Of a message that names many commits, so many are tried. */
#define REVERT_NAMES_MAX 8

/* Sides of a record; a path that only RESULT changed has no BACK. */
enum {
	UNDONE, /* as the reverted commit has it */
	BACK,	/* as its first parent has it */
	PARENT, /* only where it differs from UNDONE */
	RESULT, /* only where it differs from PARENT */
};

struct revert {
	struct graph *graph;
	struct repo *repo;
	const struct commit *commit;
	struct path_table paths;
	struct error *error;
};

/* The next commit that the message says it reverts. */
static bool next_name(struct str *message, struct oid *id)
{
	static const char phrase[] = "This reverts commit ";
	struct str line;
	while (str_next_line(message, &line)) {
		if (!str_starts(line, phrase))
			continue;
		struct str rest = str_from(line, sizeof(phrase) - 1);
		struct str end = str_from(rest, OID_HEX_SIZE);
		if (oid_parse(id, str_first(rest, OID_HEX_SIZE)) &&
		    (!end.size || end.data[0] == '.' || end.data[0] == ','))
			return true;
	}
	return false;
}

/* In doubt it is one: a revert of it is then none. */
static bool says_revert(struct str raw)
{
	size_t body = str_find(raw, STR("\n\n"));
	struct str message = str_from(raw, body + 2);
	return str_starts(message, "Revert \"") ||
	       str_starts(message, "Reapply \"") ||
	       str_find(message, STR("This reverts commit")) < message.size;
}

/* Whether it is a commit that is no revert. */
static enum match is_plain(const struct revert *revert, const struct oid *id)
{
	struct object object = { 0 };
	enum object_type type = OBJECT_NONE;
	size_t size = 0;
	int r = object_header(revert->repo, id, &type, &size, revert->error);
	if (!r && type == OBJECT_COMMIT)
		r = object_read(&object, revert->repo, id,
				GRAPH_COMMIT_SIZE_MAX, revert->error);
	if (r == ERROR_NOT_FOUND)
		return MATCH_NO;
	if (r)
		return MATCH_BROKEN;
	bool plain = type == OBJECT_COMMIT && !says_revert(object.data);
	object_release(&object);
	return plain ? MATCH_YES : MATCH_NO;
}

/*
 * The date of the revert is its author's claim: its parent's, if later,
 * counts.
 */
static enum match is_recent(const struct revert *revert, const struct oid *id)
{
	const struct commit_links *old = NULL;
	const struct commit_links *parent = NULL;
	int64_t time = revert->commit->committer.time;
	if (graph_links(&old, revert->graph, id, revert->error) ||
	    graph_links(&parent, revert->graph, &revert->commit->parents[0],
			revert->error))
		return MATCH_BROKEN;
	if (time < parent->time)
		time = parent->time;
	bool recent = time <= old->time ||
		      (uint64_t)time - (uint64_t)old->time <= REVERT_AGE_MAX;
	return recent ? MATCH_YES : MATCH_NO;
}

static enum match qualifies(const struct revert *revert, const struct oid *id)
{
	enum match answer = is_plain(revert, id);
	if (answer == MATCH_YES)
		answer = is_recent(revert, id);
	if (answer == MATCH_YES)
		answer = graph_is_ancestor(revert->graph, id,
					   &revert->commit->parents[0],
					   revert->error);
	return answer;
}

static int note(struct revert *revert, const struct diff_entry *entry, int old,
		int new)
{
	struct path_record *record = NULL;
	int r = path_table_add(&record, &revert->paths, entry->path,
			       revert->error);
	if (r)
		return r;
	record->sides[old] = entry->old[0];
	record->sides[new] = entry->new;
	record->has[old] = true;
	record->has[new] = true;
	return 0;
}

static int note_undone(const struct diff_entry *entry, void *context)
{
	return note(context, entry, UNDONE, BACK);
}

static int note_result(const struct diff_entry *entry, void *context)
{
	return note(context, entry, PARENT, RESULT);
}

/* What happened in between matters only where the revert may have a say. */
static int note_parent(const struct diff_entry *entry, void *context)
{
	struct revert *revert = context;
	if (!path_table_find(&revert->paths, entry->path))
		return 0;
	return note(revert, entry, UNDONE, PARENT);
}

static int compare(struct revert *revert, const struct oid *old,
		   const struct oid *new,
		   int (*each)(const struct diff_entry *entry, void *context))
{
	struct diff_request request = {
		.bases = old,
		.base_count = 1,
		.new = *new,
		.deadline = revert->graph->limits.deadline,
		.each = each,
		.context = revert,
	};
	return diff_trees(revert->repo, &request, revert->error);
}

static int tree_of(struct oid *out, struct revert *revert, const struct oid *id)
{
	const struct commit_links *links = NULL;
	int r = graph_links(&links, revert->graph, id, revert->error);
	if (!r)
		*out = links->tree;
	return r;
}

/* A root commit is reverted to the empty tree. */
static int gather(struct revert *revert, const struct oid *id)
{
	const struct commit_links *links = NULL;
	struct oid parent;
	struct oid back = { { 0 } };
	int r = graph_links(&links, revert->graph, id, revert->error);
	if (!r)
		r = tree_of(&parent, revert, &revert->commit->parents[0]);
	if (!r && links->parent_count)
		r = tree_of(&back, revert, &links->parents[0]);
	if (!r)
		r = compare(revert, &links->tree, &back, note_undone);
	if (!r)
		r = compare(revert, &parent, &revert->commit->tree,
			    note_result);
	if (!r)
		r = compare(revert, &links->tree, &parent, note_parent);
	return r;
}

/* Whether the path is as a three-way merge leaves it. */
static enum match is_undone(const struct revert *revert,
			    struct path_record *record)
{
	struct diff_side *sides = record->sides;
	if (!record->has[BACK])
		return MATCH_NO; /* not the reverted commit's business */
	if (!record->has[PARENT])
		sides[PARENT] = sides[UNDONE];
	if (!record->has[RESULT])
		sides[RESULT] = sides[PARENT];
	return file_merge_yields(&sides[RESULT], revert->repo, &sides[UNDONE],
				 &sides[PARENT], &sides[BACK], revert->error);
}

static enum match all_undone(const struct revert *revert)
{
	struct path_record **records = NULL;
	enum match answer = MATCH_YES;
	if (path_table_list(&records, &revert->paths, revert->error))
		return MATCH_BROKEN;
	for (size_t i = 0; answer == MATCH_YES && i < revert->paths.count;
	     i++) {
		answer = is_undone(revert, records[i]);
		if (answer == MATCH_YES &&
		    graph_check_deadline(revert->graph, revert->error))
			answer = MATCH_BROKEN;
	}
	free(records);
	return answer;
}

static enum match is_revert_of(struct revert *revert, const struct oid *id)
{
	enum match answer = qualifies(revert, id);
	if (answer != MATCH_YES)
		return answer;
	path_table_init(&revert->paths);
	answer = gather(revert, id) ? MATCH_BROKEN : all_undone(revert);
	path_table_release(&revert->paths);
	return answer;
}

enum match commit_is_revert(struct graph *graph, struct repo *repo,
			    const struct commit *commit, struct oid *reverted,
			    struct error *error)
{
	struct revert revert = {
		.graph = graph, .repo = repo, .commit = commit, .error = error
	};
	struct str message = commit->message;
	enum match answer = MATCH_NO;
	struct oid id;
	struct oid parent;
	if (commit->parent_count != 1)
		return MATCH_NO;
	if (tree_of(&parent, &revert, &commit->parents[0]))
		return MATCH_BROKEN;
	if (oid_equal(&parent, &commit->tree))
		return MATCH_NO;
	for (size_t i = 0; i < REVERT_NAMES_MAX && answer == MATCH_NO &&
			   next_name(&message, &id);
	     i++)
		answer = is_revert_of(&revert, &id);
	if (answer == MATCH_YES && reverted)
		*reverted = id;
	return answer;
}
