/*
 * doctor_clone.h - the throw-away clone of a repository: its objects are
 * borrowed, its log is another, its hooks are the repository's own programs.
 * In doctor->scratch; removed with that. For cli/doctor*.c.
 */
#ifndef REFGATE_CLI_DOCTOR_CLONE_H
#define REFGATE_CLI_DOCTOR_CLONE_H

#include "doctor_git.h"

#include <limits.h>

struct clone_push {
	const char *ref;
	bool bad; /* a commit with two authors */
};

int doctor_clone_make(struct doctor *doctor, struct error *error);
/*
 * Makes the commit and pushes it, whatever comes of that: *process is what git
 * said. process_release() it in any case.
 */
int doctor_clone_push(struct doctor *doctor, const struct clone_push *push,
		      struct process *process, struct error *error);
/* Whether the log there says that something has landed. */
bool doctor_clone_logged(struct doctor *doctor);
/*
 * Whether nobody can have written a program but its owner, root, and, unless
 * we are root, the group that shares the repository; `real` is where it is.
 */
bool doctor_clone_may_run(const struct doctor *doctor, const char *path,
			  char real[PATH_MAX]);

#endif
