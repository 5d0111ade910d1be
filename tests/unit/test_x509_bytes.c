/*
 * test_x509_bytes.c - X.509 signatures of other content, by gpgsm, forged,
 * with bytes flipped and cut off: good only where all of it is.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "x509_fixture.h"

#include <stdio.h>
#include <string.h>

#define PATH_SIZE 64
#define FLIPS 3

static void test_content(void **state)
{
	(void)state;
	x509_expect(&(struct x509_question){ .signature = "alice.sig",
					     .payload = "openssl.cnf",
					     .anchors = "ca.pem" },
		    SIGNATURE_BAD);
	x509_expect(&(struct x509_question){ .signature = "big.sig",
					     .payload = "payload.big",
					     .anchors = "ca.pem" },
		    SIGNATURE_GOOD);
	x509_expect(&(struct x509_question){ .signature = "big.sig",
					     .anchors = "ca.pem" },
		    SIGNATURE_BAD);
	/* what is bad is not told to be of a stranger */
	x509_expect(&(struct x509_question){ .signature = "by-stranger.sig",
					     .payload = "openssl.cnf",
					     .anchors = "ca.pem" },
		    SIGNATURE_BAD);
}

static void test_gpgsm(void **state)
{
	(void)state;
	x509_expect(&(struct x509_question){ .signature = "rsa-git.sig",
					     .payload = "rsa-git.payload",
					     .anchors = "ca.pem",
					     .lists = "crl.pem" },
		    SIGNATURE_GOOD);
	x509_expect(&(struct x509_question){ .signature = "rsa3072-git.sig",
					     .payload = "rsa3072-git.payload",
					     .anchors = "root.pem" },
		    SIGNATURE_GOOD);
	x509_expect(&(struct x509_question){ .signature = "rsa3072-git.sig",
					     .payload = "rsa-git.payload",
					     .anchors = "root.pem" },
		    SIGNATURE_BAD);
}

static const struct forgery {
	const char *about;
	enum signature_state state;
	const char *what; /* is malformed */
} forgeries[] = {
	{ "same", SIGNATURE_GOOD, NULL },
	{ "indefinite", SIGNATURE_GOOD, NULL },
	{ "indefinite-certificate", SIGNATURE_MALFORMED,
	  "its parts are not in order" },
	{ "indefinite-attribute", SIGNATURE_MALFORMED,
	  "its parts are not in order" },
	{ "indefinite-within", SIGNATURE_MALFORMED,
	  "its parts are not in order" },
	{ "indefinite-everywhere", SIGNATURE_MALFORMED,
	  "its parts are not in order" },
	{ "no-time", SIGNATURE_BAD, NULL },
	{ "no-end", SIGNATURE_MALFORMED, "it is not CMS" },
	{ "bare", SIGNATURE_MALFORMED, "it is not CMS" },
	{ "counter-signed", SIGNATURE_MALFORMED, "unsigned attributes" },
	{ "unsigned-time", SIGNATURE_MALFORMED, "unsigned attributes" },
	{ "unsigned-nothing", SIGNATURE_MALFORMED, "unsigned attributes" },
	{ "many-digests", SIGNATURE_MALFORMED,
	  "it names hashes that its signer does not" },
	{ "no-digests", SIGNATURE_MALFORMED,
	  "it names hashes that its signer does not" },
	{ "other-digests", SIGNATURE_MALFORMED,
	  "it names hashes that its signer does not" },
	{ "other-digest", SIGNATURE_MALFORMED,
	  "it names hashes that its signer does not" },
	{ "both-digests", SIGNATURE_MALFORMED,
	  "its algorithms do not belong together" },
	{ "version-2", SIGNATURE_MALFORMED, "a version that does not fit" },
	{ "version-3", SIGNATURE_MALFORMED, "a version that does not fit" },
	{ "signer-version-3", SIGNATURE_MALFORMED,
	  "a version that does not fit" },
	{ "parameters", SIGNATURE_MALFORMED, "a hash with parameters" },
	{ "chunks", SIGNATURE_MALFORMED, "its parts are not in order" },
	{ "flat-set", SIGNATURE_MALFORMED, "its parts are not in order" },
	{ "louder-issuer", SIGNATURE_MALFORMED,
	  "the issuer is not written as in the certificate" },
	{ "no-signer", SIGNATURE_MALFORMED, "no signer" },
	{ "one-signer-twice", SIGNATURE_MALFORMED, "more than one signer" },
	{ "two-certificates", SIGNATURE_MALFORMED,
	  "two certificates of the signer" },
	{ "no-certificates", SIGNATURE_MALFORMED,
	  "the signer's certificate is not in it" },
	{ "lists", SIGNATURE_MALFORMED, "revocation lists in it" },
	{ "no-attributes", SIGNATURE_MALFORMED, "no signed attributes" },
	{ "no-message", SIGNATURE_MALFORMED, "no signed digest, or two" },
	{ "two-messages", SIGNATURE_MALFORMED, "no signed digest, or two" },
	{ "no-type", SIGNATURE_MALFORMED,
	  "no signed content type, or another" },
	{ "other-type", SIGNATURE_MALFORMED,
	  "no signed content type, or another" },
	{ "two-times", SIGNATURE_MALFORMED,
	  "no readable signing time, or two" },
	{ "two-values", SIGNATURE_MALFORMED,
	  "its attributes are not in order" },
	{ "odd-time", SIGNATURE_MALFORMED, "no readable signing time, or two" },
	{ "bad-time", SIGNATURE_MALFORMED, "no readable signing time, or two" },
	{ "other-content", SIGNATURE_MALFORMED, "it does not sign data" },
	{ "empty-content", SIGNATURE_MALFORMED, "it has content of its own" },
	{ "nested", SIGNATURE_MALFORMED, "it has content of its own" },
	{ "nested-deeply", SIGNATURE_MALFORMED, "it is not CMS" },
};

static bool is_as_told(const struct forgery *forgery,
		       const struct signature *found)
{
	static const char malformed[] = "malformed signature: ";

	if (found->state != forgery->state)
		return false;
	return !forgery->what ||
	       (strncmp(found->detail, malformed, strlen(malformed)) == 0 &&
		strcmp(found->detail + strlen(malformed), forgery->what) == 0);
}

static void test_forgeries(void **state)
{
	struct x509_question question = { .anchors = "ca.pem" };
	char path[PATH_SIZE];
	size_t wrong = 0;

	(void)state;
	x509_run("python3", "x509_forge.py", "alice.der", NULL);
	for (size_t i = 0; i < sizeof(forgeries) / sizeof(forgeries[0]); i++) {
		struct signature found = { 0 };
		struct error error = { 0 };
		struct arena arena;

		arena_init(&arena);
		(void)snprintf(path, sizeof(path), "forged-%s.der",
			       forgeries[i].about);
		question.armored = x509_armor(x509_read(path, &arena), &arena);
		if (x509_ask(&question, &arena, &found, &error) ||
		    !is_as_told(&forgeries[i], &found)) {
			print_error("%s: %s, %s, %s\n", path,
				    signature_state_name(found.state),
				    found.detail ? found.detail : "",
				    error.text);
			wrong++;
		}
		arena_release(&arena);
	}
	assert_int_equal(wrong, 0);
}

/* Neither good nor broken, and never a signer's. */
static bool is_refused(struct trust *trust, struct str bytes,
		       const char *payload)
{
	struct x509_question question = { .payload = payload };
	struct signature found = { 0 };
	struct error error = { 0 };
	struct arena arena;
	bool refused;

	arena_init(&arena);
	question.armored = x509_armor(bytes, &arena);
	refused = x509_verify(trust, &question, &arena, &found, &error) == 0 &&
		  found.state != SIGNATURE_GOOD && !found.signer.is_one;
	arena_release(&arena);
	return refused;
}

static size_t count_accepted(struct trust *trust, struct str bytes,
			     const char *payload)
{
	static const unsigned char flips[FLIPS] = { 0x01, 0x20, 0xff };
	char *copy = (char *)(uintptr_t)bytes.data; /* the arena's */
	size_t accepted = 0;

	for (size_t i = 0; i < bytes.size; i++) {
		char byte = copy[i];

		for (size_t j = 0; j < FLIPS; j++) {
			copy[i] = (char)(byte ^ (char)flips[j]);
			if (is_refused(trust, bytes, payload))
				continue;
			print_error("%s: byte %zu, %02x as %02x\n", payload, i,
				    (unsigned char)byte,
				    (unsigned char)copy[i]);
			accepted++;
		}
		copy[i] = byte;
		if (i && !is_refused(trust, str_first(bytes, i), payload)) {
			print_error("%s: %zu bytes\n", payload, i);
			accepted++;
		}
	}
	return accepted;
}

static void test_flips(void **state)
{
	static const struct {
		const char *der;
		const char *payload;
	} files[] = {
		{ "alice.der", "payload" },
		{ "rsa.der", "payload" },
		{ "rsa-git.der", "rsa-git.payload" },
	};
	struct x509_question question = { .anchors = "ca.pem",
					  .lists = "crl.pem" };

	(void)state;
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		struct arena arena;
		struct trust *trust;
		struct str bytes;

		arena_init(&arena);
		trust = x509_trust(&question, &arena);
		bytes = x509_read(files[i].der, &arena);
		/* or else nothing would be tested */
		assert_false(is_refused(trust, bytes, files[i].payload));
		assert_int_equal(count_accepted(trust, bytes, files[i].payload),
				 0);
		trust_free(trust);
		arena_release(&arena);
	}
}

static int set_up(void **state)
{
	int result = x509_set_up(state);

	if (!result)
		x509_run("sh", "x509_gpgsm.sh", "rsa", "rsa3072");
	return result;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_content),
		cmocka_unit_test(test_gpgsm),
		cmocka_unit_test(test_forgeries),
		cmocka_unit_test(test_flips),
	};

	return cmocka_run_group_tests(tests, set_up, x509_tear_down);
}
