/*
 * arrival_override.c - an authorisation when it is pushed: well-formed, for
 * this repository, by somebody who may let something through, and not for
 * long. Never decides whether it suffices.
 */
#include "gate/arrival.h"

#include "gate/authorisation.h"
#include "git/push.h"

#include <string.h>

struct arrival_case {
	struct gate *gate;
	struct rule_context context;
	struct statement statement;
	struct str incident; /* empty: the name says none */
	struct str name;     /* last component; likewise */
	struct error *error;
};

static const struct policy *next_policy(const struct gate_request *request,
					size_t *index)
{
	while (*index < request->policy_count) {
		const struct policy *policy = request->policies[(*index)++];

		if (policy->override.present)
			return policy;
	}
	return NULL;
}

bool arrival_takes_overrides(const struct gate_request *request)
{
	size_t index = 0;

	return next_policy(request, &index) != NULL;
}

/* 1: it is there, or some ruleset governs it. */
static int is_ref(const struct arrival_case *it, const char *name)
{
	struct oid ignored;
	enum match match;
	int result;

	if (!ref_name_is_valid(str_of(name)))
		return 0;
	match = gate_governs(it->gate->request, name, it->error);
	if (match == MATCH_BROKEN)
		return it->error->code;
	if (match == MATCH_YES)
		return 1;
	result = refs_lookup(&ignored, it->context.repo, name, it->error);
	return result == ERROR_NOT_FOUND ? 0 : result ? result : 1;
}

/* Each "Ref:" of it; *what says which is none. */
static int check_refs(const char **what, const struct arrival_case *it)
{
	const struct message *message = &it->statement.message;

	for (size_t i = 0; !*what && i < message->field_count; i++) {
		const struct message_field *field = &message->fields[i];
		const char *name;
		int found;

		if (field->is_section ||
		    !str_equal_ascii_case(field->name, STR("Ref")))
			continue;
		name = arena_copy(it->context.arena, field->value);
		if (!name)
			return error_no_memory(it->error);
		found = str_is(field->value, name) ? is_ref(it, name) : 0;
		if (found < 0)
			return found;
		if (!found)
			*what = arena_say(
				it->context.arena,
				"there is no ref \"%.*s\", and no rule for it",
				STR_ARGS(field->value));
	}
	return 0;
}

/* One policy that takes it is enough; *what is the first one's word. */
static int ask_policies(const char **what, struct arrival_case *it)
{
	const struct gate_request *request = it->gate->request;
	const struct policy *policy;
	const char *first = NULL;
	size_t index = 0;
	int broken = 0;

	*what = NULL;
	while ((policy = next_policy(request, &index))) {
		struct authorisation authorisation;
		int result;

		gate_introduce(it->gate, policy, &it->context);
		it->context.vars =
			judgement_new_vars(it->gate->judgement, policy);
		if (!it->context.vars)
			return error_no_memory(it->error);
		result = authorisation_read(&authorisation, what,
					    &it->statement, it->incident,
					    policy, &it->context, it->error);
		if (result && result != ERROR_BROKEN)
			return result;
		if (!result && !*what)
			return 0;
		broken |= result;
		first = first ? first : *what;
	}
	*what = first;
	return first ? 0 : broken;
}

/* *what NULL: it may come in. */
static int examine(const char **what, struct arrival_case *it)
{
	const struct ref_update *update = it->context.update;
	const char *prefix = arena_printf(it->context.arena,
					  AUTHORISATION_PREFIX "%.*s/",
					  STR_ARGS(it->incident));
	int result;

	if (!prefix)
		return error_no_memory(it->error);
	result = statement_read(&it->statement, &it->context, update->name,
				&update->new, false, it->error);
	if (!result)
		*what = statement_check(&it->statement, &it->context, NULL);
	if (!result && !*what)
		result = check_refs(what, it);
	if (!result && !*what)
		result = arrival_check_others(what, &it->context, prefix,
					      it->error);
	return result || *what ? result : ask_policies(what, it);
}

/* The refs that it names and that there are; else a word in capitals. */
static bool list_refs(struct authorisation_draft *draft,
		      const struct arrival_case *it)
{
	const struct message *message = &it->statement.message;
	const char **refs = arena_alloc(
		it->context.arena, (message->field_count + 1) * sizeof(*refs));

	draft->refs = refs;
	for (size_t i = 0; refs && i < message->field_count; i++) {
		const struct message_field *field = &message->fields[i];
		const char *name;

		if (field->is_section ||
		    !str_equal_ascii_case(field->name, STR("Ref")))
			continue;
		name = arena_copy(it->context.arena, field->value);
		if (name && is_ref(it, name) > 0)
			refs[draft->ref_count++] = name;
	}
	if (refs && !draft->ref_count)
		refs[draft->ref_count++] = "REF";
	return refs != NULL;
}

static const char *name_of(const struct arrival_case *it, bool taken)
{
	const char *name = it->name.size ?
				   arena_copy(it->context.arena, it->name) :
				   "YOUR-NAME";

	return taken && name ? arena_printf(it->context.arena, "%s-2", name) :
			       name;
}

static const struct oid *commit_of(const struct arrival_case *it)
{
	if (!oid_is_zero(&it->statement.target))
		return &it->statement.target;
	return &it->context.update->new_commit;
}

/* NULL: memory is short. */
static const char *draft_of(struct arrival_case *it, bool taken)
{
	struct rule_context *context = &it->context;
	struct str new = statement_value(&it->statement, "New");
	char hex[OID_HEX_SIZE + 1];
	struct buf text = BUF_INIT;
	size_t index = 0;
	const struct policy *policy = next_policy(it->gate->request, &index);
	struct authorisation_draft draft = {
		.incident = it->incident.size ?
				    arena_copy(context->arena, it->incident) :
				    "INCIDENT",
		.commit = oid_is_zero(commit_of(it)) ?
				  "COMMIT" :
				  oid_format(commit_of(it), hex),
		.deletes = new.size &&str_starts(new, "000000000000"),
		.rules = "all",
		.name = name_of(it, taken),
		.statement = &it->statement,
		.terms = policy ? &policy->override : NULL,
	};
	const char *copy = NULL;

	context->vars =
		policy ? judgement_new_vars(it->gate->judgement, policy) : NULL;
	if (!authorisation_check_rules(&it->statement, context))
		draft.rules =
			arena_copy(context->arena,
				   statement_value(&it->statement, "Rules"));
	if (context->vars && list_refs(&draft, it) && draft.incident &&
	    draft.name && draft.rules) {
		buf_add_text(&text, taken ? "+under another name:\n" :
					    "+to make it anew:\n");
		authorisation_draft_lines(&text, &draft, context);
		if (!buf_failed(&text))
			copy = arena_copy(context->arena, buf_str(&text));
	}
	buf_release(&text);
	return copy;
}

static void report(struct arrival_case *it, const char *what)
{
	struct rule_context context =
		arrival_context(it->gate, it->context.update, "override");
	struct finding *finding = finding_add(
		&context, "this cannot be taken as an authorisation: %s", what);

	if (finding)
		finding->draft = draft_of(it, false);
}

/* What stands there already is told of, for another name. */
static const char *change_draft(struct arrival_case *it)
{
	const struct ref_update *update = it->context.update;
	struct error ignored = { 0 };

	if (update->kind != UPDATE_CHANGE ||
	    statement_read(&it->statement, &it->context, update->name,
			   &update->new, false, &ignored))
		return NULL;
	return draft_of(it, true);
}

int arrival_judge_override(struct gate *gate, const struct ref_update *update,
			   struct error *error)
{
	struct arrival_case it = {
		.gate = gate,
		.context = arrival_context(gate, update, "override"),
		.error = error,
	};
	const char *what = NULL;
	int result = 0;

	if (!authorisation_read_name(update->name, &it.incident, &it.name)) {
		it.incident = (struct str){ NULL, 0 };
		it.name = (struct str){ NULL, 0 };
		what = "the ref has to be " AUTHORISATION_PREFIX
		       "<incident>/<name>";
	}
	if (arrival_is_change(gate, update, change_draft(&it)))
		return 0;
	if (!what)
		result = examine(&what, &it);
	if (!result && what)
		report(&it, what);
	return result;
}
