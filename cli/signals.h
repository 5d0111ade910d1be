/*
 * signals.h - which signals end a program that has something to clean up.
 */
#ifndef REFGATE_CLI_SIGNALS_H
#define REFGATE_CLI_SIGNALS_H

#include <signal.h>

/*
 * SIGINT, SIGTERM and SIGHUP, to be blocked and waited for. What is ignored,
 * such as by nohup(1), stays so.
 */
void signals_to_end(sigset_t *out);

#endif
