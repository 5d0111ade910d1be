/*
 * judge.h - the parts of judging one scope: its commits, its changes, what
 * is exempt.
 */
#ifndef REFGATE_GATE_JUDGE_H
#define REFGATE_GATE_JUDGE_H

#include "gate/commit_tasks.h"
#include "gate/scopes.h"

/* Structure, every scope, and the rules that nobody wrote. */
int judge_ref(struct gate *gate, const struct ref_update *update,
	      struct error *error);
/*
 * Structure's commits, and those of the scopes that have none but these: each
 * is read once for all, oldest first, as long as nobody has anything to say of
 * it. If so to the end, those scopes have `passed`, and *passed is true; else
 * nothing has been found. ERROR_LIMIT: the time is up.
 */
int judge_together(bool *passed, struct gate *gate, struct scopes *scopes,
		   const struct rule_context *structure,
		   const struct looked_at *set, struct error *error);
/*
 * Calls each rule of the scope on each commit that it does not know, unless
 * they have passed.
 */
int judge_commits(struct gate *gate, const struct scope *scope,
		  struct error *error);
/* Calls each rule of the scope on the whole change, or on each step. */
int judge_changes(struct gate *gate, const struct scope *scope,
		  struct error *error);
/*
 * The paths that `tip` has changed since it left all that `before` holds. The
 * caller frees *out, also on failure; texts are in the judgement's arena.
 */
int changes_since(struct change_path **out, size_t *count, struct gate *gate,
		  struct known *before, const struct oid *tip,
		  struct error *error);

/*
 * What a rule answered becomes findings: 0 is fine, ERROR_BROKEN a finding
 * of its own; anything else is returned and ends the judging.
 */
int judge_answer(struct gate *gate, int answer, struct error *error);

/*
 * The findings behind the first `mark` become exempt if the rule's `exempt`
 * says so of this commit, or of every one of the commits.
 */
int exempt_commit(struct gate *gate, const struct scope *scope,
		  const struct policy_rule *rule, const struct commit *commit,
		  size_t mark, struct error *error);
int exempt_update(struct gate *gate, const struct scope *scope,
		  const struct policy_rule *rule, const struct oid *commits,
		  size_t count, size_t mark, struct error *error);

#endif
