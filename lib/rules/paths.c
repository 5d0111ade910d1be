/*
 * paths.c - refuses changes outside the paths that may change. Never guesses
 * renames: both paths of one count.
 */
#include "rules/paths_rule.h"

static const struct option options[] = {
	{ .key = "allow",
	  .type = OPTION_GLOBS,
	  .offset = offsetof(struct paths_rule, allow),
	  .effect = EFFECT_BOUNDS,
	  .help = "paths that may change, and no others" },
	{ .key = "deny",
	  .type = OPTION_GLOBS,
	  .offset = offsetof(struct paths_rule, deny),
	  .effect = EFFECT_TIGHTENS,
	  .help = "paths that no commit may change" },
	{ .key = "require",
	  .type = OPTION_GLOBS,
	  .offset = offsetof(struct paths_rule, require),
	  .effect = EFFECT_TIGHTENS,
	  .help = "a change must add or edit a path of each of these globs" },
	{ .key = "require-with",
	  .type = OPTION_GLOB_MAP,
	  .offset = offsetof(struct paths_rule, require_with),
	  .effect = EFFECT_TIGHTENS,
	  .help = "the same, for changes that touch a path of the key" },
	{ .key = "or-added",
	  .type = OPTION_PATTERN,
	  .offset = offsetof(struct paths_rule, or_added),
	  .pattern_flags = REGEX_MULTILINE,
	  .effect = EFFECT_LOOSENS,
	  .help = "an added line that matches counts as all of `require`" },
	{ .key = "not-only",
	  .type = OPTION_GLOBS,
	  .offset = offsetof(struct paths_rule, not_only),
	  .effect = EFFECT_TIGHTENS,
	  .help = "a change must be more than paths of these globs" },
	{ .key = NULL },
};

static const struct option_table table = { options, sizeof(struct paths_rule) };

static void report_outside(const struct paths_rule *rule,
			   const struct rule_context *context,
			   const struct change *change, struct str path)
{
	struct buf names = BUF_INIT;
	struct finding *finding;

	finding = finding_add(context, "\"%.*s\" must not change here",
			      STR_ARGS(path));
	if (finding) {
		finding->topic = PATHS_OUTSIDE;
		finding->anchor = change->base;
		finding->path = path;
	}
	ref_globs_describe(&rule->allow, &names);
	finding_row(context, finding, "allowed", buf_str(&names));
	buf_release(&names);
}

/* Findings keep no pointer into the change. */
static bool keep_path(struct str *out, const struct rule_context *context,
		      struct str path)
{
	*out = (struct str){ arena_copy(context->arena, path), path.size };
	return out->data;
}

static int judge_allow(const struct paths_rule *rule,
		       const struct rule_context *context,
		       const struct change *change, struct error *error)
{
	struct globs allow;
	struct str path;
	size_t outside = 0;
	size_t i;

	if (ref_globs_is_empty(&rule->allow))
		return 0;
	if (ref_globs_resolve(&allow, &rule->allow, context->vars, error))
		return ERROR_BROKEN;
	for (i = 0; i < change->path_count; i++) {
		if (globs_match(&allow, change->paths[i].path))
			continue;
		if (outside++ >= PATHS_SHOWN)
			continue;
		if (!keep_path(&path, context, change->paths[i].path))
			return error_no_memory(error);
		report_outside(rule, context, change, path);
	}
	if (outside > PATHS_SHOWN)
		finding_add(context, "%zu more paths must not change here",
			    outside - PATHS_SHOWN);
	return 0;
}

static int judge_not_only(const struct paths_rule *rule,
			  const struct rule_context *context,
			  const struct change *change, struct error *error)
{
	struct buf names = BUF_INIT;
	struct finding *finding;
	struct globs not_only;
	size_t i;

	if (ref_globs_is_empty(&rule->not_only))
		return 0;
	if (ref_globs_resolve(&not_only, &rule->not_only, context->vars, error))
		return ERROR_BROKEN;
	for (i = 0; i < change->path_count; i++)
		if (!globs_match(&not_only, change->paths[i].path))
			return 0;
	ref_globs_describe(&rule->not_only, &names);
	finding = finding_add(context, "the change is nothing but %s",
			      buf_text(&names));
	if (finding)
		finding->topic = PATHS_NOT_ONLY;
	buf_release(&names);
	return 0;
}

static int judge_change(const void *rule_options,
			const struct rule_context *context,
			const struct change *change, struct error *error)
{
	const struct change *own = change->brought ? change->brought : change;
	int result;

	if (change->path_count == 0)
		return 0;
	result = judge_allow(rule_options, context, change, error);
	if (!result)
		result =
			paths_judge_required(rule_options, context, own, error);
	if (!result)
		result = judge_not_only(rule_options, context, own, error);
	return result;
}

/* `deny` is of each commit by itself. */
static bool asks_of_changes(const void *rule_options)
{
	const struct paths_rule *rule = rule_options;

	return !ref_globs_is_empty(&rule->allow) ||
	       !ref_globs_is_empty(&rule->require) ||
	       rule->require_with.count > 0 ||
	       !ref_globs_is_empty(&rule->not_only);
}

static void check(void *rule_options, const struct rule_check *check)
{
	const struct paths_rule *rule = rule_options;

	if (rule->or_added && ref_globs_is_empty(&rule->require))
		diagnostics_add(check->diagnostics, DIAGNOSTIC_ERROR,
				check->mark,
				"write 'require', or leave 'or-added' out",
				"'or-added' stands for 'require', which is "
				"not there");
}

const struct rule rule_paths = {
	.id = "paths",
	.summary = "changes outside the wanted paths, or without wanted ones",
	.options = &table,
	.commits_fail = "change paths that must not change",
	.commit_fails = "changes paths that must not change",
	.check = check,
	.judge_commit = paths_judge_commit,
	.judge_change = judge_change,
	.asks_of_changes = asks_of_changes,
	.repair = paths_repair,
};
