/*
 * doctor_checks.c - the table of what `refgate doctor` looks at, in its order.
 * docs/refgate.md has a row for each.
 */
#include "doctor.h"

#define INSTALL "docs/install.md"
#define LOCKS INSTALL "#two-locks-and-what-no-hook-can-do"
#define AFTERWARDS INSTALL "#afterwards"
#define WHAT_IT_DOES INSTALL "#what-it-does-to-a-repository"
#define POLICY "docs/policy.md"
#define LOG "docs/refgate-log.md"

const struct doctor_check doctor_checks[] = {
	{ "repository", "git and refgate can work in it", WHAT_IT_DOES,
	  doctor_repository, true },
	{ "hooks-path", "no setting sends git to other hooks", LOCKS,
	  doctor_hooks_path, true },
	{ "hooks", "the hooks are there, run, and are current", LOCKS,
	  doctor_hooks, true },
	{ "ownership", "nobody else can write what decides", LOCKS,
	  doctor_ownership, false },
	{ "policy", "the policy loads, and means something", POLICY,
	  doctor_policy, false },
	{ "trust", "the keys that count are there, and last",
	  "docs/signing.md#for-admins", doctor_trust, false },
	{ "import", "no import window is open",
	  "docs/refgate.md#refgate-import", doctor_import, false },
	{ "log", "the log can be written, and ends as it was left",
	  LOG "#verifying-it", doctor_log, false },
	{ "anchor", "the end of the log is anchored", LOG "#anchors",
	  doctor_anchor, false },
	{ "space", "there is room for the log", LOG "#where-it-is",
	  doctor_space, false },
	{ "rotation", "somebody rotates the log", LOG "#rotation",
	  doctor_rotation, false },
	{ "identity", "who pushes is known from one source",
	  POLICY "#who-pushes", doctor_identity, false },
	{ "sshd", "sshd lets nobody forge who they are", POLICY "#who-pushes",
	  doctor_sshd, false },
	{ "shells", "accounts that push have no shell", LOCKS, doctor_shells,
	  false },
	{ "push-options", "git takes `git push -o`", WHAT_IT_DOES,
	  doctor_push_options, false },
	{ "hidden-refs", "nobody pushes to the gate's own refs", WHAT_IT_DOES,
	  doctor_hidden_refs, false },
	{ "borrowed", "git knows what a borrowed object store has",
	  WHAT_IT_DOES, doctor_borrowed, false },
	{ "receive", "git's own checks help", AFTERWARDS, doctor_receive,
	  false },
	{ "push", "a good push gets in, a bad one does not", LOCKS, doctor_push,
	  false },
};

const size_t doctor_check_count =
	sizeof(doctor_checks) / sizeof(doctor_checks[0]);

const char *const doctor_hook_names[DOCTOR_HOOKS] = { "pre-receive", "update",
						      "post-receive" };
