/* hash.h - SHA-256 (FIPS 180-4) and UUID version 7 (RFC 9562). */
#ifndef REFGATE_BASE_HASH_H
#define REFGATE_BASE_HASH_H

#include "base/str.h"

#define SHA256_SIZE 32
#define SHA256_HEX_SIZE 64
#define UUID_TEXT_SIZE 37

struct sha256 {
	_Alignas(8) unsigned char state[128]; /* libcrypto's SHA256_CTX */
};

void sha256_init(struct sha256 *hash);
void sha256_add(struct sha256 *hash, const void *data, size_t size);
/* Adds the size (8 bytes, big endian) and then s: no two lists collide. */
void sha256_add_field(struct sha256 *hash, struct str s);
void sha256_final(struct sha256 *hash, unsigned char out[SHA256_SIZE]);
void sha256_hex(struct str s, char out[SHA256_HEX_SIZE + 1]);
void hex_encode(const unsigned char *bytes, size_t size, char *out);
bool hex_decode(struct str hex, unsigned char *out); /* lower case only */

/* Needs getrandom(2); false if there is no randomness. */
bool uuid7(char out[UUID_TEXT_SIZE]);

#endif
