/*
 * child.h - waits for a program that was started.
 */
#ifndef REFGATE_CLI_CHILD_H
#define REFGATE_CLI_CHILD_H

#include "base/error.h"

#include <sys/types.h>

#define CHILD_SIGNALLED 128

/* 0 with *status: its exit status, or CHILD_SIGNALLED and the signal. */
int child_wait(pid_t pid, int *status, struct error *error);

#endif
