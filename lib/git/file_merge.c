/*
 * file_merge.c - the three-way merge of one path. Never merges what is
 * binary, a link or too large to be merged at once: that is a conflict.
 */
#include "git/file_merge.h"

#include <git2.h>

enum {
	BASE,
	OURS,
	THEIRS,
	RESULT,
	BLOBS
};

struct blobs {
	struct object objects[BLOBS];
};

static enum match answer_of(bool yes)
{
	return yes ? MATCH_YES : MATCH_NO;
}

static bool is_file(const struct diff_side *side)
{
	return side->mode == MODE_FILE || side->mode == MODE_EXECUTABLE;
}

/* *out is the mode of whoever changed it; false if both did, differently. */
static bool merge_modes(unsigned *out, unsigned base, unsigned ours,
			unsigned theirs)
{
	*out = ours == base ? theirs : ours;
	return ours == base || theirs == base || ours == theirs;
}

static bool merge_ids(struct oid *out, const struct oid *base,
		      const struct oid *ours, const struct oid *theirs)
{
	bool ours_stayed = oid_equal(ours, base);
	*out = ours_stayed ? *theirs : *ours;
	return ours_stayed || oid_equal(theirs, base) ||
	       oid_equal(ours, theirs);
}

static bool is_binary(struct str data)
{
	struct str head = str_first(data, LINES_BINARY_CHECK_SIZE);
	return str_find_byte(head, '\0') < head.size;
}

/* MATCH_NO: not to be merged line by line. */
static enum match read_blob(struct object *out, struct repo *repo,
			    const struct oid *id, struct error *error)
{
	int r = object_read(out, repo, id, FILE_MERGE_SIZE_MAX, error);
	if (r == ERROR_LIMIT)
		return MATCH_NO;
	if (r)
		return MATCH_BROKEN;
	return answer_of(out->type == OBJECT_BLOB && !is_binary(out->data) &&
			 str_count_lines(out->data) <= FILE_MERGE_LINES_MAX);
}

static git_merge_file_input input_of(const struct object *object)
{
	git_merge_file_input input;
	git_merge_file_input_init(&input, GIT_MERGE_FILE_INPUT_VERSION);
	input.ptr = object->data.size ? object->data.data : "";
	input.size = object->data.size;
	return input;
}

static enum match merge_lines(const struct blobs *blobs, uint32_t flags,
			      struct error *error)
{
	git_merge_file_input base = input_of(&blobs->objects[BASE]);
	git_merge_file_input ours = input_of(&blobs->objects[OURS]);
	git_merge_file_input theirs = input_of(&blobs->objects[THEIRS]);
	git_merge_file_options options;
	git_merge_file_result result = { 0 };
	git_merge_file_options_init(&options, GIT_MERGE_FILE_OPTIONS_VERSION);
	options.flags = flags;
	if (git_merge_file(&result, &base, &ours, &theirs, &options)) {
		error_set(error, ERROR_INTERNAL, "libgit2 cannot merge a file");
		return MATCH_BROKEN;
	}
	struct str merged = { result.ptr, result.len };
	bool yields = result.automergeable &&
		      str_equal(merged, blobs->objects[RESULT].data);
	git_merge_file_result_free(&result);
	return answer_of(yields);
}

/* git and libgit2 tell lines apart by different means: any of them will do. */
static enum match merge_any_way(const struct blobs *blobs, struct error *error)
{
	static const uint32_t ways[] = { GIT_MERGE_FILE_DEFAULT,
					 GIT_MERGE_FILE_DIFF_PATIENCE };
	enum match answer = MATCH_NO;
	for (size_t i = 0;
	     answer == MATCH_NO && i < sizeof(ways) / sizeof(*ways); i++)
		answer = merge_lines(blobs, ways[i], error);
	return answer;
}

static enum match content_yields(const struct diff_side *const sides[BLOBS],
				 struct repo *repo, struct error *error)
{
	struct blobs blobs = { 0 };
	enum match answer = MATCH_YES;
	for (size_t i = 0; answer == MATCH_YES && i < BLOBS; i++)
		answer = is_file(sides[i]) ? read_blob(&blobs.objects[i], repo,
						       &sides[i]->id, error) :
					     MATCH_NO;
	if (answer == MATCH_YES && repo_start(repo, error))
		answer = MATCH_BROKEN;
	if (answer == MATCH_YES)
		answer = merge_any_way(&blobs, error);
	for (size_t i = 0; i < BLOBS; i++)
		object_release(&blobs.objects[i]);
	return answer;
}

enum match file_merge_yields(const struct diff_side *result, struct repo *repo,
			     const struct diff_side *base,
			     const struct diff_side *ours,
			     const struct diff_side *theirs,
			     struct error *error)
{
	const struct diff_side *const sides[BLOBS] = { base, ours, theirs,
						       result };
	unsigned mode = 0;
	struct oid id;
	if (diff_side_equal(ours, base))
		return answer_of(diff_side_equal(result, theirs));
	if (diff_side_equal(theirs, base) || diff_side_equal(theirs, ours))
		return answer_of(diff_side_equal(result, ours));
	if (!is_file(base) || !is_file(ours) || !is_file(theirs) ||
	    !merge_modes(&mode, base->mode, ours->mode, theirs->mode) ||
	    result->mode != mode)
		return MATCH_NO;
	if (merge_ids(&id, &base->id, &ours->id, &theirs->id))
		return answer_of(oid_equal(&result->id, &id));
	return content_yields(sides, repo, error);
}
