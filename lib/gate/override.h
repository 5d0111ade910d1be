/*
 * override.h - the emergency exit: what rules refuse goes in all the same if
 * enough people have signed for it. Changes verdicts; never judges.
 */
#ifndef REFGATE_GATE_OVERRIDE_H
#define REFGATE_GATE_OVERRIDE_H

#include "gate/authorisation.h"
#include "gate/judge.h"

/* One update that was let in against rules of one policy. */
struct override_grant {
	const struct policy *policy;
	const struct ref_update *update;
	const char *incident;
	const struct authorisation **items; /* arena; those that it took */
	size_t count;
	struct texts rules;	 /* ids that were overridden */
	const char *landing;	 /* full name of a branch that lands; or NULL */
	const struct vars *vars; /* of that branch; NULL: it has no name */
};

/*
 * After all judging: `-o override=<incident>` turns the refusals that are
 * covered into overridden ones, and says of the others what is missing.
 * Costs nothing where no such option is given.
 */
int override_apply(struct gate *gate, struct error *error);
/* Whether an override can reach the finding, if people sign for it. */
bool override_reaches(const struct judged *judged);
/* Whether the push asks for an override. */
bool override_is_asked(const struct push_input *input);

/* override_people.c */

/* Who wrote, committed or signed what goes in, once it has been asked. */
struct override_makers {
	struct gate *gate;
	const struct policy *policy;
	const struct rule_context *context;
	struct oid merge; /* it adds nothing: nobody's work; zero: none */
	bool known;
	bool unreadable;     /* some of it is malformed */
	struct oid *commits; /* heap */
	size_t commit_count, commit_capacity;
	struct override_maker *items; /* heap */
	size_t count, capacity;
};
/* Why that person may not authorise it; *what NULL: they may. */
int override_exclude(const char **what, struct override_makers *makers,
		     struct signer signer, struct error *error);
void override_makers_release(struct override_makers *makers);

/* override_memory.c */

/* NULL, or why it serves no longer: spent, or kept for another push. */
int override_check_use(const char **what,
		       const struct authorisation *authorisation,
		       const char *incident, const struct rule_context *context,
		       struct error *error);
/* NULL, or the sentence that too many incidents have been used. */
int override_check_count(const char **what, const struct policy *policy,
			 const char *incident,
			 const struct rule_context *context,
			 struct error *error);
/* Reserved before the push is accepted, spent when it has landed. */
int override_remember(const struct override_grant *grant,
		      const struct rule_context *context, struct error *error);

#endif
