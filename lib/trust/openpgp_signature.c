/*
 * openpgp_signature.c - see openpgp_signature.h. Never takes anything from
 * the part that is not signed but a second telling of the key.
 */
#include "trust/openpgp_signature.h"

#include "trust/openpgp_packet.h"

#include <string.h>

#define VERSION 4
#define TYPE_BINARY 0x00
#define TYPE_TEXT 0x01
#define RSA_SIGN_ONLY 3
#define HEAD_SIZE 4
#define KEY_ID_SIZE 8
#define LEFT_SIZE 2
#define LENGTH_SIZE 2
#define SHORT_HEAD_SIZE 2 /* length and type, an octet each */
#define EMBEDDED_SIGNATURE 32

enum field {
	FIELD_MADE,
	FIELD_LIFETIME,
	FIELD_KEY_ID,
	FIELD_FINGERPRINT,
	FIELD_COUNT,
};

/* The subpackets that count: each at most once in each area. */
static const struct {
	unsigned type;
	size_t size;
	bool only_hashed;
} fields[FIELD_COUNT] = {
	[FIELD_MADE] = { 2, 4, true },
	[FIELD_LIFETIME] = { 3, 4, true },
	[FIELD_KEY_ID] = { 16, KEY_ID_SIZE, false },
	[FIELD_FINGERPRINT] = { 33, 1 + OPENPGP_FINGERPRINT_SIZE, false },
};

struct area {
	bool is_hashed;
	struct str values[FIELD_COUNT]; /* data NULL: not there */
};

static const struct {
	unsigned number;
	enum digest digest;
	const char *weak;
} hashes[] = {
	{ 1, DIGEST_SHA1, "its hash is MD5" },
	{ 2, DIGEST_SHA1, "its hash is SHA-1" },
	{ 3, DIGEST_SHA1, "its hash is RIPEMD-160" },
	{ 8, DIGEST_SHA256, NULL },
	{ 9, DIGEST_SHA384, NULL },
	{ 10, DIGEST_SHA512, NULL },
	{ 11, DIGEST_SHA1, "its hash is SHA-224" },
};

static const struct {
	unsigned number;
	size_t numbers;
	const char *weak;
} algorithms[] = {
	{ OPENPGP_RSA, 1, NULL },
	{ 17, 0, "DSA" },
	{ OPENPGP_ECDSA, 2, NULL },
	{ OPENPGP_EDDSA, 2, NULL },
};

/* All of these return what is malformed, or NULL. */
static const char *read_head(struct str head)
{
	static const char other[] = "no signature of a document";

	if (head.data[0] != VERSION)
		return "not of version 4";
	if (head.data[1] == TYPE_TEXT)
		return "text mode: its line ends could be changed";
	if (head.data[1] != TYPE_BINARY)
		return other;
	return head.data[2] == RSA_SIGN_ONLY ? "RSA by its retired number" :
					       NULL;
}

static const char *take(struct area *area, const struct openpgp_subpacket *in)
{
	size_t i = 0;

	while (i < FIELD_COUNT && fields[i].type != in->type)
		i++;
	if (in->type == EMBEDDED_SIGNATURE)
		return "another signature within it";
	if (i == FIELD_COUNT && in->is_critical)
		return "a critical subpacket that is not known";
	if (!area->is_hashed && (i == FIELD_COUNT || fields[i].only_hashed))
		return "a subpacket that is not signed";
	if (i == FIELD_COUNT)
		return NULL;
	if (area->values[i].data)
		return "a subpacket twice";
	if (in->body.size != fields[i].size)
		return "a subpacket of a wrong size";
	area->values[i] = in->body;
	return NULL;
}

static const char *read_area(struct area *out, struct str *body)
{
	struct openpgp_subpacket subpacket;
	const char *what = NULL;
	struct str rest;
	size_t before;
	uint32_t size;

	if (!openpgp_uint(body, LENGTH_SIZE, &size) ||
	    !openpgp_bytes(body, size, &rest))
		return "its subpackets are cut off";
	while (!what && rest.size) {
		before = rest.size;
		if (!openpgp_subpacket(&rest, &subpacket))
			return "a subpacket that is cut off";
		/* in its one form, as nothing else keeps it as it is */
		if (!out->is_hashed &&
		    (subpacket.is_critical ||
		     before - rest.size !=
			     SHORT_HEAD_SIZE + subpacket.body.size))
			return "a subpacket that is not signed";
		what = take(out, &subpacket);
	}
	return what;
}

/* Every telling of the key is the same one. */
static const char *read_issuer(struct openpgp_signature *out,
			       const struct area *area)
{
	struct str id = area->values[FIELD_KEY_ID];
	struct str full = area->values[FIELD_FINGERPRINT];

	if (full.data && full.data[0] != VERSION)
		return "by a key that is not of version 4";
	if (full.data && !out->fingerprint.data)
		out->fingerprint = str_from(full, 1);
	if (!out->fingerprint.data)
		return "no issuer fingerprint that is signed";
	if (full.data && !str_equal(out->fingerprint, str_from(full, 1)))
		return "two issuers";
	if (id.data &&
	    !str_equal(id, str_from(out->fingerprint,
				    OPENPGP_FINGERPRINT_SIZE - KEY_ID_SIZE)))
		return "two issuers";
	return NULL;
}

static const char *read_times(struct openpgp_signature *out,
			      const struct area *hashed)
{
	struct str made = hashed->values[FIELD_MADE];
	struct str lifetime = hashed->values[FIELD_LIFETIME];
	uint32_t value;

	if (!made.data || !openpgp_uint(&made, 4, &value) || value == 0)
		return "no time that is signed";
	out->made = value;
	if (lifetime.data && openpgp_uint(&lifetime, 4, &value) && value)
		out->ends = out->made + value;
	return NULL;
}

static const char *read_subpackets(struct openpgp_signature *out,
				   struct str *body)
{
	struct area hashed = { .is_hashed = true }, loose = { 0 };
	const char *what = read_area(&hashed, body);

	if (!what)
		what = read_area(&loose, body);
	if (!what)
		what = read_times(out, &hashed);
	if (!what)
		what = read_issuer(out, &hashed);
	return what ? what : read_issuer(out, &loose);
}

static const char *read_numbers(struct openpgp_signature *out, size_t count,
				struct str *body)
{
	for (size_t i = 0; i < count; i++)
		if (!openpgp_number(body, &out->numbers[i]))
			return "a number that is not in its one form";
	return body->size ? "bytes behind its numbers" : NULL;
}

static const char *find_hash(struct openpgp_signature *out, unsigned number)
{
	for (size_t i = 0; i < sizeof(hashes) / sizeof(hashes[0]); i++)
		if (hashes[i].number == number) {
			out->digest = hashes[i].digest;
			return hashes[i].weak;
		}
	return "its hash is not taken";
}

static const char *find_algorithm(size_t *numbers, unsigned number)
{
	*numbers = 0;
	for (size_t i = 0; i < sizeof(algorithms) / sizeof(algorithms[0]); i++)
		if (algorithms[i].number == number) {
			*numbers = algorithms[i].numbers;
			return algorithms[i].weak;
		}
	return "its public-key algorithm is not taken";
}

/* Version 4: what is hashed, its size, and both marked as such. */
static void set_trailer(struct openpgp_signature *out)
{
	out->trailer[0] = VERSION;
	out->trailer[1] = 0xff;
	for (size_t i = 0; i < 4; i++)
		out->trailer[2 + i] =
			(unsigned char)(out->hashed.size >> (24 - 8 * i));
}

static enum openpgp_flaw read_body(struct openpgp_signature *out,
				   struct str body, const char **what)
{
	struct str whole = body, head, peek;
	const char *weak_hash, *weak_algorithm;
	size_t numbers;
	uint32_t size;

	*what = openpgp_bytes(&body, HEAD_SIZE, &head) ? read_head(head) :
							 "it is cut off";
	if (*what)
		return OPENPGP_MALFORMED;
	peek = body;
	*what = read_subpackets(out, &body);
	if (*what)
		return OPENPGP_MALFORMED;
	openpgp_uint(&peek, LENGTH_SIZE, &size);
	out->hashed = str_first(whole, HEAD_SIZE + LENGTH_SIZE + size);
	set_trailer(out);
	out->algorithm = (unsigned char)head.data[2];
	weak_algorithm = find_algorithm(&numbers, out->algorithm);
	weak_hash = find_hash(out, (unsigned char)head.data[3]);
	if (!openpgp_bytes(&body, LEFT_SIZE, &out->left))
		*what = "it is cut off";
	else if (!weak_algorithm)
		*what = read_numbers(out, numbers, &body);
	if (*what)
		return OPENPGP_MALFORMED;
	*what = weak_algorithm ? weak_algorithm : weak_hash;
	return *what ? OPENPGP_WEAK : OPENPGP_FINE;
}

enum openpgp_flaw openpgp_signature_read(struct openpgp_signature *out,
					 struct str bytes, const char **what)
{
	struct openpgp_packet packet;

	memset(out, 0, sizeof(*out));
	*what = openpgp_packet(&bytes, &packet);
	if (!*what && packet.tag != OPENPGP_SIGNATURE)
		*what = "its first packet is no signature";
	if (!*what && bytes.size)
		*what = "something behind the signature";
	return *what ? OPENPGP_MALFORMED : read_body(out, packet.body, what);
}
