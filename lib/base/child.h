/*
 * child.h - starts a program and waits for it, without a shell.
 */
#ifndef REFGATE_BASE_CHILD_H
#define REFGATE_BASE_CHILD_H

#include "base/error.h"

#include <stdbool.h>
#include <sys/types.h>

#define CHILD_FILES 3
#define CHILD_SIGNALLED 128

/* Lists end in NULL, or 0. All is borrowed for the call. */
struct child {
	const char *const *words; /* the first: a path, or a name in our PATH */
	const char *const *environment;
	/* its standard input, output and error, by number; -1: ours */
	int files[CHILD_FILES];
	const int *signals; /* that end it even if we ignore them; or NULL */
	/* a session of its own, so no terminal; and no signal is blocked */
	bool is_detached;
};

/* 0 with *pid, which child_wait() is for; or what errno would be. */
int child_start(pid_t *pid, const struct child *child);
/* 0 with *status: its exit status, or CHILD_SIGNALLED and the signal. */
int child_wait(pid_t pid, int *status, struct error *error);

#endif
