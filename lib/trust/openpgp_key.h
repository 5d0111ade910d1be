/*
 * openpgp_key.h - OpenPGP public keys of version 4, and signatures by them.
 * Never decides whether a key is trusted.
 *
 * Format: RFC 4880, 5.5.2 and 12.2; RFC 6637; Ed25519 as RFC 9580, 5.5.5.5
 * (EdDSALegacy).
 */
#ifndef REFGATE_TRUST_OPENPGP_KEY_H
#define REFGATE_TRUST_OPENPGP_KEY_H

#include "base/arena.h"
#include "trust/openpgp_signature.h"

#define OPENPGP_FINGERPRINT_HEX_SIZE 40

enum openpgp_key_type {
	OPENPGP_KEY_NOT_TAKEN, /* for encryption, DSA, other curves */
	OPENPGP_KEY_RSA,
	OPENPGP_KEY_EC,
	OPENPGP_KEY_ED25519,
};

struct openpgp_key {
	struct str body;
	unsigned algorithm;
	enum openpgp_key_type type;
	int64_t created;
	enum curve curve;
	struct str modulus, exponent; /* RSA */
	struct str point;	      /* EC: SEC 1; Ed25519: 32 bytes */
	int64_t bits;		      /* RSA: of the modulus; else 0 */
};

/* NULL, or what is wrong, a static text. Slices of `body`. */
const char *openpgp_key_read(struct openpgp_key *out, struct str body);
int openpgp_key_fingerprint(const struct openpgp_key *key,
			    struct crypto *crypto,
			    unsigned char out[OPENPGP_FINGERPRINT_SIZE],
			    struct error *error);
/* Upper case, with a NUL. */
void openpgp_fingerprint_hex(struct str fingerprint,
			     char out[OPENPGP_FINGERPRINT_HEX_SIZE + 1]);
/* As for public_key_rsa() etc.; not of a type that is not taken. */
int openpgp_key_load(struct public_key **out, struct crypto *crypto,
		     const struct openpgp_key *key, struct error *error);
/* Why the key is too weak for this signature, a static text; else NULL. */
const char *openpgp_key_weakness(const struct openpgp_key *key,
				 const struct openpgp_signature *signature,
				 int64_t minimum_rsa_bits);
/* Whether the signature is one of the pieces by that key. */
enum match openpgp_key_fits(const struct openpgp_key *key,
			    const struct public_key *loaded,
			    struct crypto *crypto,
			    const struct openpgp_signature *signature,
			    const struct str *pieces, size_t count,
			    struct error *error);

#endif
