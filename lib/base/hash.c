/*
 * hash.c - SHA-256 and UUID version 7. Never falls back to anything weaker
 * when there is no randomness.
 */
#define OPENSSL_API_COMPAT 0x10100000L /* the low-level calls: no start-up */

#include "base/hash.h"

#include "base/clock.h"

#include <errno.h>
#include <openssl/sha.h>
#include <string.h>
#include <sys/random.h>

_Static_assert(sizeof(SHA256_CTX) <= sizeof(((struct sha256 *)0)->state),
	       "struct sha256 must hold libcrypto's state");
_Static_assert(SHA256_SIZE == SHA256_DIGEST_LENGTH, "SHA-256 has 32 bytes");

static const char digits[] = "0123456789abcdef";

/* Copied in and out: the state is bytes to everyone else. */
static SHA256_CTX load(const struct sha256 *hash)
{
	SHA256_CTX context;

	memcpy(&context, hash->state, sizeof(context));
	return context;
}

#define NO_DIGIT 0x80

/* One more than the value, 0 for what is no digit: a log is mostly hashes. */
static const unsigned char digit_values[256] = {
	['0'] = 1,  ['1'] = 2,	['2'] = 3,  ['3'] = 4,	['4'] = 5,  ['5'] = 6,
	['6'] = 7,  ['7'] = 8,	['8'] = 9,  ['9'] = 10, ['a'] = 11, ['b'] = 12,
	['c'] = 13, ['d'] = 14, ['e'] = 15, ['f'] = 16,
};

static unsigned hex_value(char digit)
{
	unsigned value = digit_values[(unsigned char)digit];

	return value ? value - 1 : NO_DIGIT;
}

static bool get_random(unsigned char *out, size_t size)
{
	ssize_t got;

	while (size) {
		got = getrandom(out, size, 0);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return false;
		out += got;
		size -= (size_t)got;
	}
	return true;
}

void sha256_init(struct sha256 *hash)
{
	SHA256_CTX context;

	SHA256_Init(&context);
	memcpy(hash->state, &context, sizeof(context));
}

void sha256_add(struct sha256 *hash, const void *data, size_t size)
{
	SHA256_CTX context = load(hash);

	if (size == 0)
		return;
	SHA256_Update(&context, data, size);
	memcpy(hash->state, &context, sizeof(context));
}

void sha256_add_field(struct sha256 *hash, struct str s)
{
	unsigned char size[8];
	size_t i;

	for (i = 0; i < sizeof(size); i++)
		size[i] = (unsigned char)((uint64_t)s.size >> (56 - 8 * i));
	sha256_add(hash, size, sizeof(size));
	sha256_add(hash, s.data, s.size);
}

void sha256_final(struct sha256 *hash, unsigned char out[SHA256_SIZE])
{
	SHA256_CTX context = load(hash);

	SHA256_Final(out, &context);
}

void sha256_hex(struct str s, char out[SHA256_HEX_SIZE + 1])
{
	unsigned char bytes[SHA256_SIZE];
	struct sha256 hash;

	sha256_init(&hash);
	sha256_add(&hash, s.data, s.size);
	sha256_final(&hash, bytes);
	hex_encode(bytes, sizeof(bytes), out);
}

void hex_encode(const unsigned char *bytes, size_t size, char *out)
{
	size_t i;

	for (i = 0; i < size; i++) {
		out[2 * i] = digits[bytes[i] >> 4];
		out[2 * i + 1] = digits[bytes[i] & 0x0f];
	}
	out[2 * size] = '\0';
}

bool hex_decode(struct str hex, unsigned char *out)
{
	unsigned high;
	unsigned low;
	size_t i;

	if (hex.size % 2)
		return false;
	for (i = 0; i < hex.size; i += 2) {
		high = hex_value(hex.data[i]);
		low = hex_value(hex.data[i + 1]);
		if ((high | low) & NO_DIGIT)
			return false;
		out[i / 2] = (unsigned char)(high << 4 | low);
	}
	return true;
}

bool uuid7(char out[UUID_TEXT_SIZE])
{
	uint64_t milliseconds = (uint64_t)(clock_now() / 1000);
	unsigned char bytes[16];
	size_t at = 0;
	size_t i;

	out[0] = '\0';
	if (!get_random(bytes, sizeof(bytes)))
		return false;
	for (i = 0; i < 6; i++)
		bytes[i] = (unsigned char)(milliseconds >> (40 - 8 * i));
	bytes[6] = (unsigned char)(0x70 | (bytes[6] & 0x0f));
	bytes[8] = (unsigned char)(0x80 | (bytes[8] & 0x3f));
	for (i = 0; i < sizeof(bytes); i++) {
		if (i == 4 || i == 6 || i == 8 || i == 10)
			out[at++] = '-';
		hex_encode(&bytes[i], 1, out + at);
		at += 2;
	}
	return true;
}
