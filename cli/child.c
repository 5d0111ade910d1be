/* child.c - see child.h. */
#include "child.h"

#include <errno.h>
#include <sys/wait.h>

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
