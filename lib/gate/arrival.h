/*
 * arrival.h - pushes to refs that hold what people said about commits, each
 * judged when it arrives, in every mode: created once, never changed or
 * deleted by a push.
 */
#ifndef REFGATE_GATE_ARRIVAL_H
#define REFGATE_GATE_ARRIVAL_H

#include "gate/judge.h"
#include "rules/statement.h"

/* Whether the name lies below a prefix of such refs. */
bool arrival_is_judged(const char *name);
/* NULL, or why this policy takes none of them. */
const char *arrival_closed(const struct gate_request *request,
			   const char *name);
/* Whether any update has to be judged so. */
bool arrival_is_due(const struct judgement *judgement);
/* Reports what is wrong with one. */
int arrival_judge(struct gate *gate, const struct ref_update *update,
		  struct error *error);

/* For each kind of them: */

/*
 * Starts findings about the update that refuse in every mode, under that rule
 * id; the context has no policy's people and trust yet.
 */
struct rule_context arrival_context(struct gate *gate,
				    const struct ref_update *update,
				    const char *rule_id);
/* Whether the push changes or deletes one; told, with `draft` (or NULL). */
bool arrival_is_change(struct gate *gate, const struct ref_update *update,
		       const char *draft);
/*
 * A sentence, if the same tag object stands below `prefix` already, or comes
 * there twice, or there are too many; *what NULL: all is well.
 */
int arrival_check_others(const char **what, const struct rule_context *context,
			 const char *prefix, struct error *error);

/* arrival_people.c */
struct arrival_people {
	bool is_asked_for; /* some rule counts approvals for that ref */
	const char *why;   /* they cannot approve for it; NULL: they can */
	const char *may;   /* groups that can, or NULL */
};
/*
 * Whoever signed the statement, or pushes it as `name`, the last component;
 * verifies it as far as a rule asks.
 */
int arrival_ask_people(struct arrival_people *out, struct gate *gate,
		       struct rule_context *context,
		       struct statement *statement, struct str name,
		       const char *ref, struct error *error);
/* Whether any rule counts approvals at all. */
bool arrival_takes_approvals(const struct gate_request *request);
/* Whether approvals for that ref (NULL: any) have to be signed. */
bool arrival_asks_for_key(const struct gate_request *request, const char *ref);

/* arrival_approval.c */
int arrival_judge_approval(struct gate *gate, const struct ref_update *update,
			   struct error *error);

/* arrival_override.c */
bool arrival_takes_overrides(const struct gate_request *request);
int arrival_judge_override(struct gate *gate, const struct ref_update *update,
			   struct error *error);

#endif
