/*
 * tag_signature.c - the rule tag-signature: tags without a signature of the
 * wanted kind. Never judges what a tag points at.
 */
#include "git/signed.h"
#include "rules/signature_check.h"
#include "rules/signature_repair.h"

#include <string.h>

static const char *wanted(const struct signature_options *options)
{
	static const char *const words[] = {
		[SIGNATURE_LEVEL_PRESENT] = "a signature",
		[SIGNATURE_LEVEL_VALID] = "a valid signature",
		[SIGNATURE_LEVEL_TRUSTED] = "a trusted signature",
	};

	return words[options->level];
}

static void report(const struct signature_options *options,
		   const struct rule_context *context,
		   const struct signature_fault *fault,
		   const struct oid *target)
{
	struct finding *finding =
		finding_add(context, "the tag \"%.*s\" needs %s: %s",
			    STR_ARGS(context->update->short_name),
			    wanted(options), fault->text);

	signature_mark(context, finding, fault);
	if (finding)
		finding->anchor = *target;
}

/* Other namespaces may hold tags, too: branches cannot. */
static bool is_lightweight(const struct ref_update *update)
{
	return update->class != REF_BRANCH && update->kind != UPDATE_DELETE &&
	       update->new_type != OBJECT_TAG;
}

/* "v1" of refs/tags/v1, and of refs/releases/v1. */
static bool has_name(const struct ref_update *update, struct str name)
{
	struct str whole = update->short_name;

	if (update->class == REF_TAG || name.size >= whole.size)
		return str_equal(name, whole);
	return whole.data[whole.size - name.size - 1] == '/' &&
	       str_equal(str_from(whole, whole.size - name.size), name);
}

static int judge_update(const void *options, const struct rule_context *context,
			struct error *error)
{
	const struct signature_fault fault = {
		.topic = SIGNATURE_MISSING,
		.text = "a lightweight tag has none",
	};

	(void)error;
	if (is_lightweight(context->update))
		report(options, context, &fault, &context->update->new);
	return 0;
}

/* Under another name an old signature would vouch for something new. */
static int judge_name(struct signature_fault *fault,
		      const struct signature_options *options,
		      const struct rule_context *context, const struct tag *tag,
		      struct arena *arena, struct error *error)
{
	if (options->level == SIGNATURE_LEVEL_PRESENT ||
	    has_name(context->update, tag->name))
		return 0;
	fault->topic = SIGNATURE_TOPIC_NAME;
	fault->text = arena_printf(arena,
				   "its signature is for the name "
				   "\"%.*s\"",
				   STR_ARGS(tag->name));
	return fault->text ? 0 : error_no_memory(error);
}

static int judge(struct signature_fault *fault,
		 const struct signature_options *options,
		 const struct rule_context *context, const struct tag *tag,
		 struct arena *arena, struct error *error)
{
	const struct signature_parties parties = { "tagger", "tagger",
						   &tag->tagger, &tag->tagger };
	struct signed_text text;
	struct signed_object object = { .time = tag->tagger.name.data ?
							tag->tagger.time :
							0 };
	int result;

	tag_signed_text(&text, tag);
	object.payload = text.pieces;
	object.payload_count = text.count;
	object.signature = text.signature;
	result = signature_judge(fault, options, context, &object, &parties,
				 arena, error);
	if (!result && !fault->text)
		result = judge_name(fault, options, context, tag, arena, error);
	return result;
}

static int judge_tag(const void *options, const struct rule_context *context,
		     const struct tag *tag, struct error *error)
{
	struct signature_fault fault;
	struct arena arena;
	int result;

	arena_init(&arena);
	result = judge(&fault, options, context, tag, &arena, error);
	if (!result && fault.text)
		report(options, context, &fault, &tag->target);
	arena_release(&arena);
	return result;
}

const struct rule rule_tag_signature = {
	.id = "tag-signature",
	.summary = "tags without a signature by somebody who is trusted",
	.options = &signature_options,
	.traits = RULE_NO_EXEMPTION | RULE_TAGS | RULE_SIGNED,
	.check = signature_options_check,
	.judge_update = judge_update,
	.judge_tag = judge_tag,
	.repair = signature_repair_tag,
};
