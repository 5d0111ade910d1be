/*
 * log_request.h - what `refgate log` is asked for. For cli/log*.c.
 */
#ifndef REFGATE_CLI_LOG_REQUEST_H
#define REFGATE_CLI_LOG_REQUEST_H

#include "console.h"
#include "log_files.h"

#include "audit/query.h"

struct log_request {
	struct console console;
	struct query query;
	const char *file;
	const char *identity_key;
	size_t last; /* only so many records, the last ones; 0: all */
};

/* The options; console.status tells whether to go on. */
void log_request_read(struct log_request *out, int argc, char **argv);
/*
 * Users and approvers that are looked for may stand in the log as hashes: of
 * each name its hash is looked for, too, where there is a key. Before the
 * records are looked at.
 */
int log_request_mask(struct log_request *request, const struct log_files *files,
		     struct error *error);
void log_request_release(struct log_request *request);

#endif
