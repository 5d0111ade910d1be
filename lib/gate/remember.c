/* remember.c - see remember.h. Never judges. */
#include "gate/remember.h"

#include "gate/judge.h"
#include "git/memory.h"
#include "rules/fact.h"
#include "rules/seen.h"
#include "rules/versions.h"

#include <string.h>

/* One branch that lands by one step, for all rulesets that judge it. */
struct landing {
	struct gate *gate;
	const struct scopes *scopes;
	size_t first; /* scope */
	struct rule_context context;
	struct oid tip; /* that was merged */
	const char *hash;
	const char *commit;
	char hex[OID_HEX_SIZE + 1];
};

static bool is_same(const struct scope *a, const struct scope *b)
{
	return a->landing && b->landing &&
	       oid_equal(&a->step->to, &b->step->to) &&
	       !strcmp(a->landing, b->landing);
}

static bool is_first(const struct scopes *scopes, size_t index)
{
	for (size_t i = 0; i < index; i++)
		if (is_same(scopes->items[i], scopes->items[index]))
			return false;
	return true;
}

static bool comes_in(const struct oid *tip, const struct oid *to,
		     const struct commit_links *links)
{
	if (oid_equal(tip, to))
		return true;
	for (size_t i = 1; i < links->parent_count; i++)
		if (oid_equal(tip, &links->parents[i]))
			return true;
	return false;
}

/* The branch's value before the push, or by it. 1: there is one. */
static int tip_of_branch(struct oid *out, const struct landing *landing,
			 size_t which, struct error *error)
{
	const struct rule_context *context = &landing->context;
	struct oid id;
	int result;

	if (which < context->update_count) {
		const struct ref_update *update = &context->updates[which];

		if (strcmp(update->name, context->landing) != 0 ||
		    oid_is_zero(&update->new))
			return 0;
		id = update->new;
		result = 0;
	} else {
		result = refs_lookup(&id, context->repo, context->landing,
				     error);
	}
	if (!result)
		result = refs_peel(out, context->repo, &id, error);
	if (result == ERROR_NOT_FOUND)
		return 0;
	return result ? result : 1;
}

/* Where the branch's tip is not what came in: what did. */
static int find_tip(struct landing *landing, struct error *error)
{
	const struct oid *to = &landing->context.step->to;
	const struct commit_links *links;
	int result = graph_links(&links, landing->gate->graph, to, error);
	struct oid tip;

	if (result)
		return result;
	landing->tip = links->parent_count > 1 ? links->parents[1] : *to;
	for (size_t i = 0; i <= landing->context.update_count; i++) {
		result = tip_of_branch(&tip, landing, i, error);
		if (result < 0)
			return result;
		if (result && comes_in(&tip, to, links)) {
			landing->tip = tip;
			break;
		}
	}
	return 0;
}

static const struct var *version_of(const struct scope *scope)
{
	return vars_get(scope->vars, STR("version"));
}

static void add_scopes(struct buf *text, const struct landing *landing)
{
	const struct scopes *scopes = landing->scopes;
	const struct scope *first = scopes->items[landing->first];
	const struct policy *policy = NULL;

	for (size_t i = landing->first; i < scopes->judged; i++) {
		const struct scope *scope = scopes->items[i];

		if (!is_same(first, scope))
			continue;
		if (scope->policy != policy)
			memory_add(text, "policy", str_of(scope->policy->name));
		memory_add(text, "ruleset", str_of(scope->ruleset->name));
		policy = scope->policy;
	}
}

/* `version` NULL: none. Also the text of that version: "by" and "name". */
static void write_text(struct buf *text, const struct landing *landing,
		       const struct var *version)
{
	const struct rule_context *context = &landing->context;

	memory_add(text, "branch", str_of(context->landing));
	memory_add_id(text, "tip", &landing->tip);
	memory_add(text, "ref", str_of(context->update->name));
	memory_add_id(text, "commit", &context->step->to);
	memory_add_time(text, "time", context->now);
	if (version) {
		memory_add(text, "version", version->value);
		memory_add(text, "by", STR("branch"));
		memory_add(text, "name", str_of(context->landing));
	}
	add_scopes(text, landing);
}

static int add_memo(const struct landing *landing, const char *name,
		    const struct buf *text, struct error *error)
{
	if (!name || buf_failed(text))
		return error_no_memory(error);
	return memo_add(&landing->context, MEMO_LANDED, name, buf_str(text),
			error);
}

/* Who used it first stays: a tag of it may not come again. */
static int remember_version(const struct landing *landing,
			    const struct var *version, struct error *error)
{
	const struct rule_context *context = &landing->context;
	const char *name = version_memory_name(version->value, context->arena);
	struct buf text = BUF_INIT;
	struct str before;
	int result = name ? memory_read(&before, context->repo, name,
					context->arena, error) :
			    error_no_memory(error);

	if (result == ERROR_NOT_FOUND) {
		write_text(&text, landing, version);
		result = add_memo(landing, name, &text, error);
	}
	buf_release(&text);
	return result;
}

static int remember_names(const struct landing *landing, struct error *error)
{
	const struct scope *scope = landing->scopes->items[landing->first];
	struct arena *arena = landing->context.arena;
	char month[MEMORY_MONTH_SIZE + 1];
	struct buf text = BUF_INIT;
	int result;

	memory_month(month, landing->context.now);
	write_text(&text, landing, version_of(scope));
	result = add_memo(landing,
			  arena_printf(arena, "landing/%s/%s", landing->commit,
				       landing->hash),
			  &text, error);
	if (!result)
		result = add_memo(landing,
				  arena_printf(arena, "month/%s/%s-%s", month,
					       landing->commit, landing->hash),
				  &text, error);
	buf_release(&text);
	return result;
}

static int tell(const struct landing *landing, struct error *error)
{
	const struct rule_context *context = &landing->context;
	struct fact fact = { .kind = FACT_LANDED,
			     .branch = context->landing,
			     .from = context->step->from,
			     .tip = landing->tip };

	return fact_add(context, &fact, error);
}

static int remember_landing(struct landing *landing, struct error *error)
{
	const struct scopes *scopes = landing->scopes;
	const struct scope *scope = scopes->items[landing->first];
	int result;

	landing->context = scope_context(landing->gate, scope);
	landing->commit = oid_format(&scope->step->to, landing->hex);
	landing->hash =
		memory_name(landing->context.arena, "", str_of(scope->landing));
	if (!landing->hash)
		return error_no_memory(error);
	result = find_tip(landing, error);
	if (!result)
		result = remember_names(landing, error);
	if (!result)
		result = tell(landing, error);
	/* policies may name its parts in different ways */
	for (size_t i = landing->first; !result && i < scopes->judged; i++) {
		const struct var *version = version_of(scopes->items[i]);

		if (version && is_same(scope, scopes->items[i]))
			result = remember_version(landing, version, error);
	}
	return result;
}

int remember_landings(struct gate *gate, const struct scopes *scopes,
		      struct error *error)
{
	int result = 0;

	for (size_t i = 0; !result && i < scopes->judged; i++) {
		struct landing landing = { .gate = gate,
					   .scopes = scopes,
					   .first = i };

		if (scopes->items[i]->landing && is_first(scopes, i))
			result = remember_landing(&landing, error);
	}
	return result;
}

/* What it could not judge by it cannot remember by: that is told already. */
static bool was_broken(const struct judgement *judgement,
		       const struct scope *scope,
		       const struct policy_rule *rule)
{
	for (size_t i = 0; i < judgement->finding_count; i++) {
		const struct place *place = &judgement->findings[i]->place;

		if (place->rule == rule && place->update == scope->update &&
		    place->verdict == VERDICT_BROKEN)
			return true;
	}
	return false;
}

static int ask_rule(struct gate *gate, const struct scope *scope,
		    const struct policy_rule *rule, struct error *error)
{
	struct rule_context context = scope_context(gate, scope);

	scope_enter(gate, scope, rule, NULL);
	return judge_answer(
		gate, rule->rule->remember(rule->options, &context, error),
		error);
}

/* Whether a branch of that name is one that lands somewhere. */
static bool may_land(const struct gate_request *request, const char *name)
{
	for (size_t i = 0; i < request->policy_count; i++) {
		const struct policy *policy = request->policies[i];

		for (size_t j = 0; j < policy->ruleset_count; j++) {
			const struct ruleset *ruleset = &policy->rulesets[j];

			if (ruleset->has_merging &&
			    ruleset->enforcement != ENFORCE_DISABLED &&
			    globs_match(&ruleset->merging.fixed, str_of(name)))
				return true;
		}
	}
	return false;
}

/* For the log only: a memory that is broken stops no branch. */
static int remember_seen(struct gate *gate, const struct scopes *scopes,
			 struct error *error)
{
	const struct scope *scope = NULL;
	struct rule_context context;
	int result;

	for (size_t i = 0; !scope && i < scopes->judged; i++)
		if (!scopes->items[i]->landing)
			scope = scopes->items[i];
	if (!scope || !may_land(gate->request, scope->update->name))
		return 0;
	context = scope_context(gate, scope);
	result = seen_remember(&context, error);
	return result == ERROR_BROKEN ? 0 : result;
}

int remember_by_rules(struct gate *gate, const struct scopes *scopes,
		      struct error *error)
{
	int result = remember_seen(gate, scopes, error);

	for (size_t i = 0; !result && i < scopes->judged; i++) {
		const struct scope *scope = scopes->items[i];
		const struct ruleset *ruleset = scope->ruleset;

		for (size_t j = 0; !result && j < ruleset->rule_count; j++) {
			const struct policy_rule *rule = &ruleset->rules[j];

			if (rule->rule->remember &&
			    (!rule->dynamic || scope->named) &&
			    !was_broken(gate->judgement, scope, rule))
				result = ask_rule(gate, scope, rule, error);
		}
	}
	return result;
}
