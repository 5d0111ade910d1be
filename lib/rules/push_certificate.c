/*
 * push_certificate.c - the rule push-certificate: pushes that were not signed
 * (git push --signed), or not by whom is wanted. Never reads the certificate:
 * the gate has done that.
 */
#include "rules/signature_check.h"
#include "rules/signature_repair.h"

static const struct option rows[] = { SIGNERS_ROW, { .key = NULL } };

static const struct option_table table = { rows,
					   sizeof(struct signature_options) };

static int judge_signature(const struct signature_options *options,
			   const struct rule_context *context,
			   struct error *error)
{
	struct signature_fault fault;
	struct arena arena;
	int result;

	arena_init(&arena);
	result = signature_judge_verified(&fault, options, context,
					  &context->certificate->signature,
					  NULL, &arena, error);
	if (!result && fault.text)
		signature_mark(
			context,
			finding_add(context,
				    "the push needs a trusted signature: %s",
				    fault.text),
			&fault);
	arena_release(&arena);
	return result;
}

static int judge_update(const void *options, const struct rule_context *context,
			struct error *error)
{
	const struct certificate *certificate = context->certificate;
	struct finding *finding;

	if (certificate && !certificate->flaw)
		return judge_signature(options, context, error);
	if (certificate && certificate->broken)
		return error_set(error, ERROR_BROKEN, "%s", certificate->flaw);
	if (certificate)
		finding = finding_add(context,
				      "the push's certificate is not good: %s",
				      certificate->flaw);
	else
		finding = finding_add(context, "the push is not signed");
	if (finding)
		finding->topic = certificate ? SIGNATURE_BAD :
					       SIGNATURE_MISSING;
	return 0;
}

const struct rule rule_push_certificate = {
	.id = "push-certificate",
	.summary = "pushes that are not signed by somebody who is trusted",
	.options = &table,
	.traits = RULE_NO_EXEMPTION,
	.check = signature_options_check,
	.judge_update = judge_update,
	.repair = signature_repair_push,
};
