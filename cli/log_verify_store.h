/*
 * log_verify_store.h - `refgate log verify --store`, for cli/log_verify.c.
 */
#ifndef REFGATE_CLI_LOG_VERIFY_STORE_H
#define REFGATE_CLI_LOG_VERIFY_STORE_H

#include "console.h"

/*
 * Records of many chains, as a store gives them, from the one file that is
 * named, or from standard input. The exit status.
 */
int log_verify_store(const struct console *console);

#endif
