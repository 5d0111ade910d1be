/*
 * ssh_key.h - SSH public keys and signatures by them, read strictly. Never
 * decides whether a key is trusted.
 *
 * Formats: RFC 4253 6.6, 5656, 8332, 8709; OpenSSH's PROTOCOL.u2f.
 */
#ifndef REFGATE_TRUST_SSH_KEY_H
#define REFGATE_TRUST_SSH_KEY_H

#include "trust/crypto.h"

#define SSH_BLOB_SIZE_MAX (16u << 10)

enum ssh_key_type {
	SSH_KEY_RSA,
	SSH_KEY_ECDSA,
	SSH_KEY_ED25519,
	SSH_KEY_SK_ECDSA,
	SSH_KEY_SK_ED25519,
	SSH_KEY_DSA, /* read so that it can be called weak */
};

struct ssh_key {
	enum ssh_key_type type;
	struct str blob; /* all of it; what all slices point into */
	enum curve curve;
	struct str modulus, exponent; /* RSA, without leading zeros */
	struct str point;	      /* EC: point; Ed25519: 32 bytes */
	struct str application;	      /* of sk- keys */
	size_t bits;		      /* RSA: of the modulus; else 0 */
};

/* 0, or ERROR_USAGE with *what, a static text. Slices of `blob`. */
int ssh_key_read(struct ssh_key *out, struct str blob, const char **what);
/* "ssh-ed25519", ...: the name within the blob; for "TYPE BASE64" lines. */
const char *ssh_key_type_name(const struct ssh_key *key);
/* Appends "SHA256:...". */
void ssh_fingerprint(struct buf *out, struct str blob);
/* As for public_key_rsa() etc. */
int ssh_key_load(struct public_key **out, struct crypto *crypto,
		 const struct ssh_key *key, struct error *error);

/* Why a signature by a key cannot be taken, before it is checked. */
enum ssh_signature_flaw {
	SSH_SIGNATURE_FINE,
	SSH_SIGNATURE_MALFORMED,
	SSH_SIGNATURE_WEAK, /* ssh-rsa (SHA-1), DSA */
};
/*
 * `blob`: string algorithm, string signature, and for sk- keys flags and
 * counter; nothing behind. The algorithm must be one of the key's type
 * (RSA: rsa-sha2-256, rsa-sha2-512). sk- keys must say "user present".
 * MATCH_NO with *flaw and *what where it is not even tried, else FINE.
 */
enum match ssh_signature_fits(const struct ssh_key *key,
			      const struct public_key *loaded,
			      struct crypto *crypto, struct str blob,
			      const struct str *pieces, size_t count,
			      enum ssh_signature_flaw *flaw, const char **what,
			      struct error *error);

#endif
