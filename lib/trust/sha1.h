/*
 * sha1.h - SHA-1 (FIPS 180-4), for fingerprints in revocation lists. Never for
 * anything that is signed.
 */
#ifndef REFGATE_TRUST_SHA1_H
#define REFGATE_TRUST_SHA1_H

#include "base/str.h"

#define SHA1_SIZE 20

void sha1_digest(struct str s, unsigned char out[SHA1_SIZE]);

#endif
