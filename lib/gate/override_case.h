/*
 * override_case.h - one update before the override of one policy, for
 * override*.c only.
 */
#ifndef REFGATE_GATE_OVERRIDE_CASE_H
#define REFGATE_GATE_OVERRIDE_CASE_H

#include "gate/override.h"

#define OVERRIDE_PEOPLE_MIN 2 /* with the pusher */
#define OVERRIDE_FAULTS_SHOWN 4

struct exit_case {
	struct gate *gate;
	const struct policy *policy;
	const char *incident;
	struct rule_context context; /* under the rule id "override" */
	struct oid serves[2];	     /* tags of these are for what goes in */
	size_t serve_count;
	/* of the incident's, those that serve */
	const struct authorisation *items[STATEMENTS_MAX];
	size_t count;
	const char *faults[OVERRIDE_FAULTS_SHOWN]; /* of the others */
	size_t fault_count;
	size_t other_count; /* those for other refs */
	const char *limit;  /* a sentence why none can serve; or NULL */
	struct override_makers makers;
	struct texts granted; /* rules; all three in the arena */
	struct texts left;    /* too few have signed */
	struct texts firm;    /* no override reaches them */
	const char *landing;
	const struct vars *vars; /* where that is judged */
	struct error *error;
};

/* Fills in what serves, and what is wrong with the others. */
int override_gather(struct exit_case *it);
/* Distinct people whose authorisations cover the rule; NULL: any rule. */
size_t override_count_people(const struct exit_case *it, const char *rule_id,
			     size_t *with_pusher);
void override_tell_granted(struct exit_case *it);
/* What is missing, and the lines of those who can give it. */
int override_tell_missing(struct exit_case *it);
/* That the push asks for what no policy knows. */
void override_tell_closed(struct gate *gate, const struct ref_update *update);

#endif
