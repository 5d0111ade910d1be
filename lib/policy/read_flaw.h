/*
 * read_flaw.h - what libyaml says about a file that is no YAML, in words that
 * say what to do. For read.c only.
 */
#ifndef REFGATE_POLICY_READ_FLAW_H
#define REFGATE_POLICY_READ_FLAW_H

#include "policy/node.h"

/* Places as node.h has them; line 0: libyaml tells none. */
struct read_flaw {
	const char *problem; /* NULL: it says nothing */
	const char *context; /* likewise */
	struct mark mark;
	struct mark start; /* of what it was reading */
};

void read_flaw_add(const struct read_flaw *flaw,
		   struct diagnostics *diagnostics);

/* What to write for a key that has nothing behind its colon. */
const char *read_flaw_no_value(const struct node *key, struct arena *arena);

#endif
