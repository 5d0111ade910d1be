/*
 * facts.h - what the log is to say of each ref of a push that goes in: what
 * its messages tell, which branch landed and how big it was, what was opened
 * and paid. For reports; nothing is judged by it.
 */
#ifndef REFGATE_GATE_FACTS_H
#define REFGATE_GATE_FACTS_H

#include "audit/event_facts.h"
#include "gate/judge.h"

#define FACTS_COMMITS_MAX 50 /* of a ref, whose messages are read */

/*
 * After all judging, in facts and came of struct ref_verdict. What cannot be
 * found out, or not soon, is left out. Does nothing for a push that is
 * refused, or an import.
 */
void facts_gather(struct gate *gate);

/* facts_paid.c: what the push pays of what is owed, as facts. */
void facts_find_paid(struct gate *gate);
/* facts_landing.c: a branch that landed (FACT_LANDED), and how big it is. */
void facts_fill_landing(struct event_landing *out, struct gate *gate,
			const struct fact *fact, bool full);
/* facts_said.c: what a message says under the names that count. */
int facts_read_message(struct event_facts *out, struct str text,
		       struct arena *arena, struct error *error);

#endif
