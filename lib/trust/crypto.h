/*
 * crypto.h - libcrypto behind plain values: opened when the first signature
 * has to be checked, keys made of their numbers, one question. Never decides
 * which key, hash or size is good enough.
 */
#ifndef REFGATE_TRUST_CRYPTO_H
#define REFGATE_TRUST_CRYPTO_H

#include "base/buf.h"
#include "base/error.h"
#include "base/match.h"

#define DIGEST_SIZE_MAX 64

/* FIPS 180-4. SHA-1 is for names of OpenPGP keys only. */
enum digest {
	DIGEST_SHA1,
	DIGEST_SHA256,
	DIGEST_SHA384,
	DIGEST_SHA512,
};

/* SEC 2 and FIPS 186-4. */
enum curve {
	CURVE_P256,
	CURVE_P384,
	CURVE_P521,
};

struct crypto;	   /* the library, opened */
struct public_key; /* a key as the library has it */

/* ERROR_BROKEN: there is no libcrypto.so.3. crypto_close() it. */
int crypto_open(struct crypto **out, struct error *error);
void crypto_close(struct crypto *crypto); /* NULL-safe */
/* The calls of crypto.def, for x509.c; nobody else sees <openssl/...>. */
const struct crypto_calls *crypto_calls(const struct crypto *crypto);

/*
 * Numbers are big-endian; leading zeros are allowed. ERROR_USAGE: no such key
 * can be (out of range, not on the curve); ERROR_INTERNAL. *out is freed
 * with public_key_free(), before its crypto is closed.
 */
int public_key_rsa(struct public_key **out, struct crypto *crypto,
		   struct str modulus, struct str exponent,
		   struct error *error);
/* `point`: SEC 1, uncompressed (04 X Y). */
int public_key_ec(struct public_key **out, struct crypto *crypto,
		  enum curve curve, struct str point, struct error *error);
/* RFC 8032: 32 bytes. */
int public_key_ed25519(struct public_key **out, struct crypto *crypto,
		       struct str bytes, struct error *error);
void public_key_free(struct public_key *key); /* NULL-safe */

/*
 * Whether `signature` is one of the pieces, one after the other, by that key:
 * RSA PKCS#1 v1.5; ECDSA as ECDSA-Sig-Value (RFC 3279, DER); Ed25519, where
 * the digest is not used. BROKEN: memory or the library.
 */
enum match public_key_fits(const struct public_key *key, enum digest digest,
			   const struct str *pieces, size_t count,
			   struct str signature, struct error *error);

/* ECDSA-Sig-Value of two positive big-endian numbers; appended. */
void ecdsa_signature(struct buf *out, struct str r, struct str s);

/* *size is 20 to 64. */
int crypto_digest(struct crypto *crypto, enum digest digest,
		  const struct str *pieces, size_t count,
		  unsigned char out[DIGEST_SIZE_MAX], size_t *size,
		  struct error *error);

#endif
