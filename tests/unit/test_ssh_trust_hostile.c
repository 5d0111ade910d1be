/*
 * test_ssh_trust_hostile.c - SSH signatures that do not fit, and trust files
 * that cannot be used.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "scratch.h"
#include "ssh_fixture.h"
#include "trust/armor.h"
#include "trust/sshsig.h"
#include "trust_fixture.h"

#include <string.h>

#define LINE_SIZE 70

/* Within the armor, so as nobody would make it. */
static void make_armor(struct buf *out, struct str bytes)
{
	struct buf text = BUF_INIT;
	size_t at;

	base64_encode_bare(&text, bytes);
	while (text.size % 4)
		buf_add_byte(&text, '=');
	buf_clear(out);
	buf_add_text(out, "-----BEGIN SSH SIGNATURE-----\n");
	for (at = 0; at < text.size; at += LINE_SIZE) {
		buf_add_str(out,
			    str_first(str_from(buf_str(&text), at), LINE_SIZE));
		buf_add_byte(out, '\n');
	}
	buf_add_text(out, "-----END SSH SIGNATURE-----\n");
	buf_release(&text);
}

static void compose(struct buf *armor, struct str key, const char *name_space,
		    struct str signature)
{
	struct buf bytes = BUF_INIT;

	buf_add_text(&bytes, "SSHSIG");
	ssh_fixture_u32(&bytes, 1);
	ssh_fixture_string(&bytes, key);
	ssh_fixture_string(&bytes, str_of(name_space));
	ssh_fixture_string(&bytes, STR(""));
	ssh_fixture_string(&bytes, STR("sha512"));
	ssh_fixture_string(&bytes, signature);
	make_armor(armor, buf_str(&bytes));
	buf_release(&bytes);
}

static void check_found(struct judged *judged, enum signature_state state,
			const char *detail)
{
	assert_int_equal(judged->result, 0);
	assert_string_equal(judged->found.detail, detail);
	assert_int_equal(judged->found.state, state);
	assert_false(judged->found.valid);
	assert_false(judged->found.signer.is_one);
}

static void test_bad(void **state)
{
	struct judged judged;

	(void)state;
	trust_fixture_open(&judged, "a {alice}\n* cert-authority {ca}",
			   "{alice}", NOW);
	trust_fixture_sign(&judged.armor, "alice");
	trust_fixture_verify(&judged, "tree 2\n", 0);
	check_found(&judged, SIGNATURE_BAD,
		    "bad signature: the content is not what was signed");
	trust_fixture_sign(&judged.armor, "other");
	trust_fixture_verify(&judged, "tree 2\n", 0);
	check_found(&judged, SIGNATURE_BAD,
		    "bad signature: the content is not what was signed");
	trust_fixture_sign(&judged.armor, "c-other");
	trust_fixture_verify(&judged, "tree 2\n", 0);
	check_found(&judged, SIGNATURE_BAD,
		    "bad signature: the content is not what was signed");
	trust_fixture_release(&judged);
}

static void test_malformed(void **state)
{
	struct buf blob = BUF_INIT;
	struct buf text = BUF_INIT;
	struct judged judged;

	(void)state;
	trust_fixture_open(&judged, "a {alice}\na {rsa}", NULL, NOW);
	ssh_fixture_blob(&blob, "alice");
	ssh_fixture_sign(&judged.armor, "alice", "sha512", "file",
			 STR(PAYLOAD));
	trust_fixture_verify(&judged, PAYLOAD, 0);
	check_found(&judged, SIGNATURE_MALFORMED,
		    "malformed signature: made for another namespace than git");
	make_armor(&judged.armor, STR("SSHSIG"));
	trust_fixture_verify(&judged, PAYLOAD, 0);
	check_found(&judged, SIGNATURE_MALFORMED,
		    "malformed signature: the SSHSIG is cut off");
	compose(&judged.armor, STR("\0\0\0\1x"), "git", STR(""));
	trust_fixture_verify(&judged, PAYLOAD, 0);
	check_found(&judged, SIGNATURE_MALFORMED,
		    "malformed signature: a key of an unknown type");
	compose(&judged.armor, buf_str(&blob), "git", STR("x"));
	trust_fixture_verify(&judged, PAYLOAD, 0);
	check_found(&judged, SIGNATURE_MALFORMED,
		    "malformed signature: the signature is cut off");
	/* RSA with SHA-1 */
	buf_clear(&blob);
	ssh_fixture_blob(&blob, "rsa");
	ssh_fixture_string(&text, STR("ssh-rsa"));
	ssh_fixture_string(&text, STR("x"));
	compose(&judged.armor, buf_str(&blob), "git", buf_str(&text));
	trust_fixture_verify(&judged, PAYLOAD, 0);
	check_found(&judged, SIGNATURE_WEAK, "weak signature: RSA with SHA-1");
	buf_release(&blob);
	buf_release(&text);
	trust_fixture_release(&judged);
}

/* The signature is right, what the authority has signed is not. */
static void test_forged_certificate(void **state)
{
	struct ssh_key key;
	struct buf bytes = BUF_INIT;
	struct buf blob = BUF_INIT;
	struct sshsig sshsig;
	struct judged judged;
	const char *what;
	struct armor armor;
	size_t at;

	(void)state;
	trust_fixture_open(&judged, "* cert-authority {ca}", NULL, NOW);
	trust_fixture_sign(&judged.armor, "c-alice");
	assert_int_equal(armor_read(&armor, buf_str(&judged.armor),
				    &judged.arena, &what),
			 0);
	assert_int_equal(sshsig_read(&sshsig, armor.bytes, &what), 0);
	buf_add_str(&blob, sshsig.key);
	at = str_find(buf_str(&blob), STR("alice@example.com"));
	assert_true(at < blob.size);
	memcpy(blob.data + at, "admin", 5);
	compose(&judged.armor, buf_str(&blob), "git", sshsig.signature);
	trust_fixture_verify(&judged, PAYLOAD, 0);
	check_found(&judged, SIGNATURE_BAD,
		    "bad certificate: its authority did not sign it");
	assert_int_equal(ssh_key_read(&key, buf_str(&blob), &what),
			 ERROR_USAGE);
	buf_truncate(&blob, blob.size - 1);
	compose(&judged.armor, buf_str(&blob), "git", sshsig.signature);
	trust_fixture_verify(&judged, PAYLOAD, 0);
	check_found(&judged, SIGNATURE_MALFORMED,
		    "malformed signature: a certificate that is cut off");
	buf_release(&bytes);
	buf_release(&blob);
	trust_fixture_release(&judged);
}

/* No finding at all: these refuse. */
static void test_broken(void **state)
{
	struct trust_options options = {
		.ssh = { "/etc/secret/allowed_signers", STR("") },
		.ssh_revoked = { "/etc/secret/revoked", { NULL, 0 } },
		.now = NOW,
	};
	struct judged judged;
	struct signer owner;

	(void)state;
	trust_fixture_open(&judged, "a {alice}\nb\n", NULL, NOW);
	trust_fixture_sign(&judged.armor, "alice");
	trust_fixture_verify(&judged, PAYLOAD, 0);
	assert_int_equal(judged.result, ERROR_BROKEN);
	assert_non_null(strstr(judged.error.text, "signers:2:"));
	trust_free(judged.trust);
	judged.trust = trust_new(&options);
	trust_fixture_verify(&judged, PAYLOAD, 0);
	assert_int_equal(judged.result, ERROR_BROKEN);
	assert_string_equal(judged.error.text,
			    "the trust file revoked is not there");
	assert_int_equal(trust_ssh_owner(judged.trust, STR("ssh-ed25519 AAAA"),
					 &owner, &judged.error),
			 ERROR_BROKEN);
	trust_free(judged.trust);
	options.ssh_revoked.path = NULL;
	options.ssh.text.data = NULL;
	judged.trust = trust_new(&options);
	trust_fixture_verify(&judged, PAYLOAD, 0);
	assert_int_equal(judged.result, ERROR_BROKEN);
	assert_string_equal(judged.error.text,
			    "the trust file allowed_signers is not there");
	trust_fixture_release(&judged);
	trust_fixture_open(&judged, "a {alice}", "serial: 1\n", NOW);
	trust_fixture_sign(&judged.armor, "alice");
	trust_fixture_verify(&judged, PAYLOAD, 0);
	assert_int_equal(judged.result, ERROR_BROKEN);
	assert_non_null(strstr(judged.error.text, "revoked:1:"));
	trust_fixture_release(&judged);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_bad),
		cmocka_unit_test(test_malformed),
		cmocka_unit_test(test_forged_certificate),
		cmocka_unit_test(test_broken),
	};

	return cmocka_run_group_tests(tests, trust_fixture_keys,
				      scratch_tear_down);
}
