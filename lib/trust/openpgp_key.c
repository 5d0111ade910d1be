/*
 * openpgp_key.c - see openpgp_key.h. A number that is shorter than its key
 * is filled up: OpenPGP writes numbers without leading zeros.
 */
#include "trust/openpgp_key.h"

#include "trust/openpgp_packet.h"

#include <stdlib.h>
#include <string.h>

#define VERSION 4
#define FINGERPRINT_HEAD '\x99'
#define NATIVE_POINT '\x40'
#define ED25519_SIZE 32
#define RSA_SIZE_MAX (OPENPGP_NUMBER_BITS_MAX / 8)

/* Object identifiers of the curves, DER without tag and length. */
static const struct {
	unsigned algorithm;
	enum openpgp_key_type type;
	enum curve curve;
	struct str id;
	size_t hash_size_min; /* as gpg has it */
} curves[] = {
	{ OPENPGP_ECDSA,
	  OPENPGP_KEY_EC,
	  CURVE_P256,
	  { "\x2a\x86\x48\xce\x3d\x03\x01\x07", 8 },
	  32 },
	{ OPENPGP_ECDSA,
	  OPENPGP_KEY_EC,
	  CURVE_P384,
	  { "\x2b\x81\x04\x00\x22", 5 },
	  48 },
	{ OPENPGP_ECDSA,
	  OPENPGP_KEY_EC,
	  CURVE_P521,
	  { "\x2b\x81\x04\x00\x23", 5 },
	  64 },
	{ OPENPGP_EDDSA,
	  OPENPGP_KEY_ED25519,
	  CURVE_P256,
	  { "\x2b\x06\x01\x04\x01\xda\x47\x0f\x01", 9 },
	  32 },
};
#define CURVE_COUNT (sizeof(curves) / sizeof(curves[0]))

static size_t digest_size(enum digest digest)
{
	static const size_t sizes[] = {
		[DIGEST_SHA1] = 20,
		[DIGEST_SHA256] = 32,
		[DIGEST_SHA384] = 48,
		[DIGEST_SHA512] = 64,
	};

	return sizes[digest];
}

static int64_t bits_of(struct str number)
{
	unsigned first = (unsigned char)number.data[0];
	int64_t bits = (int64_t)(number.size - 1) * 8;

	for (; first; first >>= 1)
		bits++;
	return bits;
}

static const char *read_rsa(struct openpgp_key *out, struct str body)
{
	if (!openpgp_number(&body, &out->modulus) ||
	    !openpgp_number(&body, &out->exponent) || body.size)
		return "an RSA key that cannot be read";
	out->type = OPENPGP_KEY_RSA;
	out->bits = bits_of(out->modulus);
	return NULL;
}

static const char *read_curve(struct openpgp_key *out, struct str body)
{
	static const char unreadable[] = "an EC key that cannot be read";
	struct str id;
	uint32_t size;
	size_t i = 0;

	if (!openpgp_uint(&body, 1, &size) ||
	    !openpgp_bytes(&body, size, &id) ||
	    !openpgp_number(&body, &out->point) || body.size)
		return unreadable;
	while (i < CURVE_COUNT && !(curves[i].algorithm == out->algorithm &&
				    str_equal(curves[i].id, id)))
		i++;
	if (i == CURVE_COUNT)
		return NULL;
	out->type = curves[i].type;
	out->curve = curves[i].curve;
	if (out->type != OPENPGP_KEY_ED25519)
		return NULL;
	if (out->point.size != 1 + ED25519_SIZE ||
	    out->point.data[0] != NATIVE_POINT)
		return unreadable;
	out->point = str_from(out->point, 1);
	return NULL;
}

const char *openpgp_key_read(struct openpgp_key *out, struct str body)
{
	uint32_t version, created, algorithm;

	memset(out, 0, sizeof(*out));
	out->body = body;
	if (!openpgp_uint(&body, 1, &version) || version != VERSION)
		return "a key that is not of version 4";
	if (body.size > UINT16_MAX - 1)
		return "a key that is too long";
	if (!openpgp_uint(&body, 4, &created) ||
	    !openpgp_uint(&body, 1, &algorithm))
		return "a key that is cut off";
	out->created = created;
	out->algorithm = algorithm;
	if (algorithm == OPENPGP_RSA)
		return read_rsa(out, body);
	if (algorithm == OPENPGP_ECDSA || algorithm == OPENPGP_EDDSA)
		return read_curve(out, body);
	return NULL;
}

int openpgp_key_fingerprint(const struct openpgp_key *key,
			    struct crypto *crypto,
			    unsigned char out[OPENPGP_FINGERPRINT_SIZE],
			    struct error *error)
{
	char head[3] = { FINGERPRINT_HEAD, (char)(key->body.size >> 8),
			 (char)key->body.size };
	struct str pieces[] = { { head, sizeof(head) }, key->body };
	unsigned char hash[DIGEST_SIZE_MAX];
	size_t size;
	int result = crypto_digest(crypto, DIGEST_SHA1, pieces, 2, hash, &size,
				   error);

	memset(out, 0, OPENPGP_FINGERPRINT_SIZE);
	if (!result)
		memcpy(out, hash, OPENPGP_FINGERPRINT_SIZE);
	return result;
}

void openpgp_fingerprint_hex(struct str fingerprint,
			     char out[OPENPGP_FINGERPRINT_HEX_SIZE + 1])
{
	static const char digits[] = "0123456789ABCDEF";

	for (size_t i = 0; i < OPENPGP_FINGERPRINT_SIZE; i++) {
		unsigned char byte = (unsigned char)fingerprint.data[i];

		out[2 * i] = digits[byte >> 4];
		out[2 * i + 1] = digits[byte & 0xf];
	}
	out[OPENPGP_FINGERPRINT_HEX_SIZE] = '\0';
}

int openpgp_key_load(struct public_key **out, struct crypto *crypto,
		     const struct openpgp_key *key, struct error *error)
{
	*out = NULL;
	switch (key->type) {
	case OPENPGP_KEY_RSA:
		return public_key_rsa(out, crypto, key->modulus, key->exponent,
				      error);
	case OPENPGP_KEY_EC:
		return public_key_ec(out, crypto, key->curve, key->point,
				     error);
	case OPENPGP_KEY_ED25519:
		return public_key_ed25519(out, crypto, key->point, error);
	case OPENPGP_KEY_NOT_TAKEN:
		break;
	}
	return error_set(error, ERROR_USAGE, "a key that is not taken");
}

const char *openpgp_key_weakness(const struct openpgp_key *key,
				 const struct openpgp_signature *signature,
				 int64_t minimum_rsa_bits)
{
	if (key->type == OPENPGP_KEY_NOT_TAKEN)
		return "its curve is not taken";
	if (key->type == OPENPGP_KEY_RSA)
		return key->bits < minimum_rsa_bits ? "its RSA key is short" :
						      NULL;
	for (size_t i = 0; i < CURVE_COUNT; i++)
		if (curves[i].type == key->type &&
		    curves[i].curve == key->curve &&
		    digest_size(signature->digest) < curves[i].hash_size_min)
			return "its hash is shorter than its key";
	return NULL;
}

/* With zeros in front, to the size that the key has; false: too long. */
static bool add_filled(struct buf *out, struct str number, size_t size)
{
	if (number.size > size)
		return false;
	for (size_t i = number.size; i < size; i++)
		buf_add_byte(out, '\0');
	buf_add_str(out, number);
	return true;
}

/* The signature in libcrypto's form; false: no such key can have made it. */
static bool encode(struct buf *out, const struct openpgp_key *key,
		   const struct openpgp_signature *signature)
{
	const struct str *numbers = signature->numbers;

	if (key->type == OPENPGP_KEY_RSA)
		return add_filled(out, numbers[0], key->modulus.size);
	if (key->type == OPENPGP_KEY_ED25519)
		return add_filled(out, numbers[0], ED25519_SIZE) &&
		       add_filled(out, numbers[1], ED25519_SIZE);
	ecdsa_signature(out, numbers[0], numbers[1]);
	return out->size;
}

/* The content, what the signature says of itself, and its trailer. */
static struct str *add_trailer(const struct openpgp_signature *signature,
			       const struct str *pieces, size_t count)
{
	struct str *all = calloc(count + 2, sizeof(*all));

	if (!all)
		return NULL;
	for (size_t i = 0; i < count; i++)
		all[i] = pieces[i];
	all[count] = signature->hashed;
	all[count + 1] = (struct str){ (const char *)signature->trailer,
				       sizeof(signature->trailer) };
	return all;
}

enum match openpgp_key_fits(const struct openpgp_key *key,
			    const struct public_key *loaded,
			    struct crypto *crypto,
			    const struct openpgp_signature *signature,
			    const struct str *pieces, size_t count,
			    struct error *error)
{
	struct str *all = add_trailer(signature, pieces, count);
	enum match match = MATCH_BROKEN;
	unsigned char hash[DIGEST_SIZE_MAX];
	struct buf encoded = BUF_INIT;
	struct str hashed = { (const char *)hash, 0 };
	bool fits;

	if (!all) {
		error_no_memory(error);
		goto out;
	}
	if (crypto_digest(crypto, signature->digest, all, count + 2, hash,
			  &hashed.size, error))
		goto out;
	fits = str_equal(str_first(hashed, signature->left.size),
			 signature->left) &&
	       encode(&encoded, key, signature);
	if (buf_failed(&encoded))
		error_no_memory(error);
	else if (!fits)
		match = MATCH_NO;
	else if (key->type == OPENPGP_KEY_ED25519)
		match = public_key_fits(loaded, signature->digest, &hashed, 1,
					buf_str(&encoded), error);
	else
		match = public_key_fits(loaded, signature->digest, all,
					count + 2, buf_str(&encoded), error);
out:
	buf_release(&encoded);
	free(all);
	return match;
}
