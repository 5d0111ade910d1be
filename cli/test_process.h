/*
 * test_process.h - runs git and ssh-keygen for test cases, with input, an
 * environment of their own and what they say.
 */
#ifndef REFGATE_CLI_TEST_PROCESS_H
#define REFGATE_CLI_TEST_PROCESS_H

#include "base/buf.h"
#include "base/error.h"

#define PROCESS_ARGUMENTS_MAX 128
#define PROCESS_VARIABLES_MAX 32

struct process {
	/* without the final NULL; borrowed */
	const char *arguments[PROCESS_ARGUMENTS_MAX + 1];
	size_t argument_count;
	const char *variables[PROCESS_VARIABLES_MAX + 1]; /* "NAME=value" */
	size_t variable_count;
	bool too_many;
	struct str input;
	struct buf out, messages; /* standard output and error */
	int status;		  /* exit status, or 128 and the signal */
};

void process_init(struct process *process);
void process_release(struct process *process);
void process_add(struct process *process, const char *argument);
void process_set(struct process *process, const char *variable);
/*
 * 0 if it ran to its end, whatever its exit status. The first argument is
 * looked for on the PATH.
 */
int process_run(struct process *process, struct error *error);

#endif
