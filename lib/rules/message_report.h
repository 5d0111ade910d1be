/*
 * message_report.h - findings about a message of a commit or a tag, with the
 * line that is at fault. Never judges.
 */
#ifndef REFGATE_RULES_MESSAGE_REPORT_H
#define REFGATE_RULES_MESSAGE_REPORT_H

#include "rules/message_case.h"

/* Findings of one message; what is beyond them is found when these are mended.
 */
#define MESSAGE_FINDINGS_MAX 40

/* struct finding.topic of the message rules. */
enum message_topic {
	MESSAGE_WRONG,	 /* to be written anew */
	MESSAGE_LACKS,	 /* something is missing: the draft shows where */
	MESSAGE_FIXUP,	 /* not meant to stay */
	MESSAGE_DIFFERS, /* of the change: two values where one belongs */
	MESSAGE_NOWHERE, /* of the change: what one message was to have */
};

struct message_report {
	const struct rule_context *context;
	const struct commit *commit; /* NULL: of a tag */
	const struct message_case *it;
	/* The message as it should be, made for the first finding. */
	const char *draft;
	size_t count; /* findings so far */
};

/*
 * NULL when memory is short (the gate has noticed) and beyond
 * MESSAGE_FINDINGS_MAX.
 */
struct finding *message_finding(struct message_report *report,
				enum message_topic topic, const char *format,
				...) __attribute__((format(printf, 3, 4)));

/* `part` is a slice of `line`, or empty: no caret. */
void message_excerpt(struct message_report *report, struct finding *finding,
		     struct str line, size_t number, struct str part);

/* A row with the variables of the ref filled in. */
void message_row(struct message_report *report, struct finding *finding,
		 const char *label, const char *text);
/*
 * "wanted" from the shape, else the pattern as people would write it;
 * nothing if neither is there. `name` (or NULL) is that of a trailer.
 */
void message_wanted(struct message_report *report, struct finding *finding,
		    const char *name, const char *shape,
		    const struct pattern *pattern);

/* The first line of a value, short enough for a sentence. */
#define MESSAGE_QUOTE_SIZE 64
struct str message_quote(struct str value);

/* `text` with its variables; as it is where one of them has no value. */
void message_expand(struct buf *out, const struct vars *vars, const char *text);

#endif
