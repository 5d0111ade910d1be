/*
 * report_walk.h - goes over the members of a JSON object in place, in any
 * order and with any blanks: what most records are read with, for counting.
 * Builds nothing. For lib/audit and cli/replay_log.c.
 */
#ifndef REFGATE_AUDIT_REPORT_WALK_H
#define REFGATE_AUDIT_REPORT_WALK_H

#include "base/str.h"

struct walk {
	struct str rest;
	char close; /* '}' or ']' */
	bool begun;
	bool broken; /* it is not what was opened, or has no end */
};

struct walk_item {
	struct str key;	  /* between its quotes; empty in an array */
	struct str value; /* as it stands: with quotes, braces, brackets */
};

/* Of an object or an array; `broken` if it is neither. */
struct walk walk_open(struct str value);
/* False: no more, or broken. Values are skipped, not judged. */
bool walk_next(struct walk *walk, struct walk_item *item);
/* Nothing but blanks behind the end. */
bool walk_ended(const struct walk *walk);
/* A string's bytes; false: it is none, or has a backslash in it. */
bool walk_plain(struct str value, struct str *text);

#endif
