/*
 * paths_require.c - whether a change has the paths that must come with it.
 * Never counts a path that is deleted, emptied or only made executable.
 */
#include "rules/paths_rule.h"

#include "base/text.h"

#define LINE_SIZE_MAX REGEX_SUBJECT_SIZE_MAX

/* git's id of the blob without any bytes. */
static const struct oid empty_blob = {
	{ 0xe6, 0x9d, 0xe2, 0x9b, 0xb2, 0xd1, 0xd6, 0x43, 0x4b, 0x8b,
	  0x29, 0xae, 0x77, 0x5a, 0xd8, 0xc2, 0xe4, 0x8c, 0x53, 0x91 }
};

static bool says_something(const struct change_path *path)
{
	return path->new.mode != 0 && !oid_equal(&path->new.id, &empty_blob) &&
	       (path->old.mode == 0 ||
		!oid_equal(&path->old.id, &path->new.id));
}

/* An excluding glob of the list takes paths away from each other one. */
static bool is_excluded(const struct globs *globs, struct str path)
{
	struct glob glob;
	size_t i;

	for (i = 0; i < globs->count; i++) {
		glob = globs->items[i];
		if (glob.exclude && glob_match(&glob, path))
			return true;
	}
	return false;
}

static bool is_touched(const struct globs *globs, const struct glob *glob,
		       const struct change *change)
{
	const struct change_path *path;
	size_t i;

	for (i = 0; i < change->path_count; i++) {
		path = &change->paths[i];
		if (says_something(path) && glob_match(glob, path->path) &&
		    !is_excluded(globs, path->path))
			return true;
	}
	return false;
}

/* One finding for each glob that nothing touches. `with`: why it must. */
static void report_missing(const struct globs *globs,
			   const struct rule_context *context,
			   const struct change *change, const char *with)
{
	struct finding *finding;
	size_t i;

	for (i = 0; i < globs->count; i++) {
		if (globs->items[i].exclude ||
		    is_touched(globs, &globs->items[i], change))
			continue;
		finding = finding_add(context,
				      "the change adds or edits nothing in %s",
				      globs->items[i].text);
		if (!finding)
			return;
		finding->topic = PATHS_MISSING;
		if (with)
			finding_rowf(context, finding, "because", "%s changes",
				     with);
	}
}

struct added_search {
	const struct pattern *pattern;
	struct vars *vars;
	struct error *error;
	bool found;
};

/* What cannot be read as text is no test: it does not count. */
static int search_line(struct str line, size_t number, void *data)
{
	struct added_search *search = data;
	enum match match;

	(void)number;
	if (line.size > LINE_SIZE_MAX || !text_is_utf8(line))
		return 0;
	match = pattern_match(search->pattern, search->vars, line, NULL,
			      search->error);
	if (match == MATCH_BROKEN)
		return error_context(search->error, "an added line");
	search->found = match == MATCH_YES;
	return search->found;
}

static enum match has_added(const struct paths_rule *rule,
			    const struct rule_context *context,
			    const struct change *change, struct error *error)
{
	struct added_search search = { rule->or_added, context->vars, error,
				       false };
	const struct change_path *path;
	int result = 0;
	size_t i;

	for (i = 0; rule->or_added && i < change->path_count; i++) {
		path = &change->paths[i];
		if (path->new.mode != MODE_FILE &&
		    path->new.mode != MODE_EXECUTABLE)
			continue;
		result = graph_check_deadline(context->graph, error);
		if (!result)
			result = lines_added(context->repo, &path->old,
					     &path->new, search_line, &search,
					     error);
		if (search.found)
			return MATCH_YES;
		if (result)
			return MATCH_BROKEN;
	}
	return MATCH_NO;
}

static bool all_touched(const struct globs *globs, const struct change *change)
{
	size_t i;

	for (i = 0; i < globs->count; i++)
		if (!globs->items[i].exclude &&
		    !is_touched(globs, &globs->items[i], change))
			return false;
	return true;
}

static int judge_require(const struct paths_rule *rule,
			 const struct rule_context *context,
			 const struct change *change, struct error *error)
{
	struct globs require;
	enum match added;
	int result;

	result = ref_globs_resolve(&require, &rule->require, context->vars,
				   error);
	if (result || all_touched(&require, change))
		return result;
	added = has_added(rule, context, change, error);
	if (added == MATCH_BROKEN)
		return error ? (int)error->code : ERROR_BROKEN;
	if (added == MATCH_NO)
		report_missing(&require, context, change, NULL);
	return 0;
}

static bool touches_any(const struct globs *globs, const struct change *change)
{
	size_t i;

	for (i = 0; i < change->path_count; i++)
		if (globs_match(globs, change->paths[i].path))
			return true;
	return false;
}

static int judge_with(const struct glob_map_item *item,
		      const struct rule_context *context,
		      const struct change *change, struct error *error)
{
	struct buf names = BUF_INIT;
	struct globs values;
	struct globs key;
	int result;

	result = ref_globs_resolve(&key, &item->key, context->vars, error);
	if (!result)
		result = ref_globs_resolve(&values, &item->values,
					   context->vars, error);
	if (result || !touches_any(&key, change))
		return result;
	ref_globs_describe(&item->key, &names);
	report_missing(&values, context, change, buf_text(&names));
	buf_release(&names);
	return 0;
}

int paths_judge_required(const struct paths_rule *rule,
			 const struct rule_context *context,
			 const struct change *change, struct error *error)
{
	int result;
	size_t i;

	result = judge_require(rule, context, change, error);
	for (i = 0; !result && i < rule->require_with.count; i++)
		result = judge_with(&rule->require_with.items[i], context,
				    change, error);
	return result;
}
