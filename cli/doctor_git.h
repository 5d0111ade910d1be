/*
 * doctor_git.h - git as who receives a push would run it. For cli/doctor*.c.
 */
#ifndef REFGATE_CLI_DOCTOR_GIT_H
#define REFGATE_CLI_DOCTOR_GIT_H

#include "doctor.h"
#include "test_process.h"

/*
 * Begins "git --git-dir=DIR". Of our environment it has the search path, and
 * where configuration is found as long as we are who we were.
 */
void doctor_git(struct doctor *doctor, struct process *process,
		const char *dir);
/* The same, apart from all configuration of this machine. */
void doctor_git_alone(struct doctor *doctor, struct process *process,
		      const char *dir);
/* The first line of what it said; arena. */
const char *doctor_git_said(struct doctor *doctor,
			    const struct process *process);
/* Output of a command that has to succeed, trimmed; arena, or NULL. */
const char *doctor_git_run(struct doctor *doctor, struct process *process,
			   struct error *error);

#endif
