/*
 * trust.h - whom to believe: the trust files of a policy, and the question
 * whether a signature is one of theirs. Files are parsed, and libraries
 * loaded, when a signature of their kind has to be checked, and not before.
 * Never starts a process, never asks the network.
 */
#ifndef REFGATE_TRUST_TRUST_H
#define REFGATE_TRUST_TRUST_H

#include "base/diagnostic.h"
#include "base/error.h"
#include "trust/signature.h"

/* A longer one is malformed. */
#define SIGNATURE_SIZE_MAX (64u << 10)
/* How far a signature or key may be ahead of our clock, seconds. */
#define TRUST_CLOCK_SLACK 600

struct trust_file {
	const char *path; /* NULL: the policy names none */
	struct str text;  /* data NULL: it is not there */
};

struct trust_options {
	struct trust_file ssh;	       /* ssh-keygen(1), ALLOWED SIGNERS */
	struct trust_file ssh_revoked; /* PROTOCOL.krl, or one key a line */
	struct trust_file openpgp;     /* RFC 4880, transferable public keys */
	struct trust_file x509;	       /* PEM certificates */
	struct trust_file x509_crl;    /* PEM revocation lists */
	int64_t minimum_rsa_bits;
	const struct people *people; /* borrowed, may be NULL */
	int64_t now;		     /* of receiving, seconds since 1970 */
	const char *ssh_namespace;   /* of SSH signatures; NULL: "git" */
};

struct trust;

/* Texts and people are borrowed. NULL: out of memory. */
struct trust *trust_new(const struct trust_options *options);
void trust_free(struct trust *trust); /* NULL-safe */

/* What is said to be signed. */
struct signed_object {
	const struct str *payload; /* pieces, one after the other */
	size_t payload_count;
	struct str signature; /* armor, lines unfolded; empty: missing */
	/* git's own view of the time, which must be within SSH keys' bounds:
	 * the committer's or tagger's; 0: none */
	int64_t time;
};

/* The format that the armor's first line names. */
enum signature_format signature_find_format(struct str armor);

/*
 * 0 and *out, whatever was found; strings in `arena`. ERROR_BROKEN when it
 * cannot be judged: a library is missing, a trust file is not there or does
 * not load ("allowed_signers:12: ..."), or the policy names none at all.
 */
int trust_verify(struct trust *trust, const struct signed_object *object,
		 struct arena *arena, struct signature *out,
		 struct error *error);

/*
 * The person of an SSH public key ("ssh-ed25519 AAAA..."), whatever it may
 * sign: not revoked, valid now. is_one is false if nobody.
 */
int trust_ssh_owner(struct trust *trust, struct str key, struct signer *out,
		    struct error *error);

/* A key of the trust files, for lint and doctor. */
struct trusted_key {
	const char *key; /* as struct signature has it */
	struct signer signer;
	int64_t ends;	   /* seconds since 1970; 0: never */
	bool is_authority; /* it vouches for the keys of those it names */
	struct mark mark;
};
/*
 * Parses all files that are there: every flaw becomes a diagnostic, every key
 * a call. The marks' sources live as long as the trust.
 */
int trust_check(struct trust *trust, struct diagnostics *diagnostics,
		void (*each)(const struct trusted_key *key, void *context),
		void *context, struct error *error);

#endif
