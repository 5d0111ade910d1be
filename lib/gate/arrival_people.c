/*
 * arrival_people.c - whether somebody who says something about a commit can
 * approve for a ref: by the rules that count approvals there. Never decides
 * whether an approval suffices.
 */
#include "gate/arrival.h"

#include "rules/allow.h"
#include "rules/approval.h"

/* The later a rule asks, the nearer it came. */
enum nearness {
	NEAR_NOBODY = 1,
	NEAR_STRANGER,
	NEAR_NAME,
};

/* What a policy says about it. */
struct terms {
	const struct rule_context *context;
	struct statement *statement;
	struct str email; /* that the ref's name says; data NULL: none */
	bool any;	  /* some rule counts approvals for that ref */
	bool accepted;
	bool verified;
	const char *why; /* not: of the rule that came nearest to it */
	enum nearness nearness;
	struct buf people; /* groups that may */
	struct error *error;
};

/* `ref` NULL: whatever ref it governs. */
static int each_rule(const struct policy *policy, const char *ref,
		     int (*each)(const struct approvers *approvers, void *data),
		     void *data, struct error *error)
{
	int result = 0;

	for (size_t i = 0; i < policy->ruleset_count; i++) {
		const struct ruleset *ruleset = &policy->rulesets[i];
		enum match match = ref ? ruleset_governs(ruleset, ref, error) :
					 MATCH_YES;

		if (match == MATCH_BROKEN)
			return error->code;
		if (match == MATCH_NO)
			continue;
		for (size_t j = 0; !result && j < ruleset->rule_count; j++) {
			const struct policy_rule *rule =
				ruleset_rule_at(ruleset, j);

			if (rule && rule->rule->approvers)
				result = rule->rule->approvers(rule->options,
							       each, data);
		}
	}
	return result;
}

static int note_any(const struct approvers *approvers, void *data)
{
	bool *any = data;

	(void)approvers;
	*any = true;
	return 0;
}

bool arrival_takes_approvals(const struct gate_request *request)
{
	struct error ignored = { 0 };
	bool any = false;

	for (size_t i = 0; i < request->policy_count; i++)
		(void)each_rule(request->policies[i], NULL, note_any, &any,
				&ignored);
	return any;
}

static int note_key(const struct approvers *approvers, void *data)
{
	bool *asks = data;

	*asks |= !approvers->by_pusher;
	return 0;
}

bool arrival_asks_for_key(const struct gate_request *request, const char *ref)
{
	struct error ignored = { 0 };
	bool answer = false;

	for (size_t i = 0; i < request->policy_count; i++)
		(void)each_rule(request->policies[i], ref, note_key, &answer,
				&ignored);
	return answer;
}

static void blame(struct terms *terms, enum nearness nearness, const char *why)
{
	if (terms->nearness > nearness)
		return;
	terms->nearness = nearness;
	terms->why = why;
}

static int verify(struct terms *terms)
{
	int result;

	if (terms->verified)
		return 0;
	result = statement_read(terms->statement, terms->context,
				terms->context->update->name,
				&terms->context->update->new, true,
				terms->error);
	terms->verified = !result;
	return result;
}

/* Whoever signed it. */
static int ask_signer(struct terms *terms, const struct approvers *approvers)
{
	const struct rule_context *context = terms->context;
	const struct signature *signature = &terms->statement->signature;
	struct signer signer;
	int result = verify(terms);

	if (result)
		return result;
	signer = signature->signer;
	if (signature->state != SIGNATURE_GOOD || !signature->valid)
		blame(terms, NEAR_NOBODY,
		      arena_say(
			      context->arena,
			      "it has to be signed by somebody who is trusted: %s",
			      signature->detail ? signature->detail :
						  "it is not"));
	else if (!signer.is_one)
		blame(terms, NEAR_NOBODY,
		      "it is signed with a key that is no one person's");
	else if (!approval_is_from(approvers->from, context, signer))
		blame(terms, NEAR_STRANGER,
		      arena_say(
			      context->arena,
			      "%.*s, who signed it, is not one who can approve for "
			      "this ref",
			      STR_ARGS(signer_title(signer))));
	else if (terms->email.data &&
		 !signer_has_email(signer, context->people, terms->email))
		blame(terms, NEAR_NAME,
		      arena_say(context->arena,
				"%.*s, whom its name says, did not sign it",
				STR_ARGS(terms->email)));
	else
		terms->accepted = true;
	return 0;
}

/* Whoever pushes it. */
static void ask_pusher(struct terms *terms, const struct approvers *approvers)
{
	const struct rule_context *context = terms->context;
	const struct pusher *pusher = context->pusher;
	struct signer signer;

	if (!pusher || !pusher->person) {
		blame(terms, NEAR_NOBODY,
		      "the server cannot tell which person of the policy you "
		      "are");
		return;
	}
	signer = (struct signer){ str_of(pusher->person->name), pusher->person,
				  true };
	if (!approval_is_from(approvers->from, context, signer))
		blame(terms, NEAR_STRANGER,
		      arena_say(
			      context->arena,
			      "%s, who pushes it, is not one who can approve for "
			      "this ref",
			      pusher->person->name));
	else if (!terms->email.data)
		blame(terms, NEAR_NAME,
		      "the last part of the ref has to be your email");
	else if (!signer_has_email(signer, context->people, terms->email))
		blame(terms, NEAR_NAME,
		      arena_say(context->arena,
				"%.*s, whom its name says, does not push it",
				STR_ARGS(terms->email)));
	else
		terms->accepted = true;
}

static int ask(const struct approvers *approvers, void *data)
{
	struct terms *terms = data;
	int result = 0;

	terms->any = true;
	if (terms->accepted)
		return 0;
	if (terms->people.size)
		buf_add_text(&terms->people, ", ");
	if (approvers->from->kind == AUDIENCE_UNSET)
		buf_add_text(&terms->people, "whoever is trusted");
	else
		allow_names(approvers->from, &terms->people);
	if (approvers->by_pusher)
		ask_pusher(terms, approvers);
	else
		result = ask_signer(terms, approvers);
	return result;
}

/* Asks each policy whether the person can approve for that ref. */
static int ask_policies(struct terms *terms, struct gate *gate,
			struct rule_context *context, const char *ref)
{
	const struct gate_request *request = gate->request;
	int result = 0;

	for (size_t i = 0; !result && i < request->policy_count; i++) {
		gate_introduce(gate, request->policies[i], context);
		terms->verified = false;
		result = each_rule(request->policies[i], ref, ask, terms,
				   terms->error);
	}
	if (!result && !terms->any)
		terms->why = arena_say(context->arena,
				       "no approvals are asked for on \"%s\"",
				       ref);
	return result;
}

int arrival_ask_people(struct arrival_people *out, struct gate *gate,
		       struct rule_context *context,
		       struct statement *statement, struct str name,
		       const char *ref, struct error *error)
{
	struct terms terms = {
		.context = context,
		.statement = statement,
		.email = approval_email(name),
		.error = error,
	};
	int result = ask_policies(&terms, gate, context, ref);

	*out = (struct arrival_people){ .is_asked_for = terms.any };
	if (!result && !terms.accepted)
		out->why = terms.why;
	if (terms.people.size && !buf_failed(&terms.people))
		out->may = arena_copy(context->arena, buf_str(&terms.people));
	buf_release(&terms.people);
	return result;
}
