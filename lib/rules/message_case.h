/*
 * message_case.h - one message of a commit or tag, read as the policy knows
 * it: in UTF-8, its kind found, its sections named. Never judges.
 */
#ifndef REFGATE_RULES_MESSAGE_CASE_H
#define REFGATE_RULES_MESSAGE_CASE_H

#include "rules/message_options.h"

/* Longer subjects are refused before any pattern sees them. */
#define MESSAGE_SUBJECT_BYTES_MAX 1024
/* What regex.h takes at once; longer messages are refused, too. */
#define MESSAGE_BYTES_MAX REGEX_SUBJECT_SIZE_MAX

struct message_case {
	struct vars *vars;
	/* What all messages are asked, and what its kind is asked. */
	const struct message_form *form;
	const struct message_form *kind; /* NULL: none, or none matches */
	struct message message;
	size_t subject_line;	/* of the message, from 1 */
	const char *unreadable; /* behind "the message "; NULL: it is read */
	struct arena *arena;
};

/*
 * Allocates in `arena`. ERROR_BROKEN: a kind's pattern cannot be matched.
 * A message that cannot be read in UTF-8, or is over the limits above, is
 * `unreadable`, and nothing else is set.
 */
int message_case_read(struct message_case *out, const struct message_form *form,
		      struct vars *vars, struct str encoding, struct str text,
		      struct arena *arena, struct error *error);

/* The form at the top, then the kind's; NULL behind the last. */
const struct message_form *message_case_form(const struct message_case *it,
					     size_t index);

/* The section or trailer that begins on that line of the message, or NULL. */
const struct message_field *message_field_at(const struct message *message,
					     size_t line);

/* The field of that name (ASCII case aside) behind `after`, or NULL. */
const struct message_field *
message_field_next(const struct message *message, const char *name,
		   bool is_section, const struct message_field *after);

/* Cuts the next line of the message off; counts from 1. */
struct message_lines {
	struct str rest;
	size_t number;
};
bool message_line_next(struct message_lines *lines, struct str *line);

/*
 * Finds a pattern in `text` again and again: 1 with *hit, 0 at the end,
 * negative if broken. *rest begins as the whole text; a pattern that looks
 * to its left is found once a line.
 */
int message_find_next(const struct pattern *pattern, struct vars *vars,
		      struct str *rest, struct str *hit, struct error *error);

#endif
