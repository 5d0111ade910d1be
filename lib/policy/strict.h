/*
 * strict.h - whether strangers could have written a file of the policy, as
 * OpenSSH's StrictModes asks of its files.
 */
#ifndef REFGATE_POLICY_STRICT_H
#define REFGATE_POLICY_STRICT_H

#include "policy/policy.h"

#include <sys/stat.h>

/* The folder that was looked at last: most files of a policy share one. */
struct strict_seen {
	const char *path; /* of a file in it; borrowed */
	size_t folder;	  /* so many bytes of `path` */
};

/* `info` is fstat(2) of the file that was read. */
void strict_check(struct strict_seen *seen,
		  const struct policy_request *request, const char *path,
		  const struct stat *info, struct diagnostics *diagnostics);

#endif
