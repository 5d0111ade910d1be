/*
 * policy_open.h - the policy that a subverb of `refgate policy` is about.
 */
#ifndef REFGATE_CLI_POLICY_OPEN_H
#define REFGATE_CLI_POLICY_OPEN_H

#include "site.h"

/*
 * Options, the one argument, the policy. -1: go on, and if it does not load
 * site->setup.diagnostics says why; else the exit status. *out has to be
 * given to site_release() in any case.
 */
int policy_open(struct console *console, struct site *out, int argc,
		char **argv, struct error *error);

#endif
