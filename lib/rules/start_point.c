/*
 * start_point.c - refuses branches that are cut from somewhere else than the
 * policy wants. Never looks at what their commits do.
 */
#include "rules/own_commits.h"
#include "rules/repair.h"
#include "rules/versions.h"

#include <string.h>

#define ID_DIGITS 12

struct start_point {
	struct ref_globs from;
	int version; /* enum start_version */
};

enum start_version {
	VERSION_FREE,
	VERSION_NEXT_PATCH,
};
static const char *const version_choices[] = { "free", "next-patch", NULL };

enum topic {
	TOPIC_VERSION, /* start_version.c gives none */
	TOPIC_FOREIGN,
	TOPIC_NO_START
};

static const struct option options[] = {
	{ .key = "from",
	  .type = OPTION_GLOBS,
	  .offset = offsetof(struct start_point, from),
	  .flags = OPTION_REQUIRED,
	  .effect = EFFECT_BOUNDS,
	  .help = "refs that such a branch starts from; a tag counts only if "
		  "it is governed and its commit is on a governed branch" },
	{ .key = "version",
	  .type = OPTION_CHOICE,
	  .offset = offsetof(struct start_point, version),
	  .fallback = "free",
	  .choices = version_choices,
	  .effect = EFFECT_TIGHTENS,
	  .help = "next-patch: ${version} must be the smallest patch above the "
		  "highest version tag below the branch that was never used" },
	{ .key = NULL },
};

static const struct option_table table = { options,
					   sizeof(struct start_point) };

static bool is_tag(const char *name, void *data)
{
	(void)data;
	return str_starts(str_of(name), "refs/tags/");
}

struct tag_search {
	const struct rule_context *context;
	struct error *error;
	struct known *branches; /* the governed ones */
	bool found;
};

static bool is_no_branch(const char *name, void *data)
{
	(void)data;
	return !str_starts(str_of(name), "refs/heads/");
}

/* A tag counts if it is governed and its commit is on a governed branch. */
static int search_tag(const struct ref *ref, void *data)
{
	struct tag_search *search = data;
	const struct rule_context *context = search->context;
	struct oid commit;
	enum match match;
	int result;

	if (search->found || !is_tag(ref->name, NULL) ||
	    !globs_match(context->governed, str_of(ref->name)))
		return 0;
	result = refs_peel(&commit, context->repo, &ref->id, search->error);
	if (result)
		return result == ERROR_NOT_FOUND ? 0 : result;
	match = graph_is_known(context->graph, search->branches, &commit,
			       search->error);
	if (match == MATCH_YES)
		match = graph_is_ancestor(context->graph, &commit,
					  &context->update->new_commit,
					  search->error);
	search->found = match == MATCH_YES;
	return match == MATCH_BROKEN ? ERROR_BROKEN : 0;
}

static enum match shares_with_branches(const struct rule_context *context,
				       struct error *error)
{
	struct range range = { 0 };
	struct known *known;
	enum match match = MATCH_BROKEN;

	if (known_new(&known, context->graph, error) ||
	    known_add_refs_except(known, context->start, is_tag, NULL, error) ||
	    graph_make_exact(context->graph, known, error))
		return MATCH_BROKEN;
	if (!graph_range(&range, context->graph, known,
			 &context->update->new_commit, error))
		match = range.boundary_count ? MATCH_YES : MATCH_NO;
	range_release(&range);
	return match;
}

/* A branch must share history, a tag be below. */
static enum match has_start(const struct rule_context *context,
			    const struct range *range, struct error *error)
{
	struct tag_search search = { .context = context, .error = error };
	enum match match;

	/* A branch that shares no history is structure's finding. */
	if (range->boundary_count == 0)
		return MATCH_YES;
	if (!globs_reach_beyond(context->start, "refs/heads/"))
		return MATCH_YES;
	match = shares_with_branches(context, error);
	if (match != MATCH_NO || !context->governed)
		return match;
	if (known_new(&search.branches, context->graph, error) ||
	    known_add_refs_except(search.branches, context->governed,
				  is_no_branch, NULL, error) ||
	    refs_each(context->repo, context->start, search_tag, &search,
		      error))
		return MATCH_BROKEN;
	return search.found ? MATCH_YES : MATCH_NO;
}

static void add_wanted(const struct rule_context *context,
		       struct finding *finding, const struct ref_globs *from)
{
	struct buf names = BUF_INIT;

	ref_globs_describe(from, &names);
	finding_rowf(context, finding, "wanted", "a branch that starts from %s",
		     buf_text(&names));
	buf_release(&names);
}

static void report_foreign(const struct rule_context *context,
			   const struct start_point *rule,
			   const struct other_branch *other)
{
	const struct ref_update *update = context->update;
	char hex[OID_HEX_SIZE + 1];
	struct finding *finding;

	if (other->name)
		finding = finding_add(context,
				      "\"%.*s\" holds commits of "
				      "\"%s\"",
				      STR_ARGS(update->short_name),
				      other->name + strlen("refs/heads/"));
	else
		finding = finding_add(context,
				      "\"%.*s\" holds commits of "
				      "another governed branch",
				      STR_ARGS(update->short_name));
	if (!finding)
		return;
	finding->topic = TOPIC_FOREIGN;
	finding->anchor = other->commit;
	add_wanted(context, finding, &rule->from);
	finding_rowf(context, finding, "newest", "%.*s", ID_DIGITS,
		     oid_format(&other->commit, hex));
}

static void report_no_start(const struct rule_context *context,
			    const struct start_point *rule,
			    const struct range *range)
{
	struct finding *finding;

	finding = finding_add(context,
			      "\"%.*s\" has none of the refs below "
			      "it that it may start from",
			      STR_ARGS(context->update->short_name));
	if (!finding)
		return;
	finding->topic = TOPIC_NO_START;
	if (range->boundary_count)
		finding->anchor = range->boundary[0];
	add_wanted(context, finding, &rule->from);
}

/* *doubt: a refusal that an inexact range does not bear. */
static int judge_range(const struct rule_context *context,
		       const struct start_point *rule,
		       const struct range *range, bool *doubt,
		       struct error *error)
{
	struct other_branch other;
	enum match start = has_start(context, range, error);
	enum match foreign = MATCH_BROKEN;

	if (start != MATCH_BROKEN)
		foreign = own_commits_of_another(&other, context, range, error);
	if (foreign == MATCH_BROKEN)
		return error ? (int)error->code : ERROR_BROKEN;
	if (start == MATCH_YES && foreign == MATCH_NO)
		*doubt = false;
	else if (*doubt)
		*doubt = !range->exact;
	if (*doubt)
		return 0;
	if (start == MATCH_NO)
		report_no_start(context, rule, range);
	else if (foreign == MATCH_YES)
		report_foreign(context, rule, &other);
	return 0;
}

static int judge_once(const struct rule_context *context,
		      const struct start_point *rule, bool *doubt,
		      struct error *error)
{
	struct range range = { 0 };
	int result;

	result = graph_range(&range, context->graph, context->start_known,
			     &context->update->new_commit, error);
	if (!result)
		result = judge_range(context, rule, &range, doubt, error);
	range_release(&range);
	return result;
}

static int judge_start(const struct start_point *rule,
		       const struct rule_context *context, struct error *error)
{
	bool doubt = true;
	int result = judge_once(context, rule, &doubt, error);

	if (result || !doubt)
		return result;
	result = graph_make_exact(context->graph, context->start_known, error);
	doubt = false;
	return result ? result : judge_once(context, rule, &doubt, error);
}

static int judge_update(const void *rule_options,
			const struct rule_context *context, struct error *error)
{
	const struct ref_update *update = context->update;
	const struct start_point *rule = rule_options;
	int result;

	if (update->class != REF_BRANCH || update->kind == UPDATE_DELETE ||
	    oid_is_zero(&update->new_commit) || !context->start_known)
		return 0;
	result = judge_start(rule, context, error);
	if (!result && rule->version == VERSION_NEXT_PATCH)
		result = start_version_judge(context, error);
	return result;
}

static const struct ref_globs *start(const void *rule_options)
{
	const struct start_point *rule = rule_options;

	return &rule->from;
}

/* "hotfix/v1.2.9-x" with the version that is wanted; NULL: it has none. */
static const char *rename_version(const struct repair_request *request,
				  const char *wanted)
{
	const struct var *var = vars_get(request->vars, STR("version"));
	struct str name = request->update->short_name;
	size_t at = var && var->value.size ? str_find(name, var->value) :
					     name.size;

	if (at == name.size)
		return NULL;
	return arena_printf(request->arena, "%.*s%s%.*s", (int)at, name.data,
			    wanted,
			    STR_ARGS(str_from(name, at + var->value.size)));
}

static void repair_version(struct repair *repair,
			   const struct repair_request *request,
			   const char *wanted)
{
	const char *name = rename_version(request, wanted);

	if (!name)
		return;
	repair_text(repair, "under the next version's name:");
	repair_rename(repair, request, name);
}

/* NULL: which of them it is, is not known. */
static const char *name_start(struct repair *repair,
			      const struct repair_request *request)
{
	const struct var *base = vars_get(request->vars, STR("base"));

	if (request->start)
		return repair_remote_name(repair, request->start);
	return base && base->value.size ?
		       arena_printf(repair->arena, "refs/tags/%.*s",
				    STR_ARGS(base->value)) :
		       NULL;
}

static void repair_move(struct repair *repair,
			const struct repair_request *request,
			const struct oid *anchor)
{
	const char *onto = name_start(repair, request);

	repair_text(repair, onto ? "to move your own commits there:" :
				   "with the ref it starts from for START:");
	repair->moves = true;
	repair_command(repair, "git", "fetch", "origin", NULL);
	repair_command(repair, "git", "rebase", "--onto", onto ? onto : "START",
		       oid_is_zero(anchor) ? "--root" :
					     repair_id(repair, anchor),
		       repair_short_name(repair, request->update), NULL);
	repair_push(repair, request);
}

static void repair_start(struct repair *repair,
			 const struct repair_request *request)
{
	for (size_t i = 0; i < request->finding_count; i++) {
		const struct finding *finding = request->findings[i];

		if (finding->topic != TOPIC_VERSION) {
			repair_move(repair, request, &finding->anchor);
			return;
		}
	}
	if (request->findings[0]->draft)
		repair_version(repair, request, request->findings[0]->draft);
}

const struct rule rule_start_point = {
	.id = "start-point",
	.summary = "branches that start from somewhere else",
	.options = &table,
	.judge_update = judge_update,
	.start = start,
	.repair = repair_start,
};
