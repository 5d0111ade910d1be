/*
 * annotated_tag.c - refuses tags that are no annotated tag of a commit on
 * the wanted refs. Never reads what a tag says.
 */
#include "rules/branch_merge.h"
#include "rules/ref_holds.h"
#include "rules/repair.h"

#define TAG_SIZE_MAX (1u << 20)
#define ID_DIGITS 12

struct annotated_tag {
	struct ref_globs target;
	struct ref_globs merge_of; /* one glob */
	bool or_tip;
};

enum topic {
	TOPIC_ANNOTATE,
	TOPIC_NO_COMMIT,
	TOPIC_TARGET,
	TOPIC_MERGE
};

static const struct option options[] = {
	{ .key = "target",
	  .type = OPTION_GLOBS,
	  .offset = offsetof(struct annotated_tag, target),
	  .effect = EFFECT_BOUNDS,
	  .help = "refs, one of which must hold the tagged commit once the "
		  "push is done" },
	{ .key = "merge-of",
	  .type = OPTION_GLOB,
	  .offset = offsetof(struct annotated_tag, merge_of),
	  .effect = EFFECT_TIGHTENS,
	  .help = "branches; the tagged commit must be the one by which such a "
		  "branch came in" },
	{ .key = "or-tip",
	  .type = OPTION_BOOL,
	  .offset = offsetof(struct annotated_tag, or_tip),
	  .fallback = "false",
	  .effect = EFFECT_LOOSENS,
	  .help = "with merge-of: that branch's tip will do" },
	{ .key = NULL },
};

static const struct option_table table = { options,
					   sizeof(struct annotated_tag) };

static void report(const struct rule_context *context, enum topic topic,
		   const char *what)
{
	struct finding *finding;

	finding = finding_add(context, "\"%.*s\" %s",
			      STR_ARGS(context->update->short_name), what);
	if (finding)
		finding->topic = (int)topic;
}

/* What the tag object itself points at. */
static int read_target(enum object_type *out,
		       const struct rule_context *context, struct error *error)
{
	const struct oid *id = &context->update->new;
	struct object object = { .handle = NULL };
	struct flaw flaw;
	struct tag tag;
	int result;

	result = object_read(&object, context->repo, id, TAG_SIZE_MAX, error);
	if (result)
		goto out;
	result = tag_read(&tag, id, object.data, &flaw);
	if (result)
		error_set(error, ERROR_BROKEN, "the tag cannot be read: %s",
			  flaw.what);
	else
		*out = tag.target_type;
out:
	object_release(&object);
	return result;
}

static void add_tagged(const struct rule_context *context,
		       struct finding *finding, enum topic topic)
{
	char hex[OID_HEX_SIZE + 1];

	if (finding)
		finding->topic = (int)topic;
	finding_rowf(context, finding, "tagged", "%.*s", ID_DIGITS,
		     oid_format(&context->update->new_commit, hex));
}

static int judge_target(const struct annotated_tag *rule,
			const struct rule_context *context, struct error *error)
{
	struct buf names = BUF_INIT;
	struct globs target;
	enum match held;

	if (ref_globs_is_empty(&rule->target))
		return 0;
	if (ref_globs_resolve(&target, &rule->target, context->vars, error))
		return error->code;
	held = ref_holds(context, &target, NULL, REF_HOLDS_ANYWHERE, error);
	if (held != MATCH_NO)
		return held == MATCH_YES ? 0 : (int)error->code;
	ref_globs_describe(&rule->target, &names);
	add_tagged(context,
		   finding_add(context, "the tagged commit is not on %s",
			       buf_text(&names)),
		   TOPIC_TARGET);
	buf_release(&names);
	return 0;
}

static void report_merge(const struct annotated_tag *rule,
			 const struct rule_context *context,
			 const struct branch_merge *merge)
{
	struct ref_globs branches = { .fixed = *merge->branches };
	char hex[OID_HEX_SIZE + 1];
	struct buf names = BUF_INIT;
	struct finding *finding;

	ref_globs_describe(&branches, &names);
	finding = finding_add(
		context, "the tagged commit is %s of %s%s",
		rule->or_tip ? "neither the merge" : "not the merge",
		buf_text(&names), rule->or_tip ? " nor its tip" : "");
	add_tagged(context, finding, TOPIC_MERGE);
	if (!oid_is_zero(&merge->wanted))
		finding_rowf(context, finding, "wanted", "%.*s", ID_DIGITS,
			     oid_format(&merge->wanted, hex));
	if (finding)
		finding->anchor = merge->wanted;
	buf_release(&names);
}

static int judge_merge(const struct annotated_tag *rule,
		       const struct rule_context *context, struct error *error)
{
	struct globs branches, target = { NULL, 0 };
	struct branch_merge merge = { .context = context,
				      .branches = &branches,
				      .or_tip = rule->or_tip };
	int result;

	if (ref_globs_is_empty(&rule->merge_of))
		return 0;
	result = ref_globs_resolve(&branches, &rule->merge_of, context->vars,
				   error);
	if (!result && !ref_globs_is_empty(&rule->target)) {
		result = ref_globs_resolve(&target, &rule->target,
					   context->vars, error);
		merge.target = &target;
	}
	if (!result)
		result = branch_merge_find(&merge, error);
	if (!result)
		report_merge(rule, context, &merge);
	return result < 0 ? result : 0;
}

static int judge_update(const void *rule_options,
			const struct rule_context *context, struct error *error)
{
	const struct ref_update *update = context->update;
	enum object_type target = update->new_type;
	int result;

	if (update->class != REF_TAG || update->kind == UPDATE_DELETE)
		return 0;
	if (update->new_type == OBJECT_TAG) {
		result = read_target(&target, context, error);
		if (result)
			return result;
	}
	if (target == OBJECT_TAG)
		report(context, TOPIC_NO_COMMIT, "is a tag of a tag");
	else if (target != OBJECT_COMMIT || oid_is_zero(&update->new_commit))
		report(context, TOPIC_NO_COMMIT, "is a tag of no commit");
	else if (update->new_type != OBJECT_TAG)
		report(context, TOPIC_ANNOTATE,
		       "is a lightweight tag, not an annotated one");
	if (oid_is_zero(&update->new_commit))
		return 0;
	result = judge_target(rule_options, context, error);
	return result ? result : judge_merge(rule_options, context, error);
}

/* A wrong commit needs another, else the tagged one will do. */
static const char *find_commit(struct repair *repair,
			       const struct repair_request *request)
{
	const struct annotated_tag *rule = request->options;
	bool is_wrong = oid_is_zero(&request->update->new_commit);
	const struct glob *glob;
	bool is_literal = false;
	size_t i;

	for (i = 0; i < request->finding_count; i++) {
		const struct finding *finding = request->findings[i];

		if (finding->topic == TOPIC_MERGE)
			return oid_is_zero(&finding->anchor) ?
				       "COMMIT" :
				       repair_id(repair, &finding->anchor);
		is_wrong |= finding->topic == TOPIC_TARGET;
	}
	if (!is_wrong)
		return repair_id(repair, &request->update->new_commit);
	if (!ref_globs_is_empty(&rule->merge_of))
		return "COMMIT";
	glob = rule->target.fixed.count ? &rule->target.fixed.items[0] : NULL;
	if (glob && !glob->exclude)
		glob_literal_prefix(glob->alternatives[0], &is_literal);
	if (is_literal)
		return repair_remote_name(repair, glob->alternatives[0]);
	return "COMMIT";
}

static bool is_elsewhere(const struct repair_request *request)
{
	for (size_t i = 0; i < request->finding_count; i++)
		if (request->findings[i]->topic == TOPIC_MERGE)
			return true;
	return false;
}

static void repair_annotate(struct repair *repair,
			    const struct repair_request *request)
{
	const char *commit = find_commit(repair, request);
	const char *name;

	name = arena_copy(repair->arena, request->update->short_name);
	if (!name || !commit) {
		repair->failed = true;
		return;
	}
	if (str_is(str_of(commit), "COMMIT"))
		repair_text(repair, "with such a commit for COMMIT:");
	if (request->tag_template)
		repair_draft(repair, "the message that is wanted:",
			     request->tag_template);
	else
		repair_text(repair, "your editor asks for its message:");
	if (is_elsewhere(request))
		repair_command(repair, "git", "fetch", "origin", NULL);
	/* git makes no tag whose name looks like an option. */
	repair_command(repair, "git", "tag", repair_tag_option(request), "-f",
		       name, commit, NULL);
	repair->phase = REPAIR_PUSH;
	if (request->update->kind == UPDATE_CHANGE)
		repair_command(repair, "git", "push", "--force", "origin",
			       request->update->name, NULL);
	else
		repair_command(repair, "git", "push", "origin",
			       request->update->name, NULL);
}

const struct rule rule_annotated_tag = {
	.id = "annotated-tag",
	.summary = "lightweight tags, and tags of anything but a commit on the "
		   "wanted refs",
	.options = &table,
	.traits = RULE_TAGS,
	.judge_update = judge_update,
	.repair = repair_annotate,
};
