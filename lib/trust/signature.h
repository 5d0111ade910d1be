/*
 * signature.h - what was found about a signature: one state, who made it,
 * and words for people. Plain values; never verifies.
 */
#ifndef REFGATE_TRUST_SIGNATURE_H
#define REFGATE_TRUST_SIGNATURE_H

#include "trust/signer.h"

#include <stdint.h>

enum signature_format {
	SIGNATURE_NO_FORMAT, /* none that is known */
	SIGNATURE_SSH,
	SIGNATURE_OPENPGP,
	SIGNATURE_X509,
};
/* "SSH", "OpenPGP", "X.509"; "unknown". */
const char *signature_format_name(enum signature_format format);

/* Exactly one passes. A format's verifier tells of the first that holds. */
enum signature_state {
	SIGNATURE_GOOD,
	SIGNATURE_MISSING,
	SIGNATURE_MALFORMED,	 /* it cannot be read, or in two ways */
	SIGNATURE_WEAK,		 /* SHA-1, MD5, DSA, a short RSA key */
	SIGNATURE_BAD,		 /* it does not fit the content */
	SIGNATURE_UNKNOWN_KEY,	 /* the trust files do not have its key */
	SIGNATURE_REVOKED,	 /* the key, or its certificate */
	SIGNATURE_UNTRUSTED,	 /* known, but nothing vouches for it */
	SIGNATURE_EXPIRED,	 /* the key, its certificate or signature */
	SIGNATURE_NOT_YET_VALID, /* likewise */
	SIGNATURE_NOT_ALLOWED,	 /* good, but not for this */
	SIGNATURE_WRONG_SIGNER,	 /* good, but somebody else's */
};
/* "missing", "malformed", "unknown key", "not allowed here", ... */
const char *signature_state_name(enum signature_state state);

struct signature {
	enum signature_format format;
	enum signature_state state;
	bool valid; /* content and key fit, whoever's key it is */
	/*
	 * What follows a commit's subject, short, in the arena; not escaped:
	 * "unknown key SHA256:k0Jx4...", "expired key ... of alice: ended
	 * 2026-01-31". NULL when GOOD.
	 */
	const char *detail;
	/* "SHA256:...", an OpenPGP fingerprint, a certificate's SHA-256 */
	const char *key; /* NULL: not known */
	struct signer signer;
	int64_t made; /* as it says itself, seconds since 1970; 0: it does not
		       */
	/* EXPIRED, but made, as it says itself, before its key ended. */
	bool made_in_time;
};

#endif
