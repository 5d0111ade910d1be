/*
 * lines.c - the lines that differ between two blobs, as git counts them.
 * Never reads a blob larger than LINES_BLOB_SIZE_MAX, never asks attributes.
 */
#include "git/lines.h"

#include <git2.h>
#include <stdio.h>
#include <string.h>

/* Up to that much it is cheap to look for lines that both sides have. */
#define SHARING_LINES_MAX 16
#define SHARING_SIZE_MAX 4096

struct line_visit {
	int (*each)(const struct line *line, void *context);
	void *context;
	bool starts_hunk;
	bool has_hunk;
	size_t skipped; /* lines that were not compared */
	int answer;
};

static int read_submodule(struct lines *out, int i, const struct oid *id)
{
	char hex[OID_HEX_SIZE + 1];
	int size = snprintf(out->links[i], sizeof(out->links[i]),
			    "Subproject commit %s\n", oid_format(id, hex));
	out->text[i] = (struct str){ out->links[i], (size_t)size };
	out->size[i] = (size_t)size;
	return 0;
}

static int blob_error(const struct oid *id, int r, struct error *error)
{
	char hex[OID_HEX_SIZE + 1];
	oid_format(id, hex);
	if (r == ERROR_NOT_FOUND)
		return error_set(error, ERROR_BROKEN, "blob %s is missing",
				 hex);
	return error_context(error, "blob %s", hex);
}

static int read_blob(struct lines *out, int i, struct repo *repo,
		     const struct oid *id, struct error *error)
{
	struct object *object = &out->objects[i];
	char hex[OID_HEX_SIZE + 1];
	int r = object_read(object, repo, id, LINES_BLOB_SIZE_MAX, error);
	out->text[i] = object->data;
	out->size[i] = object->data.size;
	enum object_type type = object->type;
	out->too_large[i] = r == ERROR_LIMIT;
	if (out->too_large[i])
		r = object_header(repo, id, &type, &out->size[i], error);
	if (r)
		return blob_error(id, r, error);
	if (type == OBJECT_BLOB)
		return 0;
	return error_set(error, ERROR_BROKEN, "%s is a %s, not a blob",
			 oid_format(id, hex), object_type_name(type));
}

static int read_side(struct lines *out, int i, struct repo *repo,
		     const struct diff_side *side, struct error *error)
{
	int r = 0;
	out->text[i] = STR("");
	if (side->mode == MODE_SUBMODULE)
		r = read_submodule(out, i, &side->id);
	else if (side->mode)
		r = read_blob(out, i, repo, &side->id, error);
	struct str head = str_first(out->text[i], LINES_BINARY_CHECK_SIZE);
	out->binary[i] = str_find_byte(head, '\0') < head.size;
	return r;
}

int lines_read(struct lines *out, struct repo *repo,
	       const struct diff_side *old, const struct diff_side *new,
	       struct error *error)
{
	*out = (struct lines){ .repo = repo };
	int r = read_side(out, 0, repo, old, error);
	if (!r)
		r = read_side(out, 1, repo, new, error);
	if (r)
		lines_release(out);
	return r;
}

void lines_release(struct lines *lines)
{
	if (!lines)
		return;
	object_release(&lines->objects[0]);
	object_release(&lines->objects[1]);
	*lines = (struct lines){ 0 };
}

static int visit(struct line_visit *visit, struct line *line)
{
	if (str_ends(line->text, "\n"))
		line->text.size--;
	else
		line->is_unfinished = true;
	line->starts_hunk = visit->starts_hunk;
	visit->starts_hunk = false;
	visit->answer = visit->each(line, visit->context);
	return visit->answer;
}

static int on_hunk(const git_diff_delta *delta, const git_diff_hunk *hunk,
		   void *context)
{
	struct line_visit *v = context;
	(void)delta;
	(void)hunk;
	v->starts_hunk = true;
	v->has_hunk = true;
	return 0;
}

static int on_line(const git_diff_delta *delta, const git_diff_hunk *hunk,
		   const git_diff_line *from, void *context)
{
	struct line_visit *v = context;
	struct line line = { .text = { from->content, from->content_len } };
	(void)delta;
	(void)hunk;
	/* libgit2 does not always stop when it is told to. */
	if (v->answer)
		return v->answer;
	line.added = from->origin == GIT_DIFF_LINE_ADDITION;
	if (!line.added && from->origin != GIT_DIFF_LINE_DELETION)
		return 0;
	line.number =
		(size_t)(line.added ? from->new_lineno : from->old_lineno) +
		v->skipped;
	return visit(v, &line);
}

/* Shows all lines of a text that begins with that line of its side. */
static int walk_lines(struct str rest, size_t number, bool added,
		      struct line_visit *v)
{
	int r = 0;
	for (; !r && rest.size; number++) {
		size_t size = str_find_byte(rest, '\n');
		size += size < rest.size ? 1 : 0;
		struct line line = { .text = str_first(rest, size),
				     .number = number,
				     .added = added };
		rest = str_from(rest, size);
		r = visit(v, &line);
	}
	return r;
}

/* Bytes of whole lines that both texts begin with. */
static size_t common_head(struct str a, struct str b)
{
	size_t size = str_common_head(a, b);
	const char *last = size ? memrchr(a.data, '\n', size) : NULL;
	return last ? (size_t)(last - a.data) + 1 : 0;
}

/* Bytes of whole lines that both end in. Both begin with a line. */
static size_t common_tail(struct str a, struct str b)
{
	size_t size = str_common_tail(a, b);
	struct str tail = str_from(a, a.size - size);
	const struct str *longer = a.size > b.size ? &a : &b;
	size_t at = longer->size - size;
	if (size == (a.size < b.size ? a.size : b.size) &&
	    (!at || longer->data[at - 1] == '\n'))
		return size;
	size_t first = str_find_byte(tail, '\n');
	return first < size ? size - first - 1 : 0;
}

/* What is left of a text without `head` and `tail` bytes at its ends. */
static struct str middle(struct str text, size_t head, size_t tail)
{
	return str_first(str_from(text, head), text.size - head - tail);
}

/* Two texts without the lines that both begin or end with. */
struct pair {
	struct str old;
	struct str new;
	size_t skipped; /* lines at the beginning */
};

static void trim(struct pair *pair)
{
	size_t head = common_head(pair->old, pair->new);
	size_t tail = common_tail(str_from(pair->old, head),
				  str_from(pair->new, head));
	pair->skipped = str_count_lines(str_first(pair->old, head));
	pair->old = middle(pair->old, head, tail);
	pair->new = middle(pair->new, head, tail);
}

static bool is_too_long(const struct pair *pair)
{
	return pair->old.size + pair->new.size >
	       LINES_COMPARE_MAX &&str_count_lines(pair->old) +
		       str_count_lines(pair->new) >
	       LINES_COMPARE_MAX;
}

/* Instead of a comparison that takes too long. */
static int replace_all(const struct pair *pair, struct line_visit *v)
{
	size_t number = pair->skipped + 1;
	v->starts_hunk = true;
	int r = walk_lines(pair->old, number, false, v);
	return r ? r : walk_lines(pair->new, number, true, v);
}

static int compare(const struct pair *pair, struct line_visit *v,
		   struct error *error)
{
	git_diff_options options;
	git_diff_options_init(&options, GIT_DIFF_OPTIONS_VERSION);
	options.flags = GIT_DIFF_FORCE_TEXT | GIT_DIFF_SKIP_BINARY_CHECK;
	options.context_lines = 0;
	options.interhunk_lines = 0;
	v->skipped = pair->skipped;
	int r = git_diff_buffers(pair->old.data, pair->old.size, NULL,
				 pair->new.data, pair->new.size, NULL, &options,
				 NULL, NULL, on_hunk, on_line, v);
	if (v->answer)
		return v->answer;
	/* they differ: where there is no hunk, there was no memory for one */
	if (!r && !v->has_hunk)
		return error_no_memory(error);
	if (!r)
		return 0;
	const git_error *last = git_error_last();
	return error_set(error, ERROR_INTERNAL, "libgit2: %s",
			 last && last->message ? last->message : "no reason");
}

int lines_between(const struct lines *lines,
		  int (*each)(const struct line *line, void *context),
		  void *context, struct error *error)
{
	struct line_visit v = { .each = each, .context = context };
	struct pair pair = { lines->text[0], lines->text[1], 0 };
	(void)error;
	if (str_equal(pair.old, pair.new))
		return 0;
	trim(&pair);
	return replace_all(&pair, &v);
}

int lines_diff(const struct lines *lines,
	       int (*each)(const struct line *line, void *context),
	       void *context, struct error *error)
{
	struct line_visit v = { .each = each, .context = context };
	struct pair pair = { lines->text[0], lines->text[1], 0 };
	if (str_equal(pair.old, pair.new))
		return 0;
	/* Whole, if that is cheap: git looks at the whole, too. */
	if (is_too_long(&pair))
		trim(&pair);
	if (!pair.old.size || !pair.new.size || is_too_long(&pair))
		return replace_all(&pair, &v);
	int r = lines->repo ? repo_start(lines->repo, error) : 0;
	return r ? r : compare(&pair, &v, error);
}

/* Takes the first line off a text. */
static struct str take_line(struct str *rest)
{
	struct str line = str_first(*rest, str_find_byte(*rest, '\n') + 1);
	*rest = str_from(*rest, line.size);
	return line;
}

static bool holds_line(struct str text, struct str line)
{
	while (text.size)
		if (str_equal(take_line(&text), line))
			return true;
	return false;
}

/* As in most changes. False also where it takes long to tell. */
static bool shares_no_line(const struct pair *pair)
{
	struct str rest = pair->old;
	if (pair->new.size > SHARING_SIZE_MAX)
		return !rest.size;
	for (size_t i = 0; rest.size; i++)
		if (i == SHARING_LINES_MAX ||
		    holds_line(pair->new, take_line(&rest)))
			return false;
	return true;
}

int lines_diff_added(const struct lines *lines,
		     int (*each)(const struct line *line, void *context),
		     void *context, struct error *error)
{
	struct line_visit v = { .each = each,
				.context = context,
				.starts_hunk = true };
	struct pair pair = { lines->text[0], lines->text[1], 0 };
	trim(&pair);
	if (!shares_no_line(&pair))
		return lines_diff(lines, each, context, error);
	return walk_lines(pair.new, pair.skipped + 1, true, &v);
}
