/*
 * target.h - what `refgate check` is asked to judge: which refs would move
 * on the server, from where to where.
 */
#ifndef REFGATE_CLI_TARGET_H
#define REFGATE_CLI_TARGET_H

#include "site.h"

struct target_request {
	const char *ref;	   /* as given; NULL: the current branch's */
	const char *const *values; /* OLD NEW, or a range, or none */
	size_t value_count;
};

/*
 * One line of a push in *out. What it points into lives in the site's
 * arena. ERROR_USAGE says what is missing or wrong.
 */
int target_find(struct push_input *out, struct site *site,
		const struct target_request *request, struct error *error);
/* The lines that git gives to a pre-push hook (githooks(5)). */
int target_read(struct push_input *out, struct site *site, int fd,
		struct error *error);

#endif
