/*
 * change_size.c - refuses changes that are bigger than they may be. Never
 * counts the same path twice, whatever commits it went through.
 */
#include "rules/repair.h"

#include <stdint.h>

#define ROWS_MAX 3

struct change_size {
	int64_t files;
	int64_t lines;
	int64_t bytes;
	int64_t commits;
	struct ref_globs ignore;
};

static const struct option options[] = {
	{ .key = "files",
	  .type = OPTION_INTEGER,
	  .offset = offsetof(struct change_size, files),
	  .effect = EFFECT_BOUNDS,
	  .unit = "files",
	  .help = "at most so many changed paths" },
	{ .key = "lines",
	  .type = OPTION_INTEGER,
	  .offset = offsetof(struct change_size, lines),
	  .effect = EFFECT_BOUNDS,
	  .unit = "lines",
	  .help = "at most so many lines, added and removed together" },
	{ .key = "bytes",
	  .type = OPTION_SIZE,
	  .offset = offsetof(struct change_size, bytes),
	  .effect = EFFECT_BOUNDS,
	  .help = "at most so many bytes, added and removed together" },
	{ .key = "commits",
	  .type = OPTION_INTEGER,
	  .offset = offsetof(struct change_size, commits),
	  .effect = EFFECT_BOUNDS,
	  .unit = "commits",
	  .help = "at most so many commits that are no merges" },
	{ .key = "ignore",
	  .type = OPTION_GLOBS,
	  .offset = offsetof(struct change_size, ignore),
	  .effect = EFFECT_LOOSENS,
	  .help = "paths that do not count, such as lock files" },
	{ .key = NULL },
};

static const struct option_table table = { options,
					   sizeof(struct change_size) };

struct largest {
	struct str path;
	uint64_t lines;
};

struct sums {
	uint64_t files;
	uint64_t lines;
	uint64_t bytes;
	struct largest largest[ROWS_MAX]; /* the largest first */
};

static uint64_t add(uint64_t a, uint64_t b)
{
	return a > UINT64_MAX - b ? UINT64_MAX : a + b;
}

static void note(struct sums *sums, struct str path, uint64_t lines)
{
	struct largest entry = { path, lines };
	struct largest spare;
	size_t i;

	for (i = 0; i < ROWS_MAX; i++) {
		if (sums->largest[i].path.data &&
		    sums->largest[i].lines >= entry.lines)
			continue;
		spare = sums->largest[i];
		sums->largest[i] = entry;
		entry = spare;
	}
}

struct extent {
	uint64_t lines;
	uint64_t bytes;
};

static struct extent extent_of(const struct line_count *count)
{
	if (count->binary)
		return (struct extent){ lines_in(count->bytes), count->bytes };
	return (struct extent){ count->weight, count->changed_bytes };
}

static int measure(struct extent *extent, const struct rule_context *context,
		   const struct change *change, size_t index, enum counted how,
		   struct error *error)
{
	const struct line_count *count;
	int result = graph_check_deadline(context->graph, error);

	if (!result)
		result = change_lines(&count, change, index, how, context->repo,
				      error);
	if (!result)
		*extent = extent_of(count);
	return result;
}

static int count_path(struct sums *sums, const struct change_size *rule,
		      const struct rule_context *context,
		      const struct change *change, size_t index,
		      enum counted how, struct error *error)
{
	struct extent extent = { 0, 0 };
	int result = 0;

	if (rule->lines != OPTION_UNSET || rule->bytes != OPTION_UNSET)
		result = measure(&extent, context, change, index, how, error);
	sums->files++;
	sums->lines = add(sums->lines, extent.lines);
	sums->bytes = add(sums->bytes, extent.bytes);
	note(sums, change->paths[index].path, extent.lines);
	return result;
}

static bool is_over(uint64_t is, int64_t limit)
{
	return limit != OPTION_UNSET && is > (uint64_t)limit;
}

static bool is_too_much(const struct change_size *rule, const struct sums *sums)
{
	return is_over(sums->files, rule->files) ||
	       is_over(sums->lines, rule->lines) ||
	       is_over(sums->bytes, rule->bytes);
}

/* What is at most as much need only be looked at until it is too much. */
static int count_paths(struct sums *sums, const struct change_size *rule,
		       const struct rule_context *context,
		       const struct change *change, enum counted how,
		       struct error *error)
{
	struct globs ignore;
	int result =
		ref_globs_resolve(&ignore, &rule->ignore, context->vars, error);

	*sums = (struct sums){ 0 };
	for (size_t i = 0; !result && i < change->path_count; i++) {
		if (how == COUNTED_MOST && is_too_much(rule, sums))
			return 0;
		if (!globs_match(&ignore, change->paths[i].path))
			result = count_path(sums, rule, context, change, i, how,
					    error);
	}
	return result;
}

static struct finding *report(const struct rule_context *context,
			      const struct change *change, uint64_t is,
			      int64_t limit, const char *one, const char *more)
{
	if (!is_over(is, limit))
		return NULL;
	return finding_add(context, "%llu %s%s; at most %lld",
			   (unsigned long long)is, is == 1 ? one : more,
			   change->whole_branch ? " on the whole branch" : "",
			   (long long)limit);
}

/* Under the last finding, that is: once. */
static void show_largest(const struct rule_context *context,
			 const struct sums *sums, struct finding *finding)
{
	const struct largest *entry;
	size_t i;

	for (i = 0; i < ROWS_MAX && sums->largest[i].path.data; i++) {
		entry = &sums->largest[i];
		if (entry->lines)
			finding_rowf(context, finding, i ? "" : "largest",
				     "%.*s (%llu line%s)",
				     STR_ARGS(entry->path),
				     (unsigned long long)entry->lines,
				     entry->lines == 1 ? "" : "s");
		else
			finding_row(context, finding, i ? "" : "such as",
				    entry->path);
	}
}

/* Exactly only where it is not clear at once that it is little enough. */
static int judge_paths(const struct change_size *rule,
		       const struct rule_context *context,
		       const struct change *change, struct error *error)
{
	struct finding *findings[3];
	struct sums sums;
	int result;
	size_t i;

	result = count_paths(&sums, rule, context, change, COUNTED_MOST, error);
	if (result || !is_too_much(rule, &sums))
		return result;
	result = count_paths(&sums, rule, context, change, COUNTED_ALL, error);
	if (result)
		return result;
	findings[0] = report(context, change, sums.files, rule->files,
			     "file is changed", "files are changed");
	findings[1] = report(context, change, sums.lines, rule->lines,
			     "line is changed", "lines are changed");
	findings[2] = report(context, change, sums.bytes, rule->bytes,
			     "byte is changed", "bytes are changed");
	for (i = 3; i > 0; i--)
		if (findings[i - 1]) {
			show_largest(context, &sums, findings[i - 1]);
			break;
		}
	return 0;
}

/* Merges bring in what others did, and their own paths are counted above. */
static int judge_commits(const struct change_size *rule,
			 const struct rule_context *context,
			 const struct change *change, struct error *error)
{
	const struct commit_links *links;
	uint64_t count = 0;
	int result;
	size_t i;

	if (rule->commits == OPTION_UNSET)
		return 0;
	for (i = 0; i < change->commit_count; i++) {
		result = graph_links(&links, context->graph,
				     &change->commits[i], error);
		if (result)
			return result;
		count += links->parent_count <= 1;
	}
	report(context, change, count, rule->commits, "commit", "commits");
	return 0;
}

static int judge_change(const void *rule_options,
			const struct rule_context *context,
			const struct change *change, struct error *error)
{
	int result;

	if (change->path_count == 0)
		return 0;
	result = judge_paths(rule_options, context, change, error);
	if (!result)
		result = judge_commits(rule_options, context, change, error);
	return result;
}

static void repair_size(struct repair *repair,
			const struct repair_request *request)
{
	repair_text(repair, "take out what does not belong to it, or land it "
			    "in parts:");
	repair_command(repair, "git", "rebase", "-i", "--rebase-merges",
		       request->start ?
			       repair_remote_name(repair, request->start) :
			       repair_base(repair, request),
		       NULL);
	repair->moves = true;
	repair_push(repair, request);
}

const struct rule rule_change_size = {
	.id = "change-size",
	.summary = "changes with too many files, lines, bytes or commits",
	.options = &table,
	.judge_change = judge_change,
	.repair = repair_size,
};
