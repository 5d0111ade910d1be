/*
 * memo.h - what a rule wants the gate to remember once an update has landed.
 * Plain values; nobody writes here.
 */
#ifndef REFGATE_RULES_MEMO_H
#define REFGATE_RULES_MEMO_H

#include "rules/rule.h"

enum memo_kind {
	MEMO_LANDED, /* remember when the update has landed */
	MEMO_NOW,    /* remember before the push is accepted; else refuse it */
	MEMO_FORGET, /* take the name away when the push is accepted */
};

struct memo {
	enum memo_kind kind;
	const struct ref_update *update;
	const char *name; /* below refs/refgate/ */
	struct str text;  /* of memory.h; empty: MEMO_FORGET */
};

/* All copied into the arena; a second memo of a name replaces the first. */
int memo_add(const struct rule_context *context, enum memo_kind kind,
	     const char *name, struct str text, struct error *error);

#endif
