/*
 * test_x509.c - X.509 signatures by openssl and gpgsm in all their states:
 * which is told, in which words, and whose it is.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "scratch.h"
#include "x509_fixture.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#define PATH_SIZE 64

struct row {
	const char *signature;
	const char *anchors;
	const char *lists;
	int days;
	enum signature_state state;
	const char *detail; /* begins with it */
	const char *signer; /* NULL: nobody */
};

#define ALICE "alice@example.com"
#define NO_ONE NULL, NULL

static const struct row rows[] = {
	{ "alice", "ca.pem", NULL, 0, SIGNATURE_GOOD, NULL, ALICE },
	{ "alice", "ca.pem", "crl.pem", 0, SIGNATURE_GOOD, NULL, ALICE },
	{ "with-chain", "root.pem", "crl.pem", 0, SIGNATURE_GOOD, NULL, ALICE },
	{ "with-smimecap", "ca.pem", NULL, 0, SIGNATURE_GOOD, NULL, ALICE },
	{ "rsa", "ca.pem", NULL, 0, SIGNATURE_GOOD, NULL, ALICE },
	{ "with-sha384", "ca.pem", NULL, 0, SIGNATURE_GOOD, NULL, ALICE },
	{ "with-sha512", "ca.pem", NULL, 0, SIGNATURE_GOOD, NULL, ALICE },
	{ "by-brief", "ca.pem", NULL, 0, SIGNATURE_GOOD, NULL, ALICE },
	{ "anything", "ca.pem", NULL, 0, SIGNATURE_GOOD, NULL, ALICE },
	{ "mails", "ca.pem", NULL, 0, SIGNATURE_GOOD, NULL, ALICE },
	{ "by-wide", "ca.pem", NULL, 0, SIGNATURE_GOOD, NULL, ALICE },
	/* whose it is */
	{ "plain", "ca.pem", NULL, 0, SIGNATURE_GOOD, NULL, ALICE },
	{ "case", "ca.pem", NULL, 0, SIGNATURE_GOOD, NULL, ALICE },
	{ "two", "ca.pem", NULL, 0, SIGNATURE_GOOD, NO_ONE },
	{ "twice", "ca.pem", NULL, 0, SIGNATURE_GOOD, NO_ONE },
	{ "dns", "ca.pem", NULL, 0, SIGNATURE_GOOD, NO_ONE },
	{ "star", "ca.pem", NULL, 0, SIGNATURE_GOOD, NO_ONE },
	{ "utf8", "ca.pem", NULL, 0, SIGNATURE_GOOD, NO_ONE },
	{ "nameless", "ca.pem", NULL, 0, SIGNATURE_GOOD, NO_ONE },
	/* malformed */
	{ "text", "ca.pem", NULL, 0, SIGNATURE_MALFORMED,
	  "malformed signature: it is not CMS", NULL },
	{ "certificate", "ca.pem", NULL, 0, SIGNATURE_MALFORMED,
	  "malformed signature: it is not CMS", NULL },
	{ "trailing", "ca.pem", NULL, 0, SIGNATURE_MALFORMED,
	  "malformed signature: bytes behind its end", NULL },
	{ "enveloped", "ca.pem", NULL, 0, SIGNATURE_MALFORMED,
	  "malformed signature: it is not signedData", NULL },
	{ "data", "ca.pem", NULL, 0, SIGNATURE_MALFORMED,
	  "malformed signature: it is not signedData", NULL },
	{ "digest", "ca.pem", NULL, 0, SIGNATURE_MALFORMED,
	  "malformed signature: it is not signedData", NULL },
	{ "nested", "ca.pem", NULL, 0, SIGNATURE_MALFORMED,
	  "malformed signature: it has content of its own", NULL },
	{ "with-content", "ca.pem", NULL, 0, SIGNATURE_MALFORMED,
	  "malformed signature: it has content of its own", NULL },
	{ "without-certificate", "ca.pem", NULL, 0, SIGNATURE_MALFORMED,
	  "malformed signature: the signer's certificate is not in it", NULL },
	{ "without-attributes", "ca.pem", NULL, 0, SIGNATURE_MALFORMED,
	  "malformed signature: no signed attributes", NULL },
	{ "with-keyid", "ca.pem", NULL, 0, SIGNATURE_MALFORMED,
	  "malformed signature: its signer is named by a key identifier",
	  NULL },
	{ "with-pss", "ca.pem", NULL, 0, SIGNATURE_MALFORMED,
	  "malformed signature: a signature algorithm with parameters", NULL },
	{ "by-two", "ca.pem", NULL, 0, SIGNATURE_MALFORMED,
	  "malformed signature: more than one signer", NULL },
	{ "with-sha224", "ca.pem", NULL, 0, SIGNATURE_MALFORMED,
	  "malformed signature: made with a hash that is not taken", NULL },
	/* weak */
	{ "with-sha1", "ca.pem", NULL, 0, SIGNATURE_WEAK,
	  "weak signature: SHA1", NULL },
	{ "with-md5", "ca.pem", NULL, 0, SIGNATURE_WEAK, "weak signature: MD5",
	  NULL },
	{ "rsa1024", "ca.pem", NULL, 0, SIGNATURE_WEAK,
	  "weak certificate of alice@example.com: RSA key of 1024 bits, "
	  "wanted 2048",
	  NULL },
	{ "dsa", "ca.pem", NULL, 0, SIGNATURE_WEAK,
	  "weak certificate of alice@example.com: DSA key", NULL },
	{ "p192", "ca.pem", NULL, 0, SIGNATURE_WEAK,
	  "weak certificate of alice@example.com: key of 192 bits", NULL },
	{ "sha1", "ca.pem", NULL, 0, SIGNATURE_WEAK,
	  "weak certificate of alice@example.com: signed with SHA1", NULL },
	{ "by-softly", "softly.pem", NULL, 0, SIGNATURE_GOOD, NULL, ALICE },
	{ "by-short", "ca.pem", NULL, 0, SIGNATURE_WEAK,
	  "weak certificate of CN=short: RSA key of 1024 bits, wanted 2048",
	  NULL },
	{ "by-soft", "ca.pem", NULL, 0, SIGNATURE_WEAK,
	  "weak certificate of CN=soft: signed with SHA1", NULL },
	/* unknown */
	{ "alice", "stranger.pem", NULL, 0, SIGNATURE_UNKNOWN_KEY,
	  "unknown authority \"CN=sub\"", NULL },
	{ "alice", "root.pem", NULL, 0, SIGNATURE_UNKNOWN_KEY,
	  "unknown authority \"CN=sub\"", NULL },
	{ "alice", NULL, NULL, 0, SIGNATURE_UNKNOWN_KEY,
	  "unknown authority \"CN=sub\"", NULL },
	{ "by-stranger", "ca.pem", "crl.pem", 0, SIGNATURE_UNKNOWN_KEY,
	  "unknown authority \"CN=stranger\"", NULL },
	{ "by-stranger-whole", "ca.pem", NULL, 0, SIGNATURE_UNKNOWN_KEY,
	  "unknown authority \"CN=stranger\"", NULL },
	{ "self", "ca.pem", NULL, 0, SIGNATURE_UNKNOWN_KEY,
	  "unknown authority \"CN=self\"", NULL },
	/* untrusted */
	{ "by-false", "ca.pem", NULL, 0, SIGNATURE_UNKNOWN_KEY,
	  "unknown authority \"CN=root\"", NULL },
	{ "by-alice", "ca.pem", NULL, 0, SIGNATURE_UNTRUSTED,
	  "untrusted certificate of alice@example.com: invalid CA "
	  "certificate",
	  NULL },
	{ "by-deep", "ca.pem", NULL, 0, SIGNATURE_UNTRUSTED,
	  "untrusted certificate of CN=sub: path length constraint exceeded",
	  NULL },
	{ "by-org", "ca.pem", NULL, 0, SIGNATURE_UNTRUSTED,
	  "untrusted certificate of alice@example.com: permitted subtree "
	  "violation",
	  NULL },
	{ "by-web", "ca.pem", NULL, 0, SIGNATURE_UNTRUSTED,
	  "untrusted certificate of CN=web: unsuitable certificate purpose",
	  NULL },
	{ "by-web-anything", "ca.pem", NULL, 0, SIGNATURE_UNTRUSTED,
	  "untrusted certificate of CN=web: unsuitable certificate purpose",
	  NULL },
	{ "unheard", "ca.pem", NULL, 0, SIGNATURE_UNTRUSTED,
	  "untrusted certificate of alice@example.com: unhandled critical "
	  "extension",
	  NULL },
	{ "loose", "ca.pem", NULL, 0, SIGNATURE_UNTRUSTED,
	  "untrusted certificate of alice@example.com: Missing Authority Key "
	  "Identifier",
	  NULL },
	/* revoked */
	{ "revoked", "ca.pem", "crl.pem", 0, SIGNATURE_REVOKED,
	  "revoked certificate of alice@example.com", ALICE },
	{ "revoked-old", "ca.pem", "crl.pem", 25, SIGNATURE_REVOKED,
	  "revoked certificate of alice@example.com", ALICE },
	{ "revoked", "ca.pem", NULL, 0, SIGNATURE_GOOD, NULL, ALICE },
	{ "alice", "ca.pem", "crl-sub.pem", 0, SIGNATURE_REVOKED,
	  "revoked certificate of CN=sub", ALICE },
	/* time */
	{ "old", "ca.pem", NULL, 0, SIGNATURE_EXPIRED,
	  "expired certificate of alice@example.com: ended 2", ALICE },
	{ "alice", "ca.pem", NULL, 51, SIGNATURE_EXPIRED,
	  "expired certificate of alice@example.com: ended 2", ALICE },
	{ "by-brief", "ca.pem", NULL, 11, SIGNATURE_EXPIRED,
	  "expired certificate of CN=brief: ended 2", ALICE },
	{ "early", "ca.pem", NULL, 0, SIGNATURE_NOT_YET_VALID,
	  "not yet valid certificate of alice@example.com: begins 2", ALICE },
	{ "alice", "ca.pem", NULL, -51, SIGNATURE_NOT_YET_VALID,
	  "not yet valid certificate of alice@example.com: begins 2", ALICE },
	{ "alice", "ca.pem", NULL, -1, SIGNATURE_NOT_YET_VALID,
	  "not yet valid signature: made in the future", ALICE },
	/* not allowed */
	{ "encrypts", "ca.pem", NULL, 0, SIGNATURE_NOT_ALLOWED,
	  "not allowed here: certificate of alice@example.com: it is not for "
	  "signatures",
	  ALICE },
	{ "repudiates", "ca.pem", NULL, 0, SIGNATURE_NOT_ALLOWED,
	  "not allowed here: certificate of alice@example.com", ALICE },
	{ "serves", "ca.pem", "crl.pem", 0, SIGNATURE_NOT_ALLOWED,
	  "not allowed here: certificate of alice@example.com", ALICE },
	{ "insists", "ca.pem", NULL, 0, SIGNATURE_NOT_ALLOWED,
	  "not allowed here: certificate of alice@example.com", ALICE },
	{ "hides", "ca.pem", NULL, 0, SIGNATURE_NOT_ALLOWED,
	  "not allowed here: certificate of alice@example.com", ALICE },
	{ "by-wide-serves", "ca.pem", NULL, 0, SIGNATURE_NOT_ALLOWED,
	  "not allowed here: certificate of alice@example.com", ALICE },
};

static bool is_valid(enum signature_state state)
{
	return state != SIGNATURE_MALFORMED && state != SIGNATURE_WEAK &&
	       state != SIGNATURE_BAD;
}

static bool detail_fits(const struct row *row, const struct signature *found)
{
	if (!row->detail || !found->detail)
		return !row->detail && !found->detail;
	return strncmp(row->detail, found->detail, strlen(row->detail)) == 0;
}

static bool signer_fits(const struct row *row, const struct signature *found)
{
	if (!row->signer)
		return !found->signer.is_one;
	return found->signer.is_one &&
	       str_equal_ascii_case(found->signer.name, str_of(row->signer));
}

static bool row_fits(const struct row *row, const struct signature *found)
{
	return found->format == SIGNATURE_X509 && found->state == row->state &&
	       found->valid == is_valid(row->state) &&
	       detail_fits(row, found) && signer_fits(row, found) &&
	       !found->key == (row->state == SIGNATURE_MALFORMED);
}

static void test_states(void **state)
{
	char path[PATH_SIZE];
	size_t wrong = 0;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct row *row = &rows[i];
		struct x509_question question = { .signature = path,
						  .anchors = row->anchors,
						  .lists = row->lists,
						  .days = row->days };
		struct signature found = { 0 };
		struct error error = { 0 };
		struct arena arena;

		arena_init(&arena);
		(void)snprintf(path, sizeof(path), "%s.sig", row->signature);
		if (x509_ask(&question, &arena, &found, &error) ||
		    !row_fits(row, &found)) {
			print_error("%s, %s, %s, %d: %s, %s, %.*s %s\n", path,
				    row->anchors, row->lists, row->days,
				    signature_state_name(found.state),
				    found.detail ? found.detail : "",
				    STR_ARGS(found.signer.name), error.text);
			wrong++;
		}
		arena_release(&arena);
	}
	assert_int_equal(wrong, 0);
}

static void test_made_in_time(void **state)
{
	static const struct {
		const char *signature;
		const char *lists;
		int days;
		bool in_time;
	} cases[] = {
		{ "alice.sig", NULL, 51, true },
		{ "by-brief.sig", NULL, 11, true },
		{ "alice.sig", NULL, 0, false }, /* it is good */
		{ "old.sig", NULL, 0, false },
		{ "old-serves.sig", NULL, 0, false },
		{ "serves.sig", NULL, 51, false },
		{ "encrypts.sig", NULL, 51, false },
		{ "repudiates.sig", NULL, 51, false },
		{ "revoked-old.sig", "crl.pem", 25, false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct x509_question question = {
			.signature = cases[i].signature,
			.anchors = "ca.pem",
			.lists = cases[i].lists,
			.days = cases[i].days,
		};
		struct signature found = { 0 };
		struct error error = { 0 };
		struct arena arena;

		arena_init(&arena);
		assert_int_equal(x509_ask(&question, &arena, &found, &error),
				 0);
		if (found.made_in_time != cases[i].in_time)
			fail_msg("%s: %d", cases[i].signature,
				 found.made_in_time);
		assert_true(found.made > time(NULL) - X509_DAY);
		arena_release(&arena);
	}
}

static void test_key(void **state)
{
	struct x509_question question = { .signature = "alice.sig",
					  .anchors = "ca.pem" };
	struct buf digest = BUF_INIT;
	struct signature found = { 0 };
	struct error error = { 0 };
	struct arena arena;

	(void)state;
	arena_init(&arena);
	assert_int_equal(x509_ask(&question, &arena, &found, &error), 0);
	scratch_run(&digest, STR(""), "sh", "-c",
		    "openssl x509 -in alice.pem -outform DER | sha256sum",
		    NULL);
	buf_truncate(&digest, 64);
	assert_memory_equal(found.key, "SHA256:", 7);
	assert_string_equal(found.key + 7, buf_text(&digest));
	buf_release(&digest);
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_states),
		cmocka_unit_test(test_made_in_time),
		cmocka_unit_test(test_key),
	};

	return cmocka_run_group_tests(tests, x509_set_up, x509_tear_down);
}
