/*
 * setup.h - what a repository says about itself before a push is judged: its
 * configuration, its policies, who pushes. Never opens it with libgit2.
 */
#ifndef REFGATE_GATE_SETUP_H
#define REFGATE_GATE_SETUP_H

#include "gate/gate.h"

#define SETUP_DIRECTORY "refgate" /* below the repository directory */

struct setup {
	struct arena arena;
	const char *git_dir;
	const char *name; /* refgate.name, or the directory's without .git */
	const char *default_ref; /* what HEAD points at, or NULL */
	struct config config;	 /* the repository's */
	struct config system;
	struct policy *policies[GATE_POLICIES_MAX];
	struct trust *trusts[GATE_POLICIES_MAX]; /* of each policy */
	size_t policy_count;
	int64_t now; /* of receiving, seconds since 1970 */
	struct pusher pusher;
	bool shared; /* core.sharedRepository lets a group write */
	bool import_open;
	bool was_filled; /* a ref has been deleted: no longer a new one */
	bool caches;	 /* set before setup_load(): keeps what policies say */
	bool unrecorded; /* by record_append(): a log could not be written */
	struct diagnostics *diagnostics; /* of policies that do not load */
};

/* Configuration, name and pusher. setup_release() in any case. */
int setup_open(struct setup *out, const char *git_dir, struct error *error);
/*
 * The policies. `path` NULL: where refgate.policy or the places say.
 * ERROR_NOT_FOUND: none, *error names the places; ERROR_USAGE: one does not
 * load, setup->diagnostics says why.
 */
int setup_load(struct setup *setup, const char *path, struct error *error);
void setup_release(struct setup *setup);

/*
 * Remembers for good that the repository is no new one, before a ref is
 * deleted: whoever deletes all branches has not made it one again.
 */
int setup_mark_filled(const struct setup *setup, struct error *error);

/* refgate.identity: the repository's word, else the system's, or NULL. */
const char *setup_identity_source(const struct setup *setup);
/* The first policy's contact, or the default one. Never NULL. */
const char *setup_contact(const struct setup *setup);
/* "recapio 8a1f03c2": names and short hashes of the policies; arena. */
const char *setup_policy_title(struct setup *setup);
/* Fills in all but the push itself. */
void setup_request(const struct setup *setup, struct gate_request *request);

#endif
