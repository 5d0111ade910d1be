/*
 * crash.c - see crash.h. Never goes on after a crash, and never gets in the
 * way of a sanitizer, which tells more.
 */
#include "base/crash.h"

#include "base/sanitizer.h"

#include <signal.h>
#include <stddef.h>

static const int signals[] = { SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT };

void crash_prepare(struct crash *crash, void (*speak)(int signal))
{
	stack_t stack = { .ss_sp = crash->stack,
			  .ss_size = sizeof(crash->stack) };
	struct sigaction action = {
		.sa_handler = speak, .sa_flags = SA_ONSTACK | (int)SA_RESETHAND
	};

	if (HAS_SANITIZER || sigaltstack(&stack, NULL))
		return;
	sigemptyset(&action.sa_mask);
	for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++)
		sigaction(signals[i], &action, NULL);
}
