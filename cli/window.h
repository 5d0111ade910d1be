/*
 * window.h - the import window of a repository, as a file that the hooks
 * read: <repository>/refgate/import-until, one RFC 3339 time.
 */
#ifndef REFGATE_CLI_WINDOW_H
#define REFGATE_CLI_WINDOW_H

#include "server.h"

#define WINDOW_SECONDS_MAX (INT64_C(7) * 24 * 60 * 60)

struct window {
	struct server server;
	int64_t until; /* seconds since 1970; 0: there was none */
};

/*
 * Finds the repository at `path`; root becomes its owner for the rest of the
 * process. With `mend`, what stands there and is no time is removed; else it
 * is ERROR_BROKEN. window_release() in any case.
 */
int window_find(struct window *out, const char *path, bool mend,
		struct error *error);
/* Logs it, then opens the window, or closes it with `until` 0. */
int window_set(struct window *window, int64_t until, struct error *error);
void window_release(struct window *window);

#endif
