/*
 * annotated_tag.c - refuses tags that are no annotated tag of a commit on
 * the wanted refs. Never reads what a tag says.
 */
#include "rules/repair.h"

#define TAG_SIZE_MAX (1u << 20)
#define ID_DIGITS 12

struct annotated_tag {
	struct ref_globs target;
};

enum topic {
	TOPIC_ANNOTATE,
	TOPIC_NO_COMMIT,
	TOPIC_TARGET
};

static const struct option options[] = {
	{ .key = "target",
	  .type = OPTION_GLOBS,
	  .offset = offsetof(struct annotated_tag, target),
	  .help = "refs, one of which must hold the tagged commit once the "
		  "push is done" },
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

struct holders {
	const struct rule_context *context;
	const struct globs *target;
	struct error *error;
	bool found;
};

static const struct ref_update *find_update(const struct rule_context *context,
					    const char *name)
{
	size_t i;

	for (i = 0; i < context->update_count; i++)
		if (str_is(str_of(name), context->updates[i].name))
			return &context->updates[i];
	return NULL;
}

static int try_value(struct holders *holders, const struct oid *value)
{
	const struct rule_context *context = holders->context;
	enum match match;

	if (holders->found || oid_is_zero(value))
		return 0;
	match = graph_is_ancestor(context->graph, &context->update->new_commit,
				  value, holders->error);
	holders->found = match == MATCH_YES;
	return match == MATCH_BROKEN ? ERROR_BROKEN : 0;
}

static int try_ref(const struct ref *ref, void *data)
{
	struct holders *holders = data;
	struct oid commit;
	int result;

	if (find_update(holders->context, ref->name))
		return 0;
	result = refs_peel(&commit, holders->context->repo, &ref->id,
			   holders->error);
	if (result)
		return result == ERROR_NOT_FOUND ? 0 : result;
	return try_value(holders, &commit);
}

/* What nobody governs was not looked up; git takes it by its old value. */
static int value_after(struct oid *out, const struct rule_context *context,
		       const struct ref_update *update, struct error *error)
{
	struct oid old = { { 0 } };
	int result;

	*out = update->new_commit;
	if (!oid_is_zero(out) || oid_is_zero(&update->new))
		return 0;
	result = refs_lookup(&old, context->repo, update->name, error);
	if (result && result != ERROR_NOT_FOUND)
		return result;
	if (!oid_equal(&old, &update->claimed_old))
		return 0;
	result = refs_peel(out, context->repo, &update->new, error);
	return result == ERROR_NOT_FOUND ? 0 : result;
}

/* By the values that the refs will have: this push may bring them. */
static int search_holders(struct holders *holders)
{
	const struct rule_context *context = holders->context;
	const struct ref_update *update;
	struct oid value;
	int result = 0;
	size_t i;

	for (i = 0; !result && i < context->update_count; i++) {
		update = &context->updates[i];
		if (str_is(str_of(update->name), context->update->name) ||
		    !globs_match(holders->target, str_of(update->name)))
			continue;
		result = value_after(&value, context, update, holders->error);
		if (!result)
			result = try_value(holders, &value);
	}
	if (result || holders->found)
		return result;
	return refs_each(context->repo, holders->target, try_ref, holders,
			 holders->error);
}

static int judge_target(const struct annotated_tag *rule,
			const struct rule_context *context, struct error *error)
{
	struct holders holders = { .context = context, .error = error };
	char hex[OID_HEX_SIZE + 1];
	struct buf names = BUF_INIT;
	struct finding *finding;
	struct globs target;
	int result;

	if (ref_globs_is_empty(&rule->target))
		return 0;
	result =
		ref_globs_resolve(&target, &rule->target, context->vars, error);
	holders.target = &target;
	if (!result)
		result = search_holders(&holders);
	if (result || holders.found)
		return result;
	ref_globs_describe(&rule->target, &names);
	finding = finding_add(context, "the tagged commit is not on %s",
			      buf_text(&names));
	if (finding)
		finding->topic = TOPIC_TARGET;
	finding_rowf(context, finding, "tagged", "%.*s", ID_DIGITS,
		     oid_format(&context->update->new_commit, hex));
	buf_release(&names);
	return 0;
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
	return judge_target(rule_options, context, error);
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

	for (i = 0; i < request->finding_count; i++)
		if (request->findings[i]->topic == TOPIC_TARGET)
			is_wrong = true;
	if (!is_wrong)
		return repair_id(repair, &request->update->new_commit);
	glob = rule->target.fixed.count ? &rule->target.fixed.items[0] : NULL;
	if (glob && !glob->exclude)
		glob_literal_prefix(glob->alternatives[0], &is_literal);
	if (is_literal)
		return repair_remote_name(repair, glob->alternatives[0]);
	return "COMMIT";
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
	/* git makes no tag whose name looks like an option. */
	repair_command(repair, "git", "tag", "-a", "-f", name, commit, NULL);
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
	.judge_update = judge_update,
	.repair = repair_annotate,
};
