/*
 * run_git.c - see run_git.h. Never goes through a shell.
 */
#include "run_git.h"

#include "base/file.h"
#include "child.h"

#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define WORDS_MAX 32
#define OUTPUT_SIZE_MAX (1u << 20)

extern char **environ;

/* What the terminal interrupts is git, not who waits to tidy up behind it. */
static int start(pid_t *pid, const char **arguments,
		 const posix_spawn_file_actions_t *actions)
{
	posix_spawnattr_t attributes;
	sigset_t signals;
	int code = posix_spawnattr_init(&attributes);

	if (code)
		return code;
	sigemptyset(&signals);
	sigaddset(&signals, SIGINT);
	sigaddset(&signals, SIGQUIT);
	code = posix_spawnattr_setsigdefault(&attributes, &signals);
	if (!code)
		code = posix_spawnattr_setflags(&attributes,
						POSIX_SPAWN_SETSIGDEF);
	if (!code)
		code = posix_spawnp(pid, arguments[0], actions, &attributes,
				    (char *const *)arguments, environ);
	posix_spawnattr_destroy(&attributes);
	return code;
}

static int spawn(const char **arguments, int output, int *status,
		 struct error *error)
{
	const struct sigaction ignore = { .sa_handler = SIG_IGN };
	struct sigaction interrupt, quit;
	posix_spawn_file_actions_t actions;
	pid_t pid = -1;
	int result;
	int code;

	if (posix_spawn_file_actions_init(&actions))
		return error_no_memory(error);
	sigaction(SIGINT, &ignore, &interrupt);
	sigaction(SIGQUIT, &ignore, &quit);
	code = posix_spawn_file_actions_adddup2(&actions, output,
						STDOUT_FILENO);
	if (!code)
		code = start(&pid, arguments, &actions);
	result = code ? error_set(error, ERROR_INTERNAL, "cannot run git: %s",
				  strerror(code)) :
			child_wait(pid, status, error);
	sigaction(SIGINT, &interrupt, NULL);
	sigaction(SIGQUIT, &quit, NULL);
	posix_spawn_file_actions_destroy(&actions);
	return result;
}

int run_git(const char *const *words, struct buf *out, int *status,
	    struct error *error)
{
	const char *arguments[WORDS_MAX + 2] = { "git" };
	int output = -1;
	size_t count;
	int result;

	for (count = 0; words[count]; count++) {
		if (count == WORDS_MAX)
			return error_set(error, ERROR_INTERNAL,
					 "too many words for git");
		arguments[count + 1] = words[count];
	}
	output = memfd_create("refgate", MFD_CLOEXEC);
	if (output < 0)
		return error_set_errno(error, ERROR_INTERNAL, "memfd_create");
	result = spawn(arguments, output, status, error);
	if (!result && out && lseek(output, 0, SEEK_SET) < 0)
		result = error_set_errno(error, ERROR_INTERNAL, "lseek");
	if (!result && out)
		result = fd_read_all(out, output, OUTPUT_SIZE_MAX, error);
	close(output);
	return result;
}
