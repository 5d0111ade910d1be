/*
 * fuzz_x509.c - the trust files x509 and x509-crl, what was signed, and its
 * signature in DER or BER, with a NUL between: judged soon after it says
 * that it was made. Nothing is ever good for other content, too.
 */
#include "fuzz.h"

#include "trust/format.h"
#include "trust/x509_shape.h"

#define PARTS 4
#define SOON 60
#define MINIMUM_RSA_BITS 2048

/* The bits of what may go with a state. */
#define VALID 1u
#define SIGNER 2u

static const struct {
	bool is_told; /* of X.509 */
	unsigned may;
} states[] = {
	[SIGNATURE_GOOD] = { true, VALID | SIGNER },
	[SIGNATURE_MALFORMED] = { true, 0 },
	[SIGNATURE_WEAK] = { true, 0 },
	[SIGNATURE_BAD] = { true, 0 },
	[SIGNATURE_UNKNOWN_KEY] = { true, VALID },
	[SIGNATURE_REVOKED] = { true, VALID | SIGNER },
	[SIGNATURE_UNTRUSTED] = { true, VALID },
	[SIGNATURE_EXPIRED] = { true, VALID | SIGNER },
	[SIGNATURE_NOT_YET_VALID] = { true, VALID | SIGNER },
	[SIGNATURE_NOT_ALLOWED] = { true, VALID | SIGNER },
	[SIGNATURE_WRONG_SIGNER] = { false, 0 },
};

static void check(const struct signature *found)
{
	unsigned may;

	expect(found->state < sizeof(states) / sizeof(states[0]));
	expect(states[found->state].is_told);
	may = states[found->state].may;
	expect(found->valid == ((may & VALID) != 0));
	expect(!found->signer.is_one || (may & SIGNER));
	expect(!found->detail == (found->state == SIGNATURE_GOOD));
	expect(!found->key == (found->state == SIGNATURE_MALFORMED));
	expect(!found->made_in_time || found->state == SIGNATURE_EXPIRED);
	expect(found->made >= 0);
}

/* False: it cannot be judged, and only `made` counts. */
static bool ask(struct signature *found, void *x509, struct str payload,
		struct str bytes, struct arena *arena)
{
	struct armor armor = { SIGNATURE_X509, bytes };
	struct signed_object object = { .payload = &payload,
					.payload_count = 1 };
	struct error error = { 0 };
	int result;

	*found = (struct signature){ .format = SIGNATURE_X509 };
	result =
		format_x509.verify(x509, &object, &armor, arena, found, &error);
	expect(!result || (result == ERROR_BROKEN && error.text[0]));
	if (!result)
		check(found);
	return !result;
}

static void judge(void *x509, struct trust_options *options, struct str payload,
		  struct str bytes, struct arena *arena)
{
	/* one byte less is other content */
	struct str other = str_first(payload, payload.size - 1);
	struct signature found, other_found;

	(void)ask(&found, x509, payload, bytes, arena);
	if (!found.made)
		return;
	options->now = found.made + SOON;
	if (ask(&found, x509, payload, bytes, arena) && found.valid &&
	    payload.size && ask(&other_found, x509, other, bytes, arena))
		expect(other_found.state == SIGNATURE_BAD);
}

static void check_key(const struct trusted_key *key, void *context)
{
	(void)context;
	expect(key->key && key->is_authority && !key->signer.is_one);
	expect(key->mark.line > 0);
}

static void check_shape(struct str bytes)
{
	struct x509_shape shape;

	if (!x509_shape_read(&shape, bytes) && shape.issuer.size)
		expect(shape.issuer.data >= bytes.data &&
		       shape.issuer.data + shape.issuer.size <=
			       bytes.data + bytes.size);
}

static struct trust_file file_of(const char *path, struct str text)
{
	return text.size ? (struct trust_file){ path, text } :
			   (struct trust_file){ NULL, { NULL, 0 } };
}

FUZZ_TARGET(x509)
{
	struct str parts[PARTS];
	struct trust_options options = { .minimum_rsa_bits = MINIMUM_RSA_BITS };
	struct arena arena;
	struct trust_base base = { &options, NULL, &arena };
	struct diagnostics diagnostics;
	struct error error;
	void *x509 = NULL;

	(void)fuzz_crypto(); /* what is kept open loads once */
	fuzz_split((struct str){ (const char *)data, size }, parts, PARTS);
	options.x509 = file_of("ca.pem", parts[0]);
	options.x509_crl = file_of("crl.pem", parts[1]);
	arena_init(&arena);
	diagnostics_init(&diagnostics, &arena);
	expect(!format_x509.open(&x509, &base, &diagnostics, &error));
	expect(!format_x509.each(x509, check_key, NULL, &error));
	judge(x509, &options, parts[2], parts[3], &arena);
	check_shape(parts[3]);
	format_x509.close(x509);
	arena_release(&arena);
	return 0;
}
