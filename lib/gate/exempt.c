/*
 * exempt.c - exemptions, looked at only when something was found: proved by
 * trees and by who pushes, never by what a message says.
 */
#include "gate/judge.h"

static void mark_exempt(struct gate *gate, size_t mark)
{
	struct judgement *judgement = gate->judgement;

	for (size_t i = mark; i < judgement->finding_count; i++)
		if (judgement->findings[i]->place.verdict != VERDICT_BROKEN)
			judgement->findings[i]->place.verdict = VERDICT_EXEMPT;
}

static enum match by_pusher(struct gate *gate, const struct scope *scope,
			    const struct exempt *exempt, struct error *error)
{
	struct rule_context context = scope_context(gate, scope);

	if (exempt->pushers.kind == AUDIENCE_UNSET)
		return MATCH_NO;
	return audience_has_pusher(&exempt->pushers, &context, error);
}

static enum match by_content(struct gate *gate, const struct scope *scope,
			     const struct policy_rule *rule,
			     const struct commit *commit, struct error *error)
{
	const struct exempt *exempt = &rule->common.exempt;
	const struct ref_globs *picks = &exempt->picks_of;
	enum match match = MATCH_NO;
	struct globs refs = { 0 };

	if (rule->rule->traits & RULE_NO_EXEMPTION)
		return MATCH_NO;
	if (exempt->merges && commit->parent_count > 1)
		match = commit_is_clean_merge(gate->graph, gate->repo, commit,
					      NULL, error);
	if (match == MATCH_NO && exempt->reverts)
		match = commit_is_revert(gate->graph, gate->repo, commit, NULL,
					 error);
	if (match != MATCH_NO || (!picks->fixed.count && !picks->dynamic_count))
		return match;
	if (ref_globs_resolve(&refs, picks, scope->vars, error))
		return MATCH_BROKEN;
	return commit_is_pick(gate->graph, gate->repo, commit, &refs, NULL,
			      error);
}

/* A doubt about an exemption leaves the finding as it is. */
int exempt_commit(struct gate *gate, const struct scope *scope,
		  const struct policy_rule *rule, const struct commit *commit,
		  size_t mark, struct error *error)
{
	const struct exempt *exempt = &rule->common.exempt;
	enum match match;

	if (gate->judgement->finding_count <= mark)
		return 0;
	match = by_pusher(gate, scope, exempt, error);
	if (match == MATCH_NO)
		match = by_content(gate, scope, rule, commit, error);
	if (match == MATCH_YES)
		mark_exempt(gate, mark);
	return match == MATCH_BROKEN && error->code == ERROR_INTERNAL ?
		       error->code :
		       0;
}

static enum match commit_by_content(struct gate *gate,
				    const struct scope *scope,
				    const struct policy_rule *rule,
				    const struct oid *id, struct error *error)
{
	struct object object = { 0 };
	struct commit commit;
	struct flaw flaw;
	enum match match = MATCH_BROKEN;

	if (object_read(&object, gate->repo, id,
			gate->message_limit + OBJECT_HEADERS_SIZE_MAX, error))
		return MATCH_BROKEN;
	if (!commit_read(&commit, id, object.data, &flaw))
		match = by_content(gate, scope, rule, &commit, error);
	object_release(&object);
	return match;
}

int exempt_update(struct gate *gate, const struct scope *scope,
		  const struct policy_rule *rule, const struct oid *commits,
		  size_t count, size_t mark, struct error *error)
{
	const struct exempt *exempt = &rule->common.exempt;
	enum match match;

	if (gate->judgement->finding_count <= mark)
		return 0;
	match = by_pusher(gate, scope, exempt, error);
	if (match == MATCH_NO && count) {
		match = MATCH_YES;
		for (size_t i = 0; match == MATCH_YES && i < count; i++)
			match = commit_by_content(gate, scope, rule,
						  &commits[i], error);
	}
	if (match == MATCH_YES)
		mark_exempt(gate, mark);
	return match == MATCH_BROKEN && error->code == ERROR_INTERNAL ?
		       error->code :
		       0;
}
