/*
 * line_count.c - counts changed lines and shows added ones. Never judges
 * them.
 */
#include "git/lines.h"

static bool same_content(const struct diff_side *a, const struct diff_side *b)
{
	bool link_a = a->mode == MODE_SUBMODULE;
	bool link_b = b->mode == MODE_SUBMODULE;
	return a->mode && b->mode && link_a == link_b &&
	       oid_equal(&a->id, &b->id);
}

size_t lines_in(size_t bytes)
{
	return bytes / LINES_LINE_BYTES + (bytes % LINES_LINE_BYTES != 0);
}

static int count_line(const struct line *line, void *context)
{
	struct line_count *count = context;
	if (line->added)
		count->added++;
	else
		count->removed++;
	count->changed_bytes += line->text.size + 1;
	count->weight += line->text.size > LINES_LINE_SIZE_MAX ?
				 lines_in(line->text.size) :
				 1;
	return 0;
}

typedef int find_lines(const struct lines *lines,
		       int (*each)(const struct line *line, void *context),
		       void *context, struct error *error);

static int count_found(struct line_count *out, struct repo *repo,
		       const struct diff_side *old, const struct diff_side *new,
		       find_lines *find, struct error *error)
{
	struct lines lines = { 0 };
	*out = (struct line_count){ 0 };
	if (same_content(old, new))
		return 0;
	int r = lines_read(&lines, repo, old, new, error);
	if (r)
		return r;
	out->bytes = lines.size[0] > lines.size[1] ? lines.size[0] :
						     lines.size[1];
	out->binary = lines.too_large[0] || lines.too_large[1] ||
		      lines.binary[0] || lines.binary[1];
	if (!out->binary)
		r = find(&lines, count_line, out, error);
	lines_release(&lines);
	return r;
}

int lines_count(struct line_count *out, struct repo *repo,
		const struct diff_side *old, const struct diff_side *new,
		struct error *error)
{
	return count_found(out, repo, old, new, lines_diff, error);
}

int lines_count_most(struct line_count *out, struct repo *repo,
		     const struct diff_side *old, const struct diff_side *new,
		     struct error *error)
{
	return count_found(out, repo, old, new, lines_between, error);
}

struct added_visit {
	int (*each)(struct str line, size_t number, void *context);
	void *context;
};

static int visit_added(const struct line *line, void *context)
{
	struct added_visit *visit = context;
	if (!line->added)
		return 0;
	return visit->each(line->text, line->number, visit->context);
}

int lines_added(struct repo *repo, const struct diff_side *old,
		const struct diff_side *new,
		int (*each)(struct str line, size_t number, void *context),
		void *context, struct error *error)
{
	struct added_visit visit = { each, context };
	struct lines lines = { 0 };
	if (same_content(old, new))
		return 0;
	int r = lines_read(&lines, repo, old, new, error);
	if (r)
		return r;
	if (!lines.too_large[1] && !lines.binary[1])
		r = lines_diff_added(&lines, visit_added, &visit, error);
	lines_release(&lines);
	return r;
}
