/*
 * site.h - where a command works: the repository it is run in, and the
 * policy that counts there.
 */
#ifndef REFGATE_CLI_SITE_H
#define REFGATE_CLI_SITE_H

#include "console.h"

#include "gate/setup.h"
#include "git/clone.h"

struct site {
	struct clone clone;
	struct setup setup;
	bool in_repository;
};

/*
 * Finds the repository; ERROR_USAGE if there is none, unless it is not
 * `required`. site_release() in any case.
 */
int site_open(struct site *out, bool required, struct error *error);
/*
 * Loads the policy. `policy` is a file, or a shipped preset (a name without
 * slash and .yml); NULL: the repository's. In a clone the policy is the
 * developer's own file; in a bare repository it is judged as the hooks do.
 * `login` (may be NULL) is who pushes; else, in a clone, who commits.
 */
int site_load(struct site *site, const char *policy, const char *login,
	      struct error *error);
void site_release(struct site *site);

/*
 * Says where a clone does not know what HEAD of the server points at, and the
 * policy asks. For commands that judge.
 */
void site_say_default(const struct site *site);

/* The file that `policy` names, in the site's arena. NULL: out of memory. */
const char *site_policy_path(struct site *site, const char *policy);
/* Says why a policy did not load, all of it; the exit status. */
int site_failed(const struct setup *setup, const struct error *error);

/* "main" -> "refs/heads/main"; names that begin "refs/" stay. */
const char *site_full_name(struct site *site, const char *ref);
/*
 * The ref that a push of the current branch goes to; NULL when HEAD is
 * detached.
 */
const char *site_own_ref(const struct site *site);

#endif
