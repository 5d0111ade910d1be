/*
 * log_verify_print.h - what `refgate log verify` has found, on standard
 * output. For cli/log_verify.c.
 */
#ifndef REFGATE_CLI_LOG_VERIFY_PRINT_H
#define REFGATE_CLI_LOG_VERIFY_PRINT_H

#include "log_anchors.h"

struct json;

struct verify_printer {
	const struct console *console;
	const struct log_anchors *anchors;
	struct buf out;	   /* owned */
	struct json *json; /* what flaws are listed in */
};

/* What the log itself owns up to, as it is passed; `context` is a printer. */
void verify_print_break(void *context, const char *file, uint64_t line,
			const char *text, uint64_t torn_bytes);
/* Of chain and anchors. */
size_t verify_count_flaws(const struct verify_printer *printer,
			  const struct log_verdict *verdict);
/* The exit status of printing. */
int verify_print(struct verify_printer *printer,
		 const struct log_verdict *verdict);

#endif
