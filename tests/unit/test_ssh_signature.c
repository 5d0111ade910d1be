/*
 * test_ssh_signature.c - signatures that ssh-keygen cannot make without
 * hardware, or would not make: which are good, and what each refusal says.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/hash.h"
#include "ssh_composed.h"
#include "ssh_fixture.h"

#include <stdio.h>
#include <string.h>

#define ZERO_TRIES 20000
#define SK_ED25519 "sk-ssh-ed25519@openssh.com"
#define SK_P256 "sk-ecdsa-sha2-nistp256@openssh.com"
#define WEBAUTHN "webauthn-sk-ecdsa-sha2-nistp256@openssh.com"
#define APPLICATION COMPOSED_APPLICATION
#define MESSAGE "what was signed"
#define B32 "0123456789abcdef0123456789abcdef"

static void add_sha256(struct buf *out, struct str s)
{
	unsigned char digest[SHA256_SIZE];
	struct sha256 hash;

	sha256_init(&hash);
	sha256_add(&hash, s.data, s.size);
	sha256_final(&hash, digest);
	buf_add(out, digest, sizeof(digest));
}

struct sk_row {
	const char *algorithm; /* NULL: the key's own */
	const char *application;
	unsigned char flags;   /* as the key signed them */
	unsigned char said;    /* as the signature says */
	unsigned char counter; /* the same of the counter */
	unsigned char counter_said;
	const char *tail;
	enum match match;
	const char *what; /* NULL: it was tried */
};

static const struct sk_row sk_rows[] = {
	{ NULL, APPLICATION, 1, 1, 7, 7, "", MATCH_YES, NULL },
	{ NULL, APPLICATION, 5, 5, 0, 0, "", MATCH_YES, NULL },
	{ NULL, APPLICATION, 0, 0, 7, 7, "", MATCH_NO, "touch" },
	{ NULL, APPLICATION, 4, 4, 7, 7, "", MATCH_NO, "touch" },
	{ NULL, APPLICATION, 0, 1, 7, 7, "", MATCH_NO, NULL },
	{ NULL, APPLICATION, 1, 5, 7, 7, "", MATCH_NO, NULL },
	{ NULL, APPLICATION, 1, 1, 7, 8, "", MATCH_NO, NULL },
	{ NULL, "ssh:", 1, 1, 7, 7, "", MATCH_NO, NULL },
	{ NULL, APPLICATION, 1, 1, 7, 7, "x", MATCH_NO, "behind" },
	{ WEBAUTHN, APPLICATION, 1, 1, 7, 7, "", MATCH_NO, "algorithm" },
	{ "ssh-ed25519", APPLICATION, 1, 1, 7, 7, "", MATCH_NO, "algorithm" },
	{ "ecdsa-sha2-nistp256", APPLICATION, 1, 1, 7, 7, "", MATCH_NO,
	  "algorithm" },
};

static void compose_sk(struct buf *out, const struct composed *composed,
		       const struct sk_row *row)
{
	const char *name = ssh_key_type_name(&composed->key);
	bool is_ecdsa = composed->key.type == SSH_KEY_SK_ECDSA;
	struct buf message = BUF_INIT, bytes = BUF_INIT;

	add_sha256(&message, str_of(row->application));
	buf_add_byte(&message, (char)row->flags);
	ssh_fixture_u32(&message, row->counter);
	add_sha256(&message, STR(MESSAGE));
	composed_sign(&bytes, composed, is_ecdsa ? "SHA256" : NULL,
		      buf_str(&message));
	if (is_ecdsa)
		composed_numbers(&bytes);
	composed_blob(out, row->algorithm ? row->algorithm : name,
		      buf_str(&bytes));
	buf_add_byte(out, (char)row->said);
	ssh_fixture_u32(out, row->counter_said);
	buf_add_text(out, row->tail);
	buf_release(&bytes);
	buf_release(&message);
}

static void expect_sk(const char *type)
{
	struct buf blob = BUF_INIT;
	struct composed composed;
	const struct sk_row *row;
	size_t i;

	composed_make(&composed, type);
	for (i = 0; i < sizeof(sk_rows) / sizeof(sk_rows[0]); i++) {
		row = &sk_rows[i];
		compose_sk(&blob, &composed, row);
		composed_expect(&composed, buf_str(&blob), STR(MESSAGE),
				row->match,
				row->what ? SSH_SIGNATURE_MALFORMED :
					    SSH_SIGNATURE_FINE,
				row->what);
	}
	compose_sk(&blob, &composed, &sk_rows[0]);
	composed_expect_strict(&composed, &blob, STR(MESSAGE));
	composed_release(&composed);
	buf_release(&blob);
}

static void test_security_keys(void **state)
{
	(void)state;
	expect_sk(SK_ED25519);
	expect_sk(SK_P256);
}

struct rsa_row {
	const char *algorithm;
	const char *digest;
	enum match match;
	enum ssh_signature_flaw flaw;
	const char *what;
};

static const struct rsa_row rsa_rows[] = {
	{ "rsa-sha2-256", "SHA256", MATCH_YES, SSH_SIGNATURE_FINE, NULL },
	{ "rsa-sha2-512", "SHA512", MATCH_YES, SSH_SIGNATURE_FINE, NULL },
	{ "rsa-sha2-512", "SHA256", MATCH_NO, SSH_SIGNATURE_FINE, NULL },
	{ "rsa-sha2-256", "SHA1", MATCH_NO, SSH_SIGNATURE_FINE, NULL },
	{ "ssh-rsa", "SHA1", MATCH_NO, SSH_SIGNATURE_WEAK, "SHA-1" },
	{ "ssh-rsa", "SHA512", MATCH_NO, SSH_SIGNATURE_WEAK, "SHA-1" },
	{ "ssh-dss", "SHA1", MATCH_NO, SSH_SIGNATURE_WEAK, "DSA" },
	{ "rsa-sha2-384", "SHA384", MATCH_NO, SSH_SIGNATURE_MALFORMED,
	  "algorithm" },
	{ "ssh-ed25519", "SHA512", MATCH_NO, SSH_SIGNATURE_MALFORMED,
	  "algorithm" },
	{ "", "SHA512", MATCH_NO, SSH_SIGNATURE_MALFORMED, "algorithm" },
};

static void test_rsa(void **state)
{
	struct buf bytes = BUF_INIT, blob = BUF_INIT;
	struct composed composed;
	const struct rsa_row *row;
	size_t i;

	(void)state;
	composed_make(&composed, "ssh-rsa");
	for (i = 0; i < sizeof(rsa_rows) / sizeof(rsa_rows[0]); i++) {
		row = &rsa_rows[i];
		composed_sign(&bytes, &composed, row->digest, STR(MESSAGE));
		composed_blob(&blob, row->algorithm, buf_str(&bytes));
		composed_expect(&composed, buf_str(&blob), STR(MESSAGE),
				row->match, row->flaw, row->what);
	}
	composed_sign(&bytes, &composed, "SHA256", STR(MESSAGE));
	composed_blob(&blob, "rsa-sha2-256", buf_str(&bytes));
	composed_expect_strict(&composed, &blob, STR(MESSAGE));
	composed_release(&composed);
	buf_release(&blob);
	buf_release(&bytes);
}

/* Signs one message after the other, until a signature begins with zero. */
static void sign_with_zero(struct buf *bytes, const struct composed *composed,
			   char *message, size_t size)
{
	int tries = 0;

	do {
		assert_true(++tries < ZERO_TRIES);
		snprintf(message, size, "message %d", tries);
		composed_sign(bytes, composed, "SHA512", str_of(message));
	} while (bytes->data[0] != '\0');
}

static void test_rsa_sizes(void **state)
{
	struct buf bytes = BUF_INIT, blob = BUF_INIT;
	struct composed composed;
	char message[32];

	(void)state;
	composed_make(&composed, "ssh-rsa");
	sign_with_zero(&bytes, &composed, message, sizeof(message));
	composed_blob(&blob, "rsa-sha2-512", buf_str(&bytes));
	composed_expect(&composed, buf_str(&blob), str_of(message), MATCH_YES,
			SSH_SIGNATURE_FINE, NULL);
	composed_blob(&blob, "rsa-sha2-512", str_from(buf_str(&bytes), 1));
	composed_expect(&composed, buf_str(&blob), str_of(message), MATCH_YES,
			SSH_SIGNATURE_FINE, NULL);
	composed_blob(&blob, "rsa-sha2-512", str_from(buf_str(&bytes), 2));
	composed_expect(&composed, buf_str(&blob), str_of(message), MATCH_NO,
			SSH_SIGNATURE_FINE, NULL);
	composed_blob(&blob, "rsa-sha2-512", STR(""));
	composed_expect(&composed, buf_str(&blob), str_of(message), MATCH_NO,
			SSH_SIGNATURE_MALFORMED, "size");
	buf_add_byte(&bytes, '\0'); /* as large as two, but one too long */
	memmove(bytes.data + 1, bytes.data, COMPOSED_RSA_SIZE);
	composed_blob(&blob, "rsa-sha2-512", buf_str(&bytes));
	composed_expect(&composed, buf_str(&blob), str_of(message), MATCH_NO,
			SSH_SIGNATURE_MALFORMED, "size");
	composed_release(&composed);
	buf_release(&blob);
	buf_release(&bytes);
}

static const char *const curve_types[] = {
	"ecdsa-sha2-nistp256",
	"ecdsa-sha2-nistp384",
	"ecdsa-sha2-nistp521",
};

struct number_row {
	struct str r, s, tail;
	enum ssh_signature_flaw flaw;
	const char *what;
};

#define S(literal)                              \
	{                                       \
		(literal), sizeof(literal) - 1, \
	}

static const struct number_row number_rows[] = {
	{ S("\1"), S("\1"), S(""), SSH_SIGNATURE_FINE, NULL },
	{ S("\0\xff"), S("\1"), S(""), SSH_SIGNATURE_FINE, NULL },
	{ S(B32), S(B32), S(""), SSH_SIGNATURE_FINE, NULL },
	{ S("\0\xff" B32), S("\1"), S(""), SSH_SIGNATURE_MALFORMED, "large" },
	{ S("\1"), S("\1" B32), S(""), SSH_SIGNATURE_MALFORMED, "large" },
	{ S("\1"), S(B32 B32 B32 B32 B32 B32 B32 B32 B32), S(""),
	  SSH_SIGNATURE_MALFORMED, "large" },
	{ S(""), S("\1"), S(""), SSH_SIGNATURE_MALFORMED, "two numbers" },
	{ S("\1"), S(""), S(""), SSH_SIGNATURE_MALFORMED, "two numbers" },
	{ S("\0"), S("\1"), S(""), SSH_SIGNATURE_MALFORMED, "two numbers" },
	{ S("\0\1"), S("\1"), S(""), SSH_SIGNATURE_MALFORMED, "two numbers" },
	{ S("\xff"), S("\1"), S(""), SSH_SIGNATURE_MALFORMED, "two numbers" },
	{ S("\1"), S("\1"), S("x"), SSH_SIGNATURE_MALFORMED, "two numbers" },
};

static void expect_numbers(const struct composed *composed)
{
	struct buf bytes = BUF_INIT, blob = BUF_INIT;
	const struct number_row *row;
	size_t i;

	for (i = 0; i < sizeof(number_rows) / sizeof(number_rows[0]); i++) {
		row = &number_rows[i];
		buf_clear(&bytes);
		ssh_fixture_string(&bytes, row->r);
		ssh_fixture_string(&bytes, row->s);
		buf_add_str(&bytes, row->tail);
		composed_blob(&blob, ssh_key_type_name(&composed->key),
			      buf_str(&bytes));
		composed_expect(composed, buf_str(&blob), STR(MESSAGE),
				MATCH_NO, row->flaw, row->what);
	}
	buf_release(&blob);
	buf_release(&bytes);
}

static void test_ecdsa(void **state)
{
	static const char *const digests[] = { "SHA256", "SHA384", "SHA512" };
	struct buf bytes = BUF_INIT, blob = BUF_INIT;
	struct composed composed;
	size_t i, j;

	(void)state;
	for (i = 0; i < 3; i++) {
		composed_make(&composed, curve_types[i]);
		if (i == 0)
			expect_numbers(&composed);
		for (j = 0; j < 3; j++) {
			composed_sign(&bytes, &composed, digests[j],
				      STR(MESSAGE));
			composed_numbers(&bytes);
			composed_blob(&blob, curve_types[i], buf_str(&bytes));
			composed_expect(&composed, buf_str(&blob), STR(MESSAGE),
					j == i ? MATCH_YES : MATCH_NO,
					SSH_SIGNATURE_FINE, NULL);
		}
		composed_blob(&blob, curve_types[(i + 1) % 3], buf_str(&bytes));
		composed_expect(&composed, buf_str(&blob), STR(MESSAGE),
				MATCH_NO, SSH_SIGNATURE_MALFORMED, "algorithm");
		composed_release(&composed);
	}
	buf_release(&blob);
	buf_release(&bytes);
}

static void test_ed25519(void **state)
{
	struct buf bytes = BUF_INIT, blob = BUF_INIT;
	struct composed composed;

	(void)state;
	composed_make(&composed, "ssh-ed25519");
	composed_sign(&bytes, &composed, NULL, STR(MESSAGE));
	composed_blob(&blob, SK_ED25519, buf_str(&bytes));
	composed_expect(&composed, buf_str(&blob), STR(MESSAGE), MATCH_NO,
			SSH_SIGNATURE_MALFORMED, "algorithm");
	composed_blob(&blob, "ssh-ed25519", buf_str(&bytes));
	composed_expect(&composed, buf_str(&blob), STR("something else"),
			MATCH_NO, SSH_SIGNATURE_FINE, NULL);
	composed_expect_strict(&composed, &blob, STR(MESSAGE));
	buf_add_byte(&blob, '\0');
	composed_expect(&composed, buf_str(&blob), STR(MESSAGE), MATCH_NO,
			SSH_SIGNATURE_MALFORMED, "behind");
	buf_add_byte(&bytes, '\0');
	composed_blob(&blob, "ssh-ed25519", buf_str(&bytes));
	composed_expect(&composed, buf_str(&blob), STR(MESSAGE), MATCH_NO,
			SSH_SIGNATURE_MALFORMED, "64 bytes");
	buf_clear(&bytes);
	while (bytes.size < SSH_BLOB_SIZE_MAX)
		buf_add_text(&bytes, B32);
	composed_blob(&blob, "ssh-ed25519", buf_str(&bytes));
	composed_expect(&composed, buf_str(&blob), STR(MESSAGE), MATCH_NO,
			SSH_SIGNATURE_MALFORMED, "16 KiB");
	composed_release(&composed);
	buf_release(&blob);
	buf_release(&bytes);
}

/* No DSA key is ever loaded. */
static void test_dsa(void **state)
{
	static const char *const algorithms[] = { "ssh-dss", "rsa-sha2-512" };
	struct ssh_key key = { .type = SSH_KEY_DSA };
	const struct str message = STR(MESSAGE);
	enum ssh_signature_flaw flaw;
	struct buf blob = BUF_INIT;
	const char *what;
	struct error error;
	size_t i;

	(void)state;
	for (i = 0; i < 2; i++) {
		composed_blob(&blob, algorithms[i], STR(B32));
		assert_int_equal(ssh_signature_fits(&key, NULL, NULL,
						    buf_str(&blob), &message, 1,
						    &flaw, &what, &error),
				 MATCH_NO);
		assert_int_equal(flaw, SSH_SIGNATURE_WEAK);
		assert_string_equal(what, "DSA");
	}
	buf_release(&blob);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_security_keys),
		cmocka_unit_test(test_rsa),
		cmocka_unit_test(test_rsa_sizes),
		cmocka_unit_test(test_ecdsa),
		cmocka_unit_test(test_ed25519),
		cmocka_unit_test(test_dsa),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
