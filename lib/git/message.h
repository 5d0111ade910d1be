/*
 * message.h - how a commit or tag message is read: subject, body, trailers,
 * named sections. Never judges.
 */
#ifndef REFGATE_GIT_MESSAGE_H
#define REFGATE_GIT_MESSAGE_H

#include "base/arena.h"

/*
 * Trailers: the "Token: value" lines of the last paragraph (never the
 * subject), but for lines that begin a named section.
 * A section: a line that begins with one of `names` and a colon, and the
 * text up to the next named section or the trailers.
 */
struct message_field {
	struct str name;  /* as written in the message */
	struct str value; /* trimmed; sections may span lines */
	size_t line;	  /* of the message, from 1 */
	bool is_section;
};

struct message {
	struct str text;
	struct str subject; /* first line */
	bool blank_line;    /* the second line is empty or there is none */
	struct str body;    /* behind subject and blank lines, with trailers */
	size_t body_line;   /* from 1 */
	struct str trailer_text; /* the paragraph that holds the trailers */
	struct message_field *fields; /* sections, then trailers, in order */
	size_t field_count;
};

/*
 * `sections` are the names that the policy knows. Fields are allocated in
 * `arena`, everything else points into `text`. ERROR_INTERNAL only.
 */
struct error;
int message_read(struct message *out, struct str text,
		 const char *const *sections, size_t section_count,
		 struct arena *arena, struct error *error);

#endif
