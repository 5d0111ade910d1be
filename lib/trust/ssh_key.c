/*
 * ssh_key.c - SSH public keys out of hostile bytes. Never takes a key that
 * can be written in two ways.
 */
#include "trust/ssh_key.h"

#include "base/hash.h"
#include "trust/armor.h"
#include "trust/ssh_wire.h"

#include <string.h>

#define RSA_BITS_MAX 16384
#define RSA_EXPONENT_SIZE_MAX 8
#define ED25519_SIZE 32
#define POINT_UNCOMPRESSED '\x04'

struct type {
	const char *name;
	enum ssh_key_type type;
	enum curve curve;
	const char *(*read)(struct ssh_key *out, struct str *rest);
};

struct curve_row {
	const char *name;
	size_t size; /* bytes of a coordinate */
};

static const struct curve_row curves[] = {
	[CURVE_P256] = { "nistp256", 32 },
	[CURVE_P384] = { "nistp384", 48 },
	[CURVE_P521] = { "nistp521", 66 },
};

static const char cut_off[] = "the key is cut off";

static size_t count_bits(struct str number)
{
	size_t bits = number.size * 8;
	unsigned top = (unsigned char)number.data[0];

	for (; top < 0x80; top <<= 1)
		bits--;
	return bits;
}

static bool is_odd(struct str number)
{
	return number.data[number.size - 1] & 1;
}

static bool is_one(struct str number)
{
	return number.size == 1 && number.data[0] == 1;
}

/* Readers return what is wrong, or NULL. */
static const char *read_rsa(struct ssh_key *out, struct str *rest)
{
	if (!wire_number(rest, &out->exponent) ||
	    !wire_number(rest, &out->modulus))
		return "an RSA key with a number that is none";
	if (out->exponent.size > RSA_EXPONENT_SIZE_MAX ||
	    !is_odd(out->exponent) || is_one(out->exponent))
		return "an RSA key with an impossible exponent";
	out->bits = count_bits(out->modulus);
	if (out->bits > RSA_BITS_MAX)
		return "an RSA key of more than 16384 bits";
	if (!is_odd(out->modulus) || is_one(out->modulus))
		return "an RSA key with an impossible modulus";
	return NULL;
}

static const char *read_ecdsa(struct ssh_key *out, struct str *rest)
{
	const struct curve_row *curve = &curves[out->curve];
	struct str name;

	if (!wire_string(rest, &name) || !wire_string(rest, &out->point))
		return cut_off;
	if (!str_is(name, curve->name))
		return "an ECDSA key of another curve than it says";
	if (out->point.size != 1 + 2 * curve->size ||
	    out->point.data[0] != POINT_UNCOMPRESSED)
		return "an ECDSA key that is no uncompressed point";
	return NULL;
}

static const char *read_ed25519(struct ssh_key *out, struct str *rest)
{
	if (!wire_string(rest, &out->point))
		return cut_off;
	if (out->point.size != ED25519_SIZE)
		return "an Ed25519 key that has not 32 bytes";
	return NULL;
}

static const char *read_application(struct ssh_key *out, struct str *rest)
{
	if (!wire_string(rest, &out->application))
		return cut_off;
	if (str_find_byte(out->application, '\0') < out->application.size)
		return "a security key's application with a NUL byte";
	return NULL;
}

static const char *read_sk_ecdsa(struct ssh_key *out, struct str *rest)
{
	const char *what = read_ecdsa(out, rest);

	return what ? what : read_application(out, rest);
}

static const char *read_sk_ed25519(struct ssh_key *out, struct str *rest)
{
	const char *what = read_ed25519(out, rest);

	return what ? what : read_application(out, rest);
}

/* p, q, g and y: nobody works with them. */
static const char *read_dsa(struct ssh_key *out, struct str *rest)
{
	struct str number;
	size_t i;

	(void)out;
	for (i = 0; i < 4; i++)
		if (!wire_number(rest, &number))
			return "a DSA key with a number that is none";
	return NULL;
}

static const struct type types[] = {
	{ "ssh-ed25519", SSH_KEY_ED25519, 0, read_ed25519 },
	{ "ssh-rsa", SSH_KEY_RSA, 0, read_rsa },
	{ "ecdsa-sha2-nistp256", SSH_KEY_ECDSA, CURVE_P256, read_ecdsa },
	{ "ecdsa-sha2-nistp384", SSH_KEY_ECDSA, CURVE_P384, read_ecdsa },
	{ "ecdsa-sha2-nistp521", SSH_KEY_ECDSA, CURVE_P521, read_ecdsa },
	{ "sk-ssh-ed25519@openssh.com", SSH_KEY_SK_ED25519, 0,
	  read_sk_ed25519 },
	{ "sk-ecdsa-sha2-nistp256@openssh.com", SSH_KEY_SK_ECDSA, CURVE_P256,
	  read_sk_ecdsa },
	{ "ssh-dss", SSH_KEY_DSA, 0, read_dsa },
};

#define TYPE_COUNT (sizeof(types) / sizeof(types[0]))

int ssh_key_read(struct ssh_key *out, struct str blob, const char **what)
{
	struct str rest = blob;
	struct str name;
	size_t i = 0;

	memset(out, 0, sizeof(*out));
	*what = NULL;
	if (blob.size > SSH_BLOB_SIZE_MAX)
		*what = "a key of more than 16 KiB";
	else if (!wire_string(&rest, &name))
		*what = cut_off;
	if (*what)
		return ERROR_USAGE;
	while (i < TYPE_COUNT && !str_is(name, types[i].name))
		i++;
	if (i == TYPE_COUNT) {
		*what = "a key of an unknown type";
		return ERROR_USAGE;
	}
	out->type = types[i].type;
	out->curve = types[i].curve;
	out->blob = blob;
	*what = types[i].read(out, &rest);
	if (!*what && rest.size)
		*what = "bytes behind the key";
	return *what ? ERROR_USAGE : 0;
}

const char *ssh_key_type_name(const struct ssh_key *key)
{
	size_t i;

	for (i = 0; i < TYPE_COUNT; i++)
		if (types[i].type == key->type && types[i].curve == key->curve)
			return types[i].name;
	return "unknown";
}

void ssh_fingerprint(struct buf *out, struct str blob)
{
	unsigned char digest[SHA256_SIZE];
	struct sha256 hash;

	sha256_init(&hash);
	sha256_add(&hash, blob.data, blob.size);
	sha256_final(&hash, digest);
	buf_add_text(out, "SHA256:");
	base64_encode_bare(out, (struct str){ (const char *)digest,
					      sizeof(digest) });
}

int ssh_key_load(struct public_key **out, struct crypto *crypto,
		 const struct ssh_key *key, struct error *error)
{
	*out = NULL;
	switch (key->type) {
	case SSH_KEY_RSA:
		return public_key_rsa(out, crypto, key->modulus, key->exponent,
				      error);
	case SSH_KEY_ECDSA:
	case SSH_KEY_SK_ECDSA:
		return public_key_ec(out, crypto, key->curve, key->point,
				     error);
	case SSH_KEY_ED25519:
	case SSH_KEY_SK_ED25519:
		return public_key_ed25519(out, crypto, key->point, error);
	case SSH_KEY_DSA:
		break;
	}
	return error_set(error, ERROR_USAGE, "DSA keys are too weak to use");
}
