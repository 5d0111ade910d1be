/*
 * log_verify.h - `refgate log verify`, for cli/log.c and cli/report*.c.
 */
#ifndef REFGATE_CLI_LOG_VERIFY_H
#define REFGATE_CLI_LOG_VERIFY_H

#include "audit/log.h"

/* argv[0] is "verify". The exit status. */
int log_verify_main(int argc, char **argv);
/* log_verify_file(), or log_verify() of what is packed or a stream ("-"). */
int log_verify_read(struct log_verdict *verdict, const char *name,
		    struct error *error);

#endif
