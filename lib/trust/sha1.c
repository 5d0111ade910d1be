/*
 * sha1.c - SHA-1 by libcrypto's low-level calls, which need no start-up.
 * Never keeps a state.
 */
#define OPENSSL_API_COMPAT 0x10100000L /* the low-level calls: no start-up */

#include "trust/sha1.h"

#include <openssl/sha.h>

_Static_assert(SHA1_SIZE == SHA_DIGEST_LENGTH, "SHA-1 has 20 bytes");

void sha1_digest(struct str s, unsigned char out[SHA1_SIZE])
{
	SHA_CTX context;

	SHA1_Init(&context);
	if (s.size)
		SHA1_Update(&context, s.data, s.size);
	SHA1_Final(out, &context);
}
