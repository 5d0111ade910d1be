/*
 * log_places.h - the logs that the hooks of a repository write to, as its
 * policies have them. For `refgate log anchor` and `refgate log verify`.
 */
#ifndef REFGATE_CLI_LOG_PLACES_H
#define REFGATE_CLI_LOG_PLACES_H

#include "gate/record_log.h"
#include "git/clone.h"

struct log_places {
	struct clone clone;
	struct setup setup;
	struct record_logs logs; /* at least one */
};

/*
 * `path` NULL: the repository that we are in. Policies that do not load name
 * none; then it is the default one. ERROR_USAGE: no repository.
 * log_places_release() in any case.
 */
int log_places_find(struct log_places *out, const char *path,
		    struct error *error);
void log_places_release(struct log_places *places); /* NULL-safe */

#endif
