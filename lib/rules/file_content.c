/*
 * file_content.c - the rule file-content: files that do not say what they
 * must when a change is in. Never looks at what a change takes away.
 */
#include "rules/file_content.h"
#include "rules/repair_files.h"
#include "rules/tree_file.h"

struct file_content {
	struct records files; /* struct file_content_item */
};

static const struct option item_rows[] = {
	{ .key = "path",
	  .type = OPTION_GLOB,
	  .offset = offsetof(struct file_content_item, path),
	  .flags = OPTION_REQUIRED,
	  .help = "the file; a glob means those that the change touches" },
	{ .key = "must-match",
	  .type = OPTION_PATTERNS,
	  .offset = offsetof(struct file_content_item, must),
	  .pattern_flags = REGEX_MULTILINE,
	  .effect = EFFECT_TIGHTENS,
	  .help = "what the file must hold" },
	{ .key = "must-not-match",
	  .type = OPTION_PATTERNS,
	  .offset = offsetof(struct file_content_item, must_not),
	  .flags = OPTION_FORBIDS,
	  .pattern_flags = REGEX_MULTILINE,
	  .effect = EFFECT_TIGHTENS,
	  .help = "what it must not hold" },
	{ .key = NULL },
};

static const struct option_table item_table = {
	item_rows, sizeof(struct file_content_item)
};

static const struct option rows[] = {
	{ .key = "files",
	  .type = OPTION_RECORDS,
	  .offset = offsetof(struct file_content, files),
	  .flags = OPTION_REQUIRED | OPTION_WHOLE,
	  .record = &item_table,
	  .effect = EFFECT_TIGHTENS,
	  .help = "what files must say" },
	{ .key = NULL },
};

static const struct option_table table = { rows, sizeof(struct file_content) };

/* The path that the glob stands for, if it is the only one. */
static bool is_literal(const struct globs *globs, struct buf *path)
{
	const char *text;
	bool literal;

	if (globs->count != 1 || globs->items[0].count != 1)
		return false;
	text = globs->items[0].alternatives[0];
	glob_literal_prefix(text, &literal);
	for (; literal && *text; text++) {
		if (*text == '\\' && text[1])
			text++;
		buf_add_byte(path, *text);
	}
	return literal;
}

/* As it is when the change is in, touched or not. */
static int judge_literal(const struct file_content_item *item,
			 const struct rule_context *context,
			 const struct change *change, struct str path,
			 struct error *error)
{
	const struct commit_links *links;
	struct finding *finding;
	struct diff_side side;
	int result = graph_links(&links, context->graph, &change->tip, error);

	if (!result)
		result = tree_file_find(&side, context->repo, &links->tree,
					path, error);
	if (result)
		return result;
	if (side.mode)
		return file_content_judge(item, context, path, &side, error);
	if (!item->must.count && item->must_not.count)
		return 0;
	finding = finding_add(context, "\"%.*s\" is not there", STR_ARGS(path));
	if (finding) {
		finding->path.data = arena_copy(context->arena, path);
		finding->path.size = finding->path.data ? path.size : 0;
	}
	return 0;
}

static int judge_touched(const struct file_content_item *item,
			 const struct rule_context *context,
			 const struct change *change, const struct globs *globs,
			 struct error *error)
{
	const struct change_path *path;
	int result = 0;

	for (size_t i = 0; !result && i < change->path_count; i++) {
		path = &change->paths[i];
		if (path->new.mode == 0 || path->new.mode == MODE_SUBMODULE ||
		    !globs_match(globs, path->path))
			continue;
		result = graph_check_deadline(context->graph, error);
		if (!result)
			result = file_content_judge(item, context, path->path,
						    &path->new, error);
	}
	return result;
}

static int judge_item(const struct file_content_item *item,
		      const struct rule_context *context,
		      const struct change *change, struct error *error)
{
	struct buf path = BUF_INIT;
	struct globs globs;
	int result =
		ref_globs_resolve(&globs, &item->path, context->vars, error);

	if (result)
		return result;
	if (!is_literal(&globs, &path))
		result = judge_touched(item, context, change, &globs, error);
	else if (buf_failed(&path))
		result = error_no_memory(error);
	else
		result = judge_literal(item, context, change, buf_str(&path),
				       error);
	buf_release(&path);
	return result;
}

static int judge_change(const void *rule_options,
			const struct rule_context *context,
			const struct change *change, struct error *error)
{
	const struct file_content *rule = rule_options;
	const struct file_content_item *items = rule->files.items;
	int result = 0;

	if (change->path_count == 0)
		return 0;
	for (size_t i = 0; !result && i < rule->files.count; i++)
		result = judge_item(&items[i], context, change, error);
	return result;
}

static bool excludes(const struct ref_globs *path)
{
	return (path->fixed.count && path->fixed.items[0].exclude) ||
	       (path->dynamic_count && path->dynamic[0][0] == '!');
}

/* Of a single path it is asked that it be there. */
static bool asks_nothing(const struct file_content_item *item)
{
	struct buf path = BUF_INIT;
	bool literal = item->path.dynamic_count ||
		       is_literal(&item->path.fixed, &path);

	buf_release(&path);
	return !literal && !item->must.count && !item->must_not.count;
}

static void check(void *rule_options, const struct rule_check *check)
{
	const struct file_content *rule = rule_options;
	const struct file_content_item *items = rule->files.items;

	for (size_t i = 0; i < rule->files.count; i++) {
		if (excludes(&items[i].path))
			diagnostics_add(check->diagnostics, DIAGNOSTIC_ERROR,
					items[i].path.mark, NULL,
					"'path' cannot exclude");
		else if (asks_nothing(&items[i]))
			diagnostics_add(check->diagnostics, DIAGNOSTIC_ERROR,
					items[i].path.mark,
					"write 'must-match' or "
					"'must-not-match'",
					"nothing is asked of these files");
	}
}

/* The one file that is to be mended, or a word for several. */
static const char *file_of(struct repair *repair,
			   const struct repair_request *request)
{
	struct str path = request->findings[0]->path;
	const char *copy;

	for (size_t i = 1; i < request->finding_count; i++)
		if (!str_equal(path, request->findings[i]->path))
			return "FILE";
	copy = arena_copy(repair->arena, path);
	if (!copy)
		repair->failed = true;
	return copy;
}

static void repair_content(struct repair *repair,
			   const struct repair_request *request)
{
	const char *file = file_of(repair, request);

	repair_text(repair, "mend %s%s:",
		    str_is(str_of(file), "FILE") ?
			    "the files, with their paths for FILE" :
			    "the file",
		    request->landing ? " on the branch that lands" : "");
	repair_write_file(repair, request, file);
	repair_push(repair, request);
}

const struct rule rule_file_content = {
	.id = "file-content",
	.summary = "changes that leave a file without what it must say",
	.options = &table,
	.check = check,
	.judge_change = judge_change,
	.repair = repair_content,
};
