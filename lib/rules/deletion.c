/*
 * deletion.c - refuses to delete refs whose work is not merged, but for those
 * who may. Never counts what the same push merges.
 */
#include "rules/allow.h"
#include "rules/open_refs.h"

struct deletion {
	struct allow allow; /* first */
	struct ref_globs merged_into;
};

static const struct option options[] = {
	ALLOW_OPTION("nobody"),
	{ .key = "merged-into",
	  .type = OPTION_GLOBS,
	  .offset = offsetof(struct deletion, merged_into),
	  .help = "passes as well if the tip is on every open one of these "
		  "refs" },
	{ .key = NULL },
};

static const struct option_table table = { options, sizeof(struct deletion) };

static int stop(const struct ref *ref, void *data)
{
	(void)ref;
	(void)data;
	return 1;
}

static enum match is_merged(const struct deletion *deletion,
			    const struct rule_context *context,
			    struct error *error)
{
	struct globs globs;
	struct open_refs open = { .context = context,
				  .refs = &globs,
				  .except = context->update->name };
	int lacks;

	if (oid_is_zero(&context->update->old_commit))
		return MATCH_NO;
	if (ref_globs_resolve(&globs, &deletion->merged_into, context->vars,
			      error))
		return MATCH_BROKEN;
	lacks = open_refs_lacking(&open, &context->update->old_commit, stop,
				  NULL, error);
	if (lacks < 0)
		return MATCH_BROKEN;
	return !lacks && open.count ? MATCH_YES : MATCH_NO;
}

static void add_wanted(const struct rule_context *context,
		       struct finding *finding,
		       const struct ref_globs *merged_into)
{
	struct buf names = BUF_INIT;

	if (!ref_globs_is_empty(merged_into)) {
		ref_globs_describe(merged_into, &names);
		finding_rowf(context, finding, "unless",
			     "its commits are on %s", buf_text(&names));
	}
	buf_release(&names);
}

static int judge_update(const void *rule_options,
			const struct rule_context *context, struct error *error)
{
	const struct deletion *deletion = rule_options;
	struct finding *finding;
	enum match merged;
	int result;

	if (context->update->kind != UPDATE_DELETE)
		return 0;
	merged = is_merged(deletion, context, error);
	if (merged == MATCH_BROKEN)
		return error ? (int)error->code : ERROR_BROKEN;
	if (merged == MATCH_YES)
		return 0;
	result = allow_judge(&finding, &deletion->allow, "delete", context,
			     error);
	add_wanted(context, finding, &deletion->merged_into);
	return result;
}

const struct rule rule_deletion = {
	.id = "deletion",
	.summary = "deleting refs, but merged ones and by those who may",
	.options = &table,
	.traits = RULE_DEFAULT | RULE_COMING,
	.judge_update = judge_update,
	.repair = allow_repair,
};
