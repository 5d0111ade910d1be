/*
 * start_version.c - whether a branch's version is the next one that was never
 * used above its base: the highest version tag below it. Never looks at what
 * is in the branch.
 */
#include "rules/versions.h"

#include "git/memory.h"

#include <string.h>

#define PREFIX "v"
#define TAGS_PREFIX "refs/tags/"

/*
 * Tags that are asked for one by one: mostly the highest is below. Then all
 * that the branch holds is gone through once, however many tags there are.
 */
#define ASKED_ALONE 8

struct base_search {
	const struct rule_context *context;
	const struct version_tags *tags;
	struct known *held; /* by the branch; NULL: not gone through yet */
	size_t asked;
	struct error *error;
};

static int go_through(struct base_search *search)
{
	const struct rule_context *context = search->context;
	int result = known_new(&search->held, context->graph, search->error);

	if (!result)
		result = known_add_tip(search->held,
				       &context->update->new_commit,
				       search->error);
	if (!result)
		result = graph_make_exact(context->graph, search->held,
					  search->error);
	return result;
}

static enum match is_below(struct base_search *search, const struct oid *commit)
{
	const struct rule_context *context = search->context;

	if (search->asked++ < ASKED_ALONE)
		return graph_is_ancestor(context->graph, commit,
					 &context->update->new_commit,
					 search->error);
	if (!search->held && go_through(search))
		return MATCH_BROKEN;
	return graph_is_known(context->graph, search->held, commit,
			      search->error);
}

/* The highest version tag that the branch descends from; NULL: none. */
static int find_base(const struct version_tag **out, struct base_search *search)
{
	const struct version_tags *tags = search->tags;

	*out = NULL;
	for (size_t i = tags->count; i-- && !*out;) {
		const struct version_tag *tag = &tags->items[i];
		struct oid commit;
		enum match below;
		int result = refs_peel(&commit, search->context->repo, &tag->id,
				       search->error);

		if (result == ERROR_NOT_FOUND)
			continue;
		if (result)
			return result;
		below = is_below(search, &commit);
		if (below == MATCH_BROKEN)
			return search->error->code;
		if (below == MATCH_YES)
			*out = tag;
	}
	return 0;
}

/* The branch may go on after its landing; one that comes anew may not. */
static bool is_own(const struct rule_context *context, struct str text)
{
	struct str name;

	return context->update->kind == UPDATE_CHANGE &&
	       memory_get(text, "name", &name) &&
	       str_is(name, context->update->name);
}

/* Whether a tag or another branch has had the version. */
static enum match is_used(const struct rule_context *context,
			  const struct version_tags *tags,
			  const struct version *version, struct error *error)
{
	struct str text;
	int result;

	if (version_tags_find(tags, version))
		return MATCH_YES;
	result = version_of_tag(&text, context, PREFIX, version, error);
	if (!result) {
		result = version_of_branch(&text, context, version, error);
		if (result > 0 && is_own(context, text))
			result = 0;
	}
	if (result < 0)
		return MATCH_BROKEN;
	return result ? MATCH_YES : MATCH_NO;
}

static int find_next(struct version *next, const struct rule_context *context,
		     const struct version_tags *tags, struct error *error)
{
	enum match used;

	do {
		if (!version_next(next, VERSION_PATCH))
			return error_set(error, ERROR_LIMIT,
					 "there is no higher patch version");
		used = is_used(context, tags, next, error);
	} while (used == MATCH_YES);
	return used == MATCH_BROKEN ? error->code : 0;
}

static int set_var(const struct rule_context *context, const char *name,
		   const char *value, struct error *error)
{
	return value ? vars_set(context->vars, name, str_of(value), error) :
		       error_no_memory(error);
}

static void report(const struct rule_context *context, struct str version,
		   const struct version *next, const char *base)
{
	char digits[VERSION_TEXT_SIZE + 1];
	struct finding *finding;

	version_format(next, digits);
	finding = finding_add(context, "\"%.*s\" is not the next version",
			      STR_ARGS(version));
	finding_rowf(context, finding, "base",
		     "%s, the highest version tag below the branch", base);
	finding_rowf(context, finding, "wanted", "%s", digits);
	if (finding)
		finding->draft = arena_copy(context->arena, str_of(digits));
}

static int judge_base(const struct rule_context *context,
		      const struct version_tags *tags,
		      const struct version_tag *base, struct error *error)
{
	const struct var *var = vars_get(context->vars, STR("version"));
	const char *name = base->name + strlen(TAGS_PREFIX);
	struct version next = base->version;
	char digits[VERSION_TEXT_SIZE + 1];
	struct version version;
	int result = find_next(&next, context, tags, error);

	if (!result)
		result = set_var(context, "base", name, error);
	if (result)
		return result;
	if (!var)
		return set_var(
			context, "version",
			arena_copy(context->arena,
				   str_of(version_format(&next, digits))),
			error);
	if (!version_read(&version, var->value) ||
	    version_compare(&version, &next))
		report(context, var->value, &next, name);
	return 0;
}

static void report_baseless(const struct rule_context *context)
{
	struct finding *finding =
		finding_add(context, "\"%.*s\" has no version tag below it",
			    STR_ARGS(context->update->short_name));

	finding_row(context, finding, "wanted",
		    STR("a branch that starts at or above a tag v<X.Y.Z>"));
}

int start_version_judge(const struct rule_context *context, struct error *error)
{
	const struct version_tag *base = NULL;
	struct version_tags tags;
	struct base_search search = { .context = context,
				      .tags = &tags,
				      .error = error };
	int result = version_tags_read(&tags, context, PREFIX, NULL, error);

	if (!result)
		result = find_base(&base, &search);
	if (!result && base)
		result = judge_base(context, &tags, base, error);
	else if (!result)
		report_baseless(context);
	version_tags_release(&tags);
	return result;
}
