/*
 * statement_tag.h - a tag by which a person says something about a commit:
 * made, pushed and taken away here again, by running git. Judges nothing: the
 * server does.
 */
#ifndef REFGATE_CLI_STATEMENT_TAG_H
#define REFGATE_CLI_STATEMENT_TAG_H

#include "base/arena.h"
#include "base/error.h"

struct statement_tag {
	struct arena *arena;
	const char *remote;
	const char *repository; /* as the server calls itself */
	const char *title;	/* first line of the message */
	const char *words;	/* its trailers, each with its LF */
	const char *object;	/* full id of what it is a tag of */
	const char *place;	/* full name on the server */
	bool is_unsigned;
};

/*
 * Unless it is set, `repository` is git config refgate.name, or the last part
 * of the remote's URL without ".git". ERROR_USAGE: there is no such remote.
 */
int statement_tag_find_repository(struct statement_tag *tag,
				  struct error *error);
/* One's own address; ERROR_USAGE: it is not set. */
int statement_tag_find_email(const char **out, struct arena *arena,
			     struct error *error);
/*
 * Makes it, pushes it and removes it here, whatever came of the push:
 * *status is git's. What git says goes to the terminal by itself.
 */
int statement_tag_send(const struct statement_tag *tag, int *status,
		       struct error *error);

#endif
