/*
 * forbidden_lines.c - the lines that a commit itself adds: of a merge, those
 * that no parent has. Never decides what is forbidden.
 */
#include "rules/forbidden_content.h"

#include <stdlib.h>
#include <string.h>

struct review {
	struct own_paths own;
	struct forbidden_search *search;
	/* of a merge: by line, how many parents lack it */
	unsigned char *lacking;
	size_t capacity;
	size_t parents; /* that were looked at; 0: no merge */
};

_Static_assert(COMMIT_PARENTS_MAX <= 255, "parents are counted in a byte");

static bool make_room(struct review *review, size_t number)
{
	size_t wanted = number * 2 + 1024;
	unsigned char *more;

	if (number < review->capacity)
		return true;
	more = realloc(review->lacking, wanted);
	if (!more)
		return false;
	memset(more + review->capacity, 0, wanted - review->capacity);
	review->lacking = more;
	review->capacity = wanted;
	return true;
}

static int count_line(struct str line, size_t number, void *data)
{
	struct review *review = data;

	(void)line;
	if (!make_room(review, number))
		return error_no_memory(review->own.error);
	review->lacking[number]++;
	return 0;
}

static int judge_line(struct str line, size_t number, void *data)
{
	struct review *review = data;

	if (review->parents && (number >= review->capacity ||
				review->lacking[number] < review->parents))
		return 0;
	return forbidden_search_line(review->search, line, number);
}

/* The last parent's difference is the one whose lines are judged. */
static int judge_lines(struct review *review, const struct diff_entry *entry)
{
	struct repo *repo = review->own.context->repo;
	size_t last = entry->old_count - 1;
	int result = 0;

	if (review->capacity)
		memset(review->lacking, 0, review->capacity);
	for (review->parents = 0; !result && review->parents < last;
	     review->parents++)
		result = lines_added(repo, &entry->old[review->parents],
				     &entry->new, count_line, review,
				     review->own.error);
	return result ? result :
			lines_added(repo, &entry->old[last], &entry->new,
				    judge_line, review, review->own.error);
}

static void report_large(struct review *review, const struct diff_entry *entry)
{
	struct finding *finding = own_paths_find(
		&review->own, entry->path,
		"\"%.*s\" is too large to be looked through; at most %uMiB",
		STR_ARGS(entry->path), FORBIDDEN_BLOB_SIZE_MAX >> 20);

	if (finding)
		finding->topic = FORBIDDEN_LARGE;
}

/* Too large for a difference: all its lines count as added ones. */
static int judge_large(struct review *review, const struct diff_entry *entry)
{
	struct object object = { 0 };
	struct str line, rest;
	int result = object_read(&object, review->own.context->repo,
				 &entry->new.id, FORBIDDEN_BLOB_SIZE_MAX,
				 review->own.error);

	if (result == ERROR_LIMIT) {
		report_large(review, entry);
		return 0;
	}
	if (result)
		return result;
	rest = str_first(object.data, LINES_BINARY_CHECK_SIZE);
	if (str_find_byte(rest, '\0') == rest.size) {
		rest = object.data;
		for (size_t i = 1; !result && str_next_line(&rest, &line); i++)
			result = forbidden_search_line(review->search, line, i);
	}
	object_release(&object);
	return result;
}

/* A submodule has no lines; a new mode adds none. */
static bool has_new_lines(const struct diff_entry *entry)
{
	if (entry->new.mode == 0 || entry->new.mode == MODE_SUBMODULE)
		return false;
	for (size_t i = 0; i < entry->old_count; i++)
		if (entry->old[i].mode &&
		    entry->old[i].mode != MODE_SUBMODULE &&
		    oid_equal(&entry->old[i].id, &entry->new.id))
			return false;
	return true;
}

static int judge_path(const struct diff_entry *entry, void *data)
{
	struct review *review = data;
	struct repo *repo = review->own.context->repo;
	enum object_type type;
	size_t size;
	int result;

	if (!has_new_lines(entry))
		return 0;
	result = forbidden_search_open(review->search, entry->path,
				       &entry->new.id);
	if (result <= 0)
		return result;
	result = object_header(repo, &entry->new.id, &type, &size,
			       review->own.error);
	if (result)
		return result;
	return size > LINES_BLOB_SIZE_MAX ? judge_large(review, entry) :
					    judge_lines(review, entry);
}

int forbidden_judge_commit(const void *options,
			   const struct rule_context *context,
			   const struct commit *commit, struct error *error)
{
	struct review review = {
		.own = { .context = context, .commit = commit, .error = error }
	};
	int result = forbidden_search_new(&review.search, options, &review.own);

	if (!result)
		result = own_paths_each(&review.own, judge_path, &review);
	own_paths_close(&review.own);
	forbidden_search_free(review.search);
	free(review.lacking);
	return result;
}
