/*
 * openpgp_fixture.h - OpenPGP keys and signatures made on the spot by gpg, in
 * a home of their own, and the format's verifier by itself. For tests only.
 */
#ifndef REFGATE_TESTS_OPENPGP_FIXTURE_H
#define REFGATE_TESTS_OPENPGP_FIXTURE_H

#include "trust/format.h"

/* A GNUPGHOME; its path is short: it holds the agent's socket. */
struct openpgp_home {
	char path[64];
};
void openpgp_home_open(struct openpgp_home *home);
/* Ends the agent and removes all. */
void openpgp_home_close(struct openpgp_home *home);

/*
 * Runs gpg on the words between "|"; the test fails if it does. `time` is
 * "20200101", or NULL for now. A word "{MAIL}" or "{MAIL/2}" stands for the
 * first or second fingerprint of that key, "{MAIL/2}!" likewise. `input` may
 * be NULL, else it answers what gpg asks.
 */
void openpgp_gpg(const struct openpgp_home *home, struct buf *out,
		 const char *time, const char *words, const char *input);
/* Appends. */
void openpgp_fixture_fingerprint(const struct openpgp_home *home,
				 struct buf *out, const char *mail,
				 size_t index);
/* What gpg itself says: a good signature by a key that is good now. */
bool openpgp_gpg_accepts(const char *ring, const char *signature,
			 const char *payload, const char *time);

/* The verifier with a file of keys. */
struct openpgp_trial {
	struct trust_options options;
	struct trust_base base;
	struct arena arena;
	struct diagnostics diagnostics;
	struct error error;
	void *state;
	int result;		    /* of opening it */
	struct buf ring, signature; /* if read from files */
};
/* `ring` must outlive the trial; without data there are no keys. */
void openpgp_trial_open(struct openpgp_trial *trial, struct str ring,
			int64_t now, const struct people *people);
/* With the keys of one file, and the signature of the other (may be NULL). */
void openpgp_trial_files(struct openpgp_trial *trial, const char *ring,
			 const char *signature, int64_t now,
			 const struct people *people);
void openpgp_trial_close(struct openpgp_trial *trial);
/* Of the packet's bytes, without armor. */
struct signature openpgp_trial_verify(struct openpgp_trial *trial,
				      struct str payload, struct str bytes);

/* A new-format packet; appends. */
void openpgp_fixture_packet(struct buf *out, unsigned tag, struct str body);
/* Without armor; to be released. */
struct buf openpgp_fixture_read(const char *path);

#endif
