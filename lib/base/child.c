/*
 * child.c - see child.h. Never hands on more than it is told to: no file but
 * the three, and no environment of ours.
 */
#include "base/child.h"

#include <errno.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>

static int set_attributes(posix_spawnattr_t *attributes,
			  const struct child *child)
{
	short flags = POSIX_SPAWN_SETSIGDEF;
	sigset_t ended_by, none;
	int code;

	sigemptyset(&none);
	sigemptyset(&ended_by);
	for (size_t i = 0; child->signals && child->signals[i]; i++)
		sigaddset(&ended_by, child->signals[i]);
	if (child->is_detached)
		flags |= POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSID;
	code = posix_spawnattr_setsigdefault(attributes, &ended_by);
	if (!code)
		code = posix_spawnattr_setsigmask(attributes, &none);
	return code ? code : posix_spawnattr_setflags(attributes, flags);
}

static int spawn(pid_t *pid, const struct child *child,
		 const posix_spawn_file_actions_t *actions)
{
	posix_spawnattr_t attributes;
	int code = posix_spawnattr_init(&attributes);

	if (code)
		return code;
	code = set_attributes(&attributes, child);
	if (!code)
		code = posix_spawnp(pid, child->words[0], actions, &attributes,
				    (char *const *)child->words,
				    (char *const *)child->environment);
	posix_spawnattr_destroy(&attributes);
	return code;
}

int child_start(pid_t *pid, const struct child *child)
{
	posix_spawn_file_actions_t actions;
	int code = posix_spawn_file_actions_init(&actions);

	if (code)
		return code;
	for (int i = 0; !code && i < CHILD_FILES; i++)
		if (child->files[i] >= 0)
			code = posix_spawn_file_actions_adddup2(
				&actions, child->files[i], i);
	if (!code)
		code = spawn(pid, child, &actions);
	posix_spawn_file_actions_destroy(&actions);
	return code;
}

int child_wait(pid_t pid, int *status, struct error *error)
{
	int how;

	while (waitpid(pid, &how, 0) < 0)
		if (errno != EINTR)
			return error_set_errno(error, ERROR_INTERNAL,
					       "waitpid");
	*status = WIFEXITED(how) ? WEXITSTATUS(how) :
				   CHILD_SIGNALLED + WTERMSIG(how);
	return 0;
}
