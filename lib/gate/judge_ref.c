/*
 * judge_ref.c - one governed ref before structure and all its scopes. Never
 * decides which refs are governed.
 */
#include "gate/judge.h"
#include "gate/remember.h"
#include "gate/structure.h"

/* A branch that shares nothing with its start is refused by structure. */
static int check_roots(struct gate *gate, const struct scope *scope,
		       struct error *error)
{
	const struct ref_update *update = scope->update;
	struct rule_context context;
	struct finding *finding;
	struct looked_at *set;

	if (!scope->start_known || update->class != REF_BRANCH ||
	    oid_is_zero(&scope->tip))
		return 0;
	set = look_at(gate, scope->start_known, &scope->tip, error);
	if (!set)
		return error->code;
	if (set->range.boundary_count)
		return 0;
	context = structure_context(gate->judgement, gate->request, update);
	gate->judgement->place.start = scope_start_name(scope);
	finding = finding_add(&context, "the branch shares no history with %s",
			      gate->judgement->place.start ?
				      gate->judgement->place.start :
				      "its start point");
	if (finding)
		finding->topic = STRUCTURE_ROOT;
	return 0;
}

/* Here, or as soon as the ruleset is in force. */
static bool would_refuse(const struct judged *judged)
{
	return judged_refuses(judged) ||
	       judged->place.verdict == VERDICT_EVALUATED;
}

static bool has_failed(const struct gate *gate, const struct scope *scope,
		       size_t mark)
{
	for (size_t i = mark; i < gate->judgement->finding_count; i++)
		if (gate->judgement->findings[i]->place.ruleset ==
			    scope->ruleset &&
		    would_refuse(gate->judgement->findings[i]))
			return true;
	return false;
}

/*
 * An update is exempt for all that the ref did not have, whatever a ref beside
 * it or the baseline holds.
 */
static int exempt_brought(struct gate *gate, const struct scope *scope,
			  const struct policy_rule *rule,
			  const struct looked_at *set, size_t mark,
			  struct error *error)
{
	const struct oid *old = scope->step ? &scope->step->from :
					      &scope->update->old_commit;
	struct known *known;

	if (set && !scope->start_known && !oid_is_zero(old)) {
		if (known_new(&known, gate->graph, error) ||
		    known_add_tip(known, old, error))
			return error->code;
		set = look_at(gate, known, &scope->tip, error);
		if (!set)
			return error->code;
	}
	return exempt_update(gate, scope, rule, set ? set->range.commits : NULL,
			     set ? set->range.count : 0, mark, error);
}

static int judge_update_rule(struct gate *gate, const struct scope *scope,
			     const struct policy_rule *rule,
			     struct error *error)
{
	struct rule_context context = scope_context(gate, scope);
	size_t mark = gate->judgement->finding_count;
	struct looked_at *set = NULL;
	int result;

	scope_enter(gate, scope, rule, NULL);
	result = judge_answer(
		gate, rule->rule->judge_update(rule->options, &context, error),
		error);
	if (result || gate->judgement->finding_count == mark)
		return result;
	if (!oid_is_zero(&scope->tip)) {
		struct known *known;

		result = scope_known(&known, gate, scope, rule, error);
		set = result ? NULL : look_at(gate, known, &scope->tip, error);
		if (!set)
			return error->code;
	}
	for (size_t i = mark; i < gate->judgement->finding_count; i++)
		gate->judgement->findings[i]->place.set = set;
	return exempt_brought(gate, scope, rule, set, mark, error);
}

static int judge_tag_rule(struct gate *gate, const struct scope *scope,
			  const struct policy_rule *rule, struct error *error)
{
	struct rule_context context = scope_context(gate, scope);
	struct object object = { 0 };
	struct tag tag;
	struct flaw flaw;
	size_t mark = gate->judgement->finding_count;
	int result;

	if (scope->update->new_type != OBJECT_TAG)
		return 0;
	scope_enter(gate, scope, rule, NULL);
	result = object_read(&object, gate->repo, &scope->update->new,
			     gate->message_limit + OBJECT_HEADERS_SIZE_MAX,
			     error);
	/* a malformed tag is structure's finding */
	if (!result && !tag_read(&tag, &scope->update->new, object.data, &flaw))
		result = rule->rule->judge_tag(rule->options, &context, &tag,
					       error);
	object_release(&object);
	result = judge_answer(gate, result, error);
	return result ? result :
			exempt_update(gate, scope, rule, NULL, 0, mark, error);
}

/*
 * A rule that needs what the name captures has nothing to judge by where
 * the name is wrong. That is fine only if the name is refused.
 */
static int skip_nameless(struct gate *gate, const struct scope *scope,
			 const struct policy_rule *rule, size_t mark,
			 struct error *error)
{
	if (has_failed(gate, scope, mark))
		return 0;
	scope_enter(gate, scope, rule, NULL);
	return judge_answer(gate,
			    error_set(error, ERROR_BROKEN,
				      "the name \"%.*s\" does not say what "
				      "this rule needs to know",
				      STR_ARGS(scope->update->short_name)),
			    error);
}

static int judge_rules(struct gate *gate, const struct scope *scope,
		       struct error *error)
{
	const struct ruleset *ruleset = scope->ruleset;
	const bool import = gate->judgement->import;
	size_t mark = gate->judgement->finding_count;
	int result = 0;

	for (size_t i = 0; !result && i < ruleset->rule_count; i++) {
		const struct policy_rule *rule = &ruleset->rules[i];

		if (import && !(rule->rule->traits & RULE_NAMES))
			continue;
		if (rule->dynamic && !scope->named &&
		    scope->update->kind != UPDATE_DELETE) {
			result = skip_nameless(gate, scope, rule, mark, error);
			continue;
		}
		if (rule->rule->judge_update)
			result = judge_update_rule(gate, scope, rule, error);
		if (!result && rule->rule->judge_tag)
			result = judge_tag_rule(gate, scope, rule, error);
	}
	return result;
}

static int judge_scope(struct gate *gate, const struct scope *scope,
		       struct error *error)
{
	int result = judge_rules(gate, scope, error);

	if (gate->judgement->import)
		return result;
	if (!result)
		result = check_roots(gate, scope, error);
	if (!result)
		result = judge_commits(gate, scope, error);
	return result ? result : judge_changes(gate, scope, error);
}

/* Rules that stand on governed refs where nobody wrote them. */
static int judge_implied(struct gate *gate, struct scopes *scopes,
			 const struct policy *policy,
			 const struct ref_update *update, struct error *error)
{
	int result = 0;

	for (size_t i = 0; !result && i < policy->implied_count; i++) {
		const struct policy_rule *rule = &policy->implied[i];
		const struct scope *scope;

		result = scopes_implied(&scope, scopes, gate, policy, update,
					rule->rule->id, error);
		if (!result && scope)
			result = judge_update_rule(gate, scope, rule, error);
	}
	return result;
}

static int judge_objects(struct gate *gate, struct scopes *scopes,
			 const struct ref_update *update, struct error *error)
{
	struct rule_context context =
		structure_context(gate->judgement, gate->request, update);
	struct looked_at *set;
	bool passed;
	int result;

	context.repo = gate->repo;
	context.graph = gate->graph;
	structure_tip(&context);
	result = structure_tags(&context, gate->message_limit, error);
	if (result || oid_is_zero(&update->new_commit))
		return result;
	set = look_at(gate, gate->governed_known, &update->new_commit, error);
	if (!set)
		return error->code;
	gate->judgement->place.set = set;
	result = judge_together(&passed, gate, scopes, &context, set, error);
	if (result || passed)
		return result;
	return structure_commits(&context, &set->range, gate->message_limit,
				 error);
}

static int judge_once(struct gate *gate, struct scopes *scopes,
		      const struct ref_update *update, struct error *error)
{
	const struct gate_request *request = gate->request;
	int result = 0;

	for (size_t i = 0; i < scopes->count; i++)
		scopes->items[i]->passed = false;
	if (!gate->judgement->import)
		result = judge_objects(gate, scopes, update, error);
	for (size_t i = 0; !result && i < scopes->judged; i++)
		result = judge_scope(gate, scopes->items[i], error);
	for (size_t i = 0; !result && i < request->policy_count; i++)
		result = judge_implied(gate, scopes, request->policies[i],
				       update, error);
	return result;
}

static bool is_doubtful(const struct judgement *judgement, size_t sets)
{
	for (size_t i = sets; i < judgement->set_count; i++)
		if (!judgement->sets[i]->range.exact)
			return true;
	return false;
}

/* Where clocks are skewed, nothing is refused on a doubtful set of commits. */
int judge_ref(struct gate *gate, const struct ref_update *update,
	      struct error *error)
{
	struct judgement *judgement = gate->judgement;
	size_t findings = judgement->finding_count;
	size_t sets = judgement->set_count;
	struct scopes scopes = { 0 };
	int result = scopes_open(&scopes, gate, update, error);

	if (!result && !judgement->import)
		result = remember_landings(gate, &scopes, error);
	if (!result)
		result = judge_once(gate, &scopes, update, error);
	if (!result && judgement->finding_count > findings &&
	    is_doubtful(judgement, sets)) {
		judgement_forget(judgement, findings);
		gate->exact = true;
		result = judge_once(gate, &scopes, update, error);
	}
	if (!result && !judgement->import)
		result = remember_by_rules(gate, &scopes, error);
	scopes_release(&scopes);
	return result;
}
