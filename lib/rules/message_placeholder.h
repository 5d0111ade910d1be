/*
 * message_placeholder.h - tells template text that was left in from text
 * that somebody wrote. Never judges more than the whole of what it is given:
 * prose that speaks of such words passes.
 */
#ifndef REFGATE_RULES_MESSAGE_PLACEHOLDER_H
#define REFGATE_RULES_MESSAGE_PLACEHOLDER_H

#include "git/message.h"

/*
 * Whether `text`, trimmed, as a whole is "[...]", "<...>", one of those in
 * front of which stands "#", or one of the words for "later" (case and final
 * punctuation aside). Not an autolink "<https://...>".
 */
bool placeholder_is(struct str text);

/*
 * The same of a subject: of the whole, or of what is left of it behind
 * "[TAG] " and the first "prefix: ".
 */
bool placeholder_is_subject(struct str subject);

/* What is left over in a message's body, piece by piece. */
struct placeholder_search {
	const struct message *message;
	struct str rest;  /* of the body */
	size_t line;	  /* of its first byte, from 1 */
	const char *told; /* end of the section that was a hit; NULL */
};

struct placeholder_hit {
	struct str line; /* the line that begins it */
	size_t number;	 /* of the message, from 1 */
	struct str text; /* the placeholder, may span lines */
	struct str name; /* of the section or trailer; empty: none */
};

void placeholder_search_init(struct placeholder_search *search,
			     const struct message *message);
/*
 * The next section, trailer, bullet or paragraph of the body that is
 * template text; false: no more.
 */
bool placeholder_next(struct placeholder_search *search,
		      struct placeholder_hit *hit);

#endif
