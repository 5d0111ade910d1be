/*
 * openpgp_signature.h - an OpenPGP signature of a document, read strictly:
 * one way only to read it, and to say by whose key it is. Never verifies.
 *
 * Format: RFC 4880, 5.2.3; issuer fingerprint: RFC 9580, 5.2.3.35.
 */
#ifndef REFGATE_TRUST_OPENPGP_SIGNATURE_H
#define REFGATE_TRUST_OPENPGP_SIGNATURE_H

#include "trust/crypto.h"

#include <stdint.h>

#define OPENPGP_FINGERPRINT_SIZE 20
#define OPENPGP_TRAILER_SIZE 6
#define OPENPGP_NUMBERS_MAX 2

/* RFC 4880, 9.1: those that are taken. */
enum openpgp_algorithm {
	OPENPGP_RSA = 1,
	OPENPGP_ECDSA = 19,
	OPENPGP_EDDSA = 22,
};

struct openpgp_signature {
	unsigned algorithm;
	enum digest digest;
	struct str hashed; /* is hashed behind the content, then `trailer` */
	unsigned char trailer[OPENPGP_TRAILER_SIZE];
	struct str left; /* the first two bytes of the hash */
	struct str fingerprint;
	int64_t made;
	int64_t ends; /* seconds since 1970; 0: never */
	struct str numbers[OPENPGP_NUMBERS_MAX];
};

enum openpgp_flaw {
	OPENPGP_FINE,
	OPENPGP_MALFORMED,
	OPENPGP_WEAK, /* whole, but by an algorithm that is not taken */
};

/*
 * Exactly one version 4 signature of a binary document, and nothing behind.
 * Slices of `bytes`. If not fine *what is a static text; weak: all but the
 * numbers is set.
 */
enum openpgp_flaw openpgp_signature_read(struct openpgp_signature *out,
					 struct str bytes, const char **what);

#endif
