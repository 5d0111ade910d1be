/*
 * finding.h - what a rule found, as plain values: a sentence, where, what was
 * wanted. One funnel takes them all; nobody prints here.
 */
#ifndef REFGATE_RULES_FINDING_H
#define REFGATE_RULES_FINDING_H

#include "git/object.h"

enum verdict {
	VERDICT_PASS,
	VERDICT_EXEMPT,
	VERDICT_EVALUATED, /* would have failed */
	VERDICT_WARNED,
	VERDICT_OVERRIDDEN,
	VERDICT_FAIL,
	VERDICT_BROKEN, /* could not be judged */
};
const char *verdict_name(enum verdict verdict);

#define FINDING_ROWS_MAX 8

/* "wanted   hotfix/REC-<number>-<description>" */
struct finding_row {
	const char *label;
	struct str value;
};

/* The offending line, with a caret under [column, column + length). */
struct excerpt {
	struct str line; /* data NULL: none */
	size_t number;	 /* line number, from 1; 0: not shown */
	size_t column;	 /* bytes into the line */
	size_t length;	 /* bytes */
};

/*
 * All memory that a finding points into lives in the judgement's arena, or
 * is copied there by the funnel.
 */
struct finding {
	/*
	 * A sentence without final stop, with the offending value in double
	 * quotes. Of an update or a change: "\"hotfix/x\" is not a hotfix
	 * name". Of a commit or tag: what is wrong with it, short: "no body".
	 */
	const char *text;
	struct oid commit;  /* zero: the finding is about the update */
	struct str subject; /* of that commit */
	/* names of its author and committer, for logs that hide people */
	struct str people[2];
	bool empty;	 /* it changes nothing: amending asks for more */
	struct str path; /* empty: no path */
	struct finding_row rows[FINDING_ROWS_MAX];
	size_t row_count;
	struct excerpt excerpt;
	bool warns;	   /* told, but refuses nothing */
	bool firm;	   /* no override reaches it, whatever its rule says */
	int topic;	   /* the rule's own enum, for its repair */
	struct oid anchor; /* the rule's own commit, for its repair */
	/* The rule's own text for its repair, in the arena; or NULL. */
	const char *draft;
};

#endif
