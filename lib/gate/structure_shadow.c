/*
 * structure_shadow.c - tags and branches of one name: git takes the tag, in
 * every clone. Never looks at objects.
 */
#include "gate/structure.h"

static bool may_shadow(const struct ref_update *update)
{
	return update->class == REF_TAG && update->kind != UPDATE_DELETE;
}

bool structure_needs_refs(const struct judgement *judgement)
{
	for (size_t i = 0; i < judgement->ref_count; i++)
		if (may_shadow(&judgement->updates[i]) ||
		    judgement->refs[i].beside_tag)
			return true;
	return false;
}

/* NULL: the push does not touch such a ref. */
static const struct ref_update *find_update(const struct rule_context *context,
					    enum ref_class class,
					    struct str short_name)
{
	for (size_t i = 0; i < context->update_count; i++) {
		const struct ref_update *other = &context->updates[i];

		if (other->class == class &&
		    str_equal(other->short_name, short_name))
			return other;
	}
	return NULL;
}

/* Whether the server has "PREFIX/SHORT_NAME"; a doubt becomes a finding. */
static int has_namesake(bool *out, const struct rule_context *context,
			const char *prefix)
{
	struct error error = { 0 };
	struct oid id;
	char *name = arena_printf(context->arena, "%s%.*s", prefix,
				  STR_ARGS(context->update->short_name));
	int result = name ? refs_lookup(&id, context->repo, name, &error) :
			    error_no_memory(&error);

	*out = !result;
	if (result && result != ERROR_NOT_FOUND && name)
		judgement_broken(context->judgement, &error);
	return name ? 0 : result;
}

static void report(const struct rule_context *context, const char *what)
{
	struct finding *finding =
		finding_add(context, "%s \"%.*s\" in every clone", what,
			    STR_ARGS(context->update->short_name));

	if (finding)
		finding->topic = STRUCTURE_NAME;
}

int structure_tag_shadow(const struct rule_context *context)
{
	const struct ref_update *update = context->update;
	const struct ref_update *branch;
	bool found = false;
	int result;

	if (!may_shadow(update))
		return 0;
	branch = find_update(context, REF_BRANCH, update->short_name);
	result = has_namesake(&found, context, "refs/heads/");
	if (found || (branch && branch->kind != UPDATE_DELETE))
		report(context, "a tag of this name would hide the branch");
	return result;
}

int structure_branch_shadow(const struct rule_context *context)
{
	const struct ref_update *update = context->update;
	const struct ref_update *tag;
	bool found = false;
	int result = 0;

	if (update->class != REF_BRANCH || update->kind != UPDATE_CREATE)
		return 0;
	/* a tag that comes with this push is refused itself */
	tag = find_update(context, REF_TAG, update->short_name);
	if (!tag)
		result = has_namesake(&found, context, "refs/tags/");
	if (found)
		report(context, "this branch would be hidden by the tag");
	return result;
}
