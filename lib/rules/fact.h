/*
 * fact.h - what the log is to say of an update that was accepted, beside what
 * it moved: what landed, what that owes, what it paid. Plain values.
 */
#ifndef REFGATE_RULES_FACT_H
#define REFGATE_RULES_FACT_H

#include "rules/rule.h"

enum fact_kind {
	FACT_LANDED,  /* a branch came in: from, tip */
	FACT_PLANNED, /* how many of its kind may: max, per */
	FACT_OPENED,  /* it owes an item until a time */
	FACT_CLOSED,  /* an item was paid that was owed since a time */
};

struct fact {
	enum fact_kind kind;
	const struct ref_update *update;
	const char *branch; /* full name; of the branch that lands or landed */
	const char *item;   /* what is owed, for people; NULL: nothing */
	int64_t time;	    /* seconds since 1970 */
	struct oid from;    /* value of the ref before the branch came in */
	struct oid tip;	    /* of the branch */
	int64_t max, per;   /* so many in so many seconds */
};

/*
 * Adds a copy; its update is the context's. Where nobody asks for facts
 * nothing is added.
 */
int fact_add(const struct rule_context *context, const struct fact *fact,
	     struct error *error);

#endif
