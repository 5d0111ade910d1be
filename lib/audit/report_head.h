/*
 * report_head.h - what is counted of every record, read off its line without
 * building it. For lib/audit and cli/replay_log.c.
 */
#ifndef REFGATE_AUDIT_REPORT_HEAD_H
#define REFGATE_AUDIT_REPORT_HEAD_H

#include "base/arena.h"

#include <stdint.h>

struct report_head {
	int64_t time; /* seconds since 1970 */
	struct str action;
	struct str chain, host, repository, mode;
	struct str login;  /* user.name; empty: not told */
	struct str user;   /* name, else address; "person:..." of a hash */
	uint64_t sequence; /* 0: none */
	uint64_t part;	   /* from 1 */
	struct str rules;  /* an array as it stands */
	struct str refs;   /* the same */
};

/*
 * False: not a record. Texts lie in the line, or in `arena`, which holds
 * nothing unless a text has a backslash in it.
 */
bool report_head_read(struct report_head *head, struct str line,
		      struct arena *arena);
/* The text of a JSON string; empty: it is none. */
struct str report_text(struct str value, struct arena *arena);

#endif
