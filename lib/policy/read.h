/*
 * read.h - YAML through libyaml's events into a tree of nodes, with every
 * check of the file's form. The only header that a reader of files needs.
 */
#ifndef REFGATE_POLICY_READ_H
#define REFGATE_POLICY_READ_H

#include "base/error.h"
#include "policy/node.h"

enum node_source {
	NODE_OWN,	/* the policy itself */
	NODE_INHERITED, /* what it extends: "tests" at the end is left out */
	NODE_FOREIGN,	/* no policy: the outermost value may be of any kind */
};

/*
 * *out is NULL when the file has no tree that could be looked at further;
 * diagnostics say why. There may be errors beside a tree, too. Negative
 * only when memory is short. JSON (RFC 8259) is read as the YAML that it is,
 * within the same limits.
 */
int node_read(struct node **out, const struct source *source,
	      enum node_source kind, struct arena *arena,
	      struct diagnostics *diagnostics, struct error *error);

#endif
