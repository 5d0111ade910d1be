/*
 * ssh_signature.c - one signature by one SSH key, read strictly and checked.
 * Never tries an algorithm that is not the key's own.
 */
#include "trust/ssh_key.h"
#include "trust/ssh_wire.h"

#include <string.h>

#define SK_USER_PRESENT 0x01
#define SK_COUNTER_SIZE 4
#define ED25519_SIGNATURE_SIZE 64

struct algorithm {
	const char *name; /* NULL: the key type's own name */
	enum ssh_key_type type;
	enum curve curve;
	enum digest digest;
	size_t number_size; /* ECDSA: bytes that r and s may have */
};

static const struct algorithm algorithms[] = {
	{ "rsa-sha2-256", SSH_KEY_RSA, 0, DIGEST_SHA256, 0 },
	{ "rsa-sha2-512", SSH_KEY_RSA, 0, DIGEST_SHA512, 0 },
	{ NULL, SSH_KEY_ECDSA, CURVE_P256, DIGEST_SHA256, 32 },
	{ NULL, SSH_KEY_ECDSA, CURVE_P384, DIGEST_SHA384, 48 },
	{ NULL, SSH_KEY_ECDSA, CURVE_P521, DIGEST_SHA512, 66 },
	{ NULL, SSH_KEY_SK_ECDSA, CURVE_P256, DIGEST_SHA256, 32 },
	{ NULL, SSH_KEY_ED25519, 0, DIGEST_SHA512, 0 },
	{ NULL, SSH_KEY_SK_ED25519, 0, DIGEST_SHA512, 0 },
};

struct parts {
	const struct algorithm *algorithm;
	struct str bytes;	   /* as the algorithm has them */
	struct str r, s;	   /* ECDSA */
	struct str flags, counter; /* sk- keys: as they are signed */
};

static bool is_sk(const struct ssh_key *key)
{
	return key->type == SSH_KEY_SK_ECDSA || key->type == SSH_KEY_SK_ED25519;
}

static const struct algorithm *find_algorithm(const struct ssh_key *key,
					      struct str name)
{
	const struct algorithm *row;
	size_t i;

	for (i = 0; i < sizeof(algorithms) / sizeof(algorithms[0]); i++) {
		row = &algorithms[i];
		if (row->type == key->type && row->curve == key->curve &&
		    str_is(name,
			   row->name ? row->name : ssh_key_type_name(key)))
			return row;
	}
	return NULL;
}

/* Readers return what is wrong, or NULL. */
static const char *read_numbers(struct parts *out)
{
	struct str rest = out->bytes;

	if (!wire_number(&rest, &out->r) || !wire_number(&rest, &out->s) ||
	    rest.size)
		return "an ECDSA signature that is not two numbers";
	if (out->r.size > out->algorithm->number_size ||
	    out->s.size > out->algorithm->number_size)
		return "an ECDSA signature with too large a number";
	return NULL;
}

static const char *read_body(struct parts *out, const struct ssh_key *key)
{
	switch (key->type) {
	case SSH_KEY_RSA:
		if (out->bytes.size == 0 || out->bytes.size > key->modulus.size)
			return "an RSA signature that has not its key's size";
		return NULL;
	case SSH_KEY_ECDSA:
	case SSH_KEY_SK_ECDSA:
		return read_numbers(out);
	case SSH_KEY_ED25519:
	case SSH_KEY_SK_ED25519:
		if (out->bytes.size != ED25519_SIGNATURE_SIZE)
			return "an Ed25519 signature that has not 64 bytes";
		return NULL;
	case SSH_KEY_DSA:
		break;
	}
	return "a signature by a DSA key";
}

/* PROTOCOL.u2f: a byte of flags and a counter, outside of the inner part. */
static const char *read_presence(struct parts *out, struct str *rest)
{
	if (rest->size < 1 + SK_COUNTER_SIZE)
		return "a security key's signature is cut off";
	out->flags = str_first(*rest, 1);
	out->counter = str_first(str_from(*rest, 1), SK_COUNTER_SIZE);
	*rest = str_from(*rest, 1 + SK_COUNTER_SIZE);
	if (!(out->flags.data[0] & SK_USER_PRESENT))
		return "made by a security key without its user's touch";
	return NULL;
}

static const char *read_parts(struct parts *out, const struct ssh_key *key,
			      struct str blob, enum ssh_signature_flaw *flaw)
{
	struct str name;
	const char *what;

	*flaw = SSH_SIGNATURE_MALFORMED;
	if (blob.size > SSH_BLOB_SIZE_MAX)
		return "a signature of more than 16 KiB";
	if (!wire_string(&blob, &name) || !wire_string(&blob, &out->bytes))
		return "the signature is cut off";
	if (key->type == SSH_KEY_DSA || str_is(name, "ssh-dss")) {
		*flaw = SSH_SIGNATURE_WEAK;
		return "DSA";
	}
	if (key->type == SSH_KEY_RSA && str_is(name, "ssh-rsa")) {
		*flaw = SSH_SIGNATURE_WEAK;
		return "RSA with SHA-1";
	}
	out->algorithm = find_algorithm(key, name);
	if (!out->algorithm)
		return "an algorithm that is not its key's";
	what = read_body(out, key);
	if (!what && is_sk(key))
		what = read_presence(out, &blob);
	if (!what && blob.size)
		what = "bytes behind the signature";
	if (!what)
		*flaw = SSH_SIGNATURE_FINE;
	return what;
}

/* What libcrypto wants to see; false for want of memory. */
static bool encode(struct buf *out, const struct ssh_key *key,
		   const struct parts *parts)
{
	size_t i;

	if (parts->r.size) {
		ecdsa_signature(out, parts->r, parts->s);
		return !buf_failed(out);
	}
	/* some signers drop leading zeros */
	if (key->type == SSH_KEY_RSA)
		for (i = parts->bytes.size; i < key->modulus.size; i++)
			buf_add_byte(out, '\0');
	buf_add_str(out, parts->bytes);
	return !buf_failed(out);
}

static enum match fits_sk(const struct ssh_key *key,
			  const struct public_key *loaded,
			  struct crypto *crypto, const struct parts *parts,
			  struct str signature, const struct str *pieces,
			  size_t count, struct error *error)
{
	unsigned char application[DIGEST_SIZE_MAX], message[DIGEST_SIZE_MAX];
	size_t application_size, message_size;
	struct str signed_data[4];

	if (crypto_digest(crypto, DIGEST_SHA256, &key->application, 1,
			  application, &application_size, error) ||
	    crypto_digest(crypto, DIGEST_SHA256, pieces, count, message,
			  &message_size, error))
		return MATCH_BROKEN;
	signed_data[0] = (struct str){ (char *)application, application_size };
	signed_data[1] = parts->flags;
	signed_data[2] = parts->counter;
	signed_data[3] = (struct str){ (char *)message, message_size };
	return public_key_fits(loaded, parts->algorithm->digest, signed_data, 4,
			       signature, error);
}

enum match ssh_signature_fits(const struct ssh_key *key,
			      const struct public_key *loaded,
			      struct crypto *crypto, struct str blob,
			      const struct str *pieces, size_t count,
			      enum ssh_signature_flaw *flaw, const char **what,
			      struct error *error)
{
	struct buf signature = BUF_INIT;
	struct parts parts = { 0 };
	enum match match = MATCH_BROKEN;

	*what = read_parts(&parts, key, blob, flaw);
	if (*what)
		return MATCH_NO;
	if (!encode(&signature, key, &parts))
		error_no_memory(error);
	else if (is_sk(key))
		match = fits_sk(key, loaded, crypto, &parts,
				buf_str(&signature), pieces, count, error);
	else
		match = public_key_fits(loaded, parts.algorithm->digest, pieces,
					count, buf_str(&signature), error);
	buf_release(&signature);
	return match;
}
