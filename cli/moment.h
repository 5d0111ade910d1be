/*
 * moment.h - the times that --since and --until take. For the verbs that
 * read logs.
 */
#ifndef REFGATE_CLI_MOMENT_H
#define REFGATE_CLI_MOMENT_H

#include "console.h"

#include <stdbool.h>
#include <stdint.h>

/*
 * Seconds since 1970 of a time in UTC as typed, or as a line of the log or of
 * ours has it: 2026-11-20, 2026-11-20T09:00, 2026-11-20 09:00:01Z; or how long
 * ago it is: 4h, 30d. Of a day that is the end (`is_end`): what follows it.
 */
bool moment_parse(const char *text, bool is_end, int64_t *out);
/* The same of console->value; if it is none, says so: console->status. */
void moment_read(struct console *console, bool is_end, int64_t *out);

#endif
