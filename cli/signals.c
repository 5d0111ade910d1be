/*
 * signals.c - chooses signals. Never blocks or handles one.
 */
#include "signals.h"

#include <stddef.h>

void signals_to_end(sigset_t *out)
{
	static const int numbers[] = { SIGINT, SIGTERM, SIGHUP };
	struct sigaction action;

	sigemptyset(out);
	for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++)
		if (!sigaction(numbers[i], NULL, &action) &&
		    action.sa_handler != SIG_IGN)
			sigaddset(out, numbers[i]);
}
