/*
 * arrival_approval.c - an approval, or its withdrawal, when it is pushed:
 * well-formed, of this repository, by somebody who can approve for its ref.
 * Never decides whether it suffices.
 */
#include "gate/arrival.h"

#include "rules/approval.h"

static const char *check_form(const struct statement *statement,
			      const struct rule_context *context,
			      const struct oid *commit)
{
	bool withdraws = statement_count(statement, APPROVAL_WITHDRAW) > 0;
	const char *what = statement->flaw;
	char hex[OID_HEX_SIZE + 1];

	if (!what && statement->tag.target_type != OBJECT_COMMIT)
		what = arena_say(context->arena,
				 "it is a tag of a %s, not of a commit",
				 object_type_name(statement->tag.target_type));
	if (!what && !oid_equal(&statement->target, commit))
		what = arena_say(context->arena,
				 "it is a tag of %s, not of the commit that "
				 "the ref names",
				 oid_format(&statement->target, hex));
	if (!what && withdraws && statement_count(statement, APPROVAL_APPROVE))
		what = "it says both \"Approve:\" and \"Withdraw:\"";
	if (!what)
		what = statement_check(statement, context,
				       withdraws ? APPROVAL_WITHDRAW :
						   APPROVAL_APPROVE);
	if (!what && statement_count(statement, "Ref") > 1)
		what = "its message says \"Ref:\" twice: an approval is for "
		       "one ref";
	return what;
}

static int check_commit(const char **what, const struct rule_context *context,
			const struct oid *commit, struct error *error)
{
	enum object_type type = OBJECT_NONE;
	size_t size;
	int result = object_header(context->repo, commit, &type, &size, error);

	if (result && result != ERROR_NOT_FOUND)
		return result;
	if (type != OBJECT_COMMIT)
		*what = "there is no such commit here";
	return 0;
}

struct arrival {
	struct gate *gate;
	struct rule_context context;
	struct statement statement;
	struct oid commit;  /* zero: the name says none */
	struct str name;    /* last component */
	const char *ref;    /* that it is for, if approvals are asked for */
	const char *people; /* who can approve for that */
	struct error *error;
};

static int check_people(const char **what, struct arrival *it)
{
	struct arrival_people people;
	char *ref = arena_copy(it->context.arena,
			       statement_value(&it->statement, "Ref"));
	int result = ref ? arrival_ask_people(&people, it->gate, &it->context,
					      &it->statement, it->name, ref,
					      it->error) :
			   error_no_memory(it->error);

	if (result)
		return result;
	if (people.is_asked_for)
		it->ref = ref;
	it->people = people.may;
	*what = people.why;
	return 0;
}

/* *what NULL: it may come in. */
static int examine(const char **what, struct arrival *it)
{
	const struct ref_update *update = it->context.update;
	const char *prefix;
	int result = statement_read(&it->statement, &it->context, update->name,
				    &update->new, false, it->error);

	*what = NULL;
	if (!result)
		*what = check_form(&it->statement, &it->context, &it->commit);
	if (!result && !*what)
		result = check_commit(what, &it->context, &it->commit,
				      it->error);
	if (result || *what)
		return result;
	prefix = arena_copy(it->context.arena,
			    str_first(str_of(update->name),
				      (size_t)(it->name.data - update->name)));
	result = prefix ? arrival_check_others(what, &it->context, prefix,
					       it->error) :
			  error_no_memory(it->error);
	return result || *what ? result : check_people(what, it);
}

static const char *literal_ref(const struct ruleset *ruleset)
{
	const struct globs *globs = &ruleset->refs.fixed;
	bool literal = false;

	for (size_t i = 0; i < globs->count; i++) {
		const char *text = globs->items[i].alternatives[0];

		glob_literal_prefix(text, &literal);
		if (literal && !globs->items[i].exclude)
			return text;
	}
	return NULL;
}

static bool counts_approvals(const struct ruleset *ruleset, size_t index)
{
	const struct policy_rule *rule = ruleset_rule_at(ruleset, index);

	return rule && rule->rule->approvers;
}

/* For the commands, where the tag itself names none. */
static const char *first_ref(const struct gate_request *request)
{
	for (size_t i = 0; i < request->policy_count; i++) {
		const struct policy *policy = request->policies[i];

		for (size_t j = 0; j < policy->ruleset_count; j++) {
			const struct ruleset *ruleset = &policy->rulesets[j];
			const char *ref = literal_ref(ruleset);

			for (size_t k = 0; ref && k < ruleset->rule_count; k++)
				if (counts_approvals(ruleset, k))
					return ref;
		}
	}
	return "REF";
}

/* The last part of the ref, as it should be; what is there is taken. */
static const char *name_of(const struct arrival *it, bool is_signed)
{
	const struct pusher *pusher = it->context.pusher;
	const char *name = "YOUR-EMAIL";

	if (is_signed)
		return it->name.size && oid_is_zero(&it->context.update->old) ?
			       it->name.data :
			       "YOUR-NAME";
	if (pusher && pusher->person && pusher->person->email_count)
		name = pusher->person->emails[0];
	if (!oid_is_zero(&it->context.update->old))
		name = arena_printf(it->context.arena, "%s,2", name);
	return name ? name : "YOUR-EMAIL";
}

static const char *draft_of(const struct arrival *it, bool withdraws,
			    const char *what)
{
	const bool with_key = arrival_asks_for_key(it->gate->request, it->ref);
	const struct rule_context *context = &it->context;
	const char *copy = NULL;
	struct buf text = BUF_INIT;
	char hex[OID_HEX_SIZE + 1];
	struct approval_draft draft = {
		.commit = oid_is_zero(&it->commit) ?
				  "COMMIT" :
				  oid_format(&it->commit, hex),
		.repository = context->repository,
		.ref = it->ref ? it->ref : first_ref(it->gate->request),
		.name = name_of(it, with_key),
		.withdraws = withdraws,
		.is_signed = with_key,
	};

	approval_draft_text(&text, what);
	approval_draft_lines(&text, &draft);
	if (!buf_failed(&text))
		copy = arena_copy(context->arena, buf_str(&text));
	buf_release(&text);
	return copy;
}

static void report(struct arrival *it, const char *what)
{
	struct rule_context context =
		arrival_context(it->gate, it->context.update, "approvals");
	struct finding *finding = finding_add(
		&context, "this cannot be taken as an approval: %s", what);

	if (!finding)
		return;
	if (it->people)
		finding_row(&context, finding, "may", str_of(it->people));
	finding->draft = draft_of(
		it, statement_count(&it->statement, APPROVAL_WITHDRAW) > 0,
		"to make it anew:");
}

static const char *change_draft(const struct arrival *it)
{
	switch (it->context.update->kind) {
	case UPDATE_DELETE:
		return draft_of(it, true, "to take your approval back:");
	case UPDATE_CHANGE:
		return draft_of(it, false, "under another name:");
	case UPDATE_CREATE:
		break;
	}
	return NULL;
}

int arrival_judge_approval(struct gate *gate, const struct ref_update *update,
			   struct error *error)
{
	struct arrival it = {
		.gate = gate,
		.context = arrival_context(gate, update, "approvals"),
		.error = error,
	};
	const char *what = NULL;
	int result = 0;

	if (!approval_read_name(update->name, &it.commit, &it.name)) {
		it.commit = update->new_commit;
		it.name = (struct str){ NULL, 0 };
		what = "the ref has to be " APPROVAL_PREFIX
		       "<full commit id>/<name>";
	}
	if (arrival_is_change(gate, update, change_draft(&it)))
		return 0;
	if (!what)
		result = examine(&what, &it);
	if (!result && what)
		report(&it, what);
	return result;
}
