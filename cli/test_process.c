/*
 * test_process.c - see test_process.h. Input and output go through files in
 * memory, so that nobody waits for the other. Never passes on the
 * environment of the command itself.
 */
#include "test_process.h"

#include "base/child.h"
#include "base/file.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define OUTPUT_SIZE_MAX (64u << 20)

void process_init(struct process *process)
{
	*process = (struct process){ .argument_count = 0 };
}

void process_release(struct process *process)
{
	buf_release(&process->out);
	buf_release(&process->messages);
}

void process_add(struct process *process, const char *argument)
{
	if (!argument || process->argument_count == PROCESS_ARGUMENTS_MAX)
		process->too_many = true;
	else
		process->arguments[process->argument_count++] = argument;
}

void process_set(struct process *process, const char *variable)
{
	if (!variable || process->variable_count == PROCESS_VARIABLES_MAX)
		process->too_many = true;
	else
		process->variables[process->variable_count++] = variable;
}

enum {
	INPUT,
	OUTPUT,
	MESSAGES,
	FILE_COUNT = CHILD_FILES
};

static int open_files(int fds[FILE_COUNT], struct str input,
		      struct error *error)
{
	for (int i = 0; i < FILE_COUNT; i++) {
		fds[i] = memfd_create("refgate", MFD_CLOEXEC);
		if (fds[i] < 0)
			return error_set_errno(error, ERROR_INTERNAL,
					       "memfd_create");
	}
	if (fd_write_all(fds[INPUT], input, error))
		return error->code;
	if (lseek(fds[INPUT], 0, SEEK_SET) < 0)
		return error_set_errno(error, ERROR_INTERNAL, "lseek");
	return 0;
}

static int start(struct process *process, const int fds[FILE_COUNT],
		 struct error *error)
{
	struct child child = { .words = process->arguments,
			       .environment = process->variables };
	pid_t pid = -1;
	int code;

	memcpy(child.files, fds, sizeof(child.files));
	code = child_start(&pid, &child);
	if (code)
		return error_set(error, ERROR_INTERNAL, "cannot run %s: %s",
				 child.words[0], strerror(code));
	return child_wait(pid, &process->status, error);
}

static int read_back(struct buf *out, int fd, struct error *error)
{
	if (lseek(fd, 0, SEEK_SET) < 0)
		return error_set_errno(error, ERROR_INTERNAL, "lseek");
	return fd_read_all(out, fd, OUTPUT_SIZE_MAX, error);
}

int process_run(struct process *process, struct error *error)
{
	int fds[FILE_COUNT] = { -1, -1, -1 };
	int result;

	if (process->too_many)
		return error_set(error, ERROR_INTERNAL,
				 "too many arguments, or out of memory");
	process->arguments[process->argument_count] = NULL;
	process->variables[process->variable_count] = NULL;
	result = open_files(fds, process->input, error);
	if (!result)
		result = start(process, fds, error);
	if (!result)
		result = read_back(&process->out, fds[OUTPUT], error);
	if (!result)
		result = read_back(&process->messages, fds[MESSAGES], error);
	for (int i = 0; i < FILE_COUNT; i++)
		if (fds[i] >= 0)
			close(fds[i]);
	return result;
}
