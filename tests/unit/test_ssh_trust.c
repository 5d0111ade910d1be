/*
 * test_ssh_trust.c - what is found about SSH signatures that fit: each state,
 * by real keys, certificates and revocation lists; ssh-keygen takes what
 * passes here.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "scratch.h"
#include "trust_fixture.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const struct row {
	const char *signers;
	const char *revoked;
	const char *by;
	int64_t dated;
	enum signature_state state;
	const char *detail; /* NULL: GOOD */
	const char *name;   /* of the signer, or "" */
	bool is_one;
} rows[] = {
	/* good */
	{ "alice@example.com {alice}", NULL, "alice", 0, SIGNATURE_GOOD, NULL,
	  "alice@example.com", true },
	{ "alice@example.com {alice}", "", "alice", NOW, SIGNATURE_GOOD, NULL,
	  "alice@example.com", true },
	{ "# x\nbob@example.com namespaces=\"file,git\" {bob}", NULL, "bob",
	  NOW, SIGNATURE_GOOD, NULL, "bob@example.com", true },
	{ "rsa@example.com {rsa}", NULL, "rsa", 0, SIGNATURE_GOOD, NULL,
	  "rsa@example.com", true },
	{ "a@home.example {alice}\nAlice {alice}", NULL, "alice", 0,
	  SIGNATURE_GOOD, NULL, "a@home.example", true },
	{ "*@example.com {alice}", NULL, "alice", 0, SIGNATURE_GOOD, NULL,
	  "*@example.com", false },
	{ "alice@example.com,bob@example.com {alice}", NULL, "alice", 0,
	  SIGNATURE_GOOD, NULL, "alice@example.com,bob@example.com", false },
	{ "alice@example.com {alice}\nbob@example.com {alice}", NULL, "alice",
	  0, SIGNATURE_GOOD, NULL, "alice@example.com", false },
	{ "alice@example.com {alice}\n* {alice}", NULL, "alice", 0,
	  SIGNATURE_GOOD, NULL, "alice@example.com", false },
	/* an entry that passes wins, and those that do not say nothing */
	{ "bob@example.com valid-before=\"20260501Z\" {alice}\n"
	  "y@example.com cert-authority {alice}\n"
	  "alice@example.com {alice}",
	  NULL, "alice", 0, SIGNATURE_GOOD, NULL, "alice@example.com", true },
	/* what git does not come to: it goes on with the first valid line */
	{ "x@example.com namespaces=\"file\" {alice}\n"
	  "alice@example.com {alice}",
	  NULL, "alice", 0, SIGNATURE_UNTRUSTED,
	  "untrusted key <alice>: an earlier line of the trust file names it "
	  "for others",
	  "", false },
	{ "alice@example.com namespaces=\"file\" {alice}\n"
	  "alice@example.com {alice}",
	  NULL, "alice", 0, SIGNATURE_GOOD, NULL, "alice@example.com", true },
	/* certificates */
	{ "*@example.com cert-authority {ca}", "", "c-alice", 0, SIGNATURE_GOOD,
	  NULL, "alice@example.com", true },
	{ "alice@example.com cert-authority {ca}", NULL, "c-two", 0,
	  SIGNATURE_GOOD, NULL, "alice@example.com", false },
	{ "* cert-authority {ca}", NULL, "c-wild", 0, SIGNATURE_GOOD, NULL,
	  "*@example.com", false },
	{ "* cert-authority {ca}", NULL, "c-year", NOW, SIGNATURE_GOOD, NULL,
	  "alice@example.com", true },
	{ "bob@example.com cert-authority {ca}\nalice@* cert-authority {ca}",
	  NULL, "c-alice", 0, SIGNATURE_GOOD, NULL, "alice@example.com", true },
	/* weak */
	{ "alice@example.com {short}", NULL, "short", 0, SIGNATURE_WEAK,
	  "weak RSA key of 1024 bits, wanted 2048", "", false },
	{ "alice@example.com {dsa}", NULL, "dsa", 0, SIGNATURE_WEAK,
	  "weak DSA key", "", false },
	{ "", NULL, "short", 0, SIGNATURE_WEAK,
	  "weak RSA key of 1024 bits, wanted 2048", "", false },
	{ "* cert-authority {short}", NULL, "c-short", 0, SIGNATURE_WEAK,
	  "weak RSA key of 1024 bits of the certificate's authority, wanted "
	  "2048",
	  "", false },
	{ "* cert-authority {dsa}", NULL, "c-dsa", 0, SIGNATURE_WEAK,
	  "weak DSA key of the certificate's authority", "", false },
	/* unknown key */
	{ "", NULL, "alice", 0, SIGNATURE_UNKNOWN_KEY, "unknown key <alice>",
	  "", false },
	{ "alice@example.com {bob}", "{alice}", "alice", 0,
	  SIGNATURE_UNKNOWN_KEY, "unknown key <alice>", "", false },
	{ NULL, NULL, "alice", 0, SIGNATURE_UNKNOWN_KEY,
	  "unknown key <alice>: this server trusts no SSH keys", "", false },
	{ "* cert-authority {ca}", NULL, "c-other", 0, SIGNATURE_UNKNOWN_KEY,
	  "unknown key <other> of a certificate's authority", "", false },
	{ "* {ca}", NULL, "c-alice", 0, SIGNATURE_UNKNOWN_KEY,
	  "unknown key <ca> of a certificate's authority", "", false },
	{ "* {c-alice}", NULL, "c-alice", 0, SIGNATURE_UNKNOWN_KEY,
	  "unknown key <ca> of a certificate's authority", "", false },
	/* revoked */
	{ "alice@example.com {alice}", "{alice}", "alice", 0, SIGNATURE_REVOKED,
	  "revoked key <alice> of alice@example.com", "", false },
	{ "alice@example.com namespaces=\"file\" {alice}", "{bob}\n{alice}\n",
	  "alice", 0, SIGNATURE_REVOKED,
	  "revoked key <alice> of alice@example.com", "", false },
	{ "alice@example.com {alice}", "spec:sha256: {alice}", "alice", 0,
	  SIGNATURE_REVOKED, "revoked key <alice> of alice@example.com", "",
	  false },
	{ "* cert-authority {ca}", "{c-alice}", "c-alice", 0, SIGNATURE_REVOKED,
	  "revoked certificate of key <c-alice>, serial 7", "", false },
	{ "* cert-authority {ca}", "{ca}", "c-alice", 0, SIGNATURE_REVOKED,
	  "revoked certificate of key <c-alice>, serial 7", "", false },
	{ "* cert-authority {ca}", "spec:serial: 7", "c-alice", 0,
	  SIGNATURE_REVOKED, "revoked certificate of key <c-alice>, serial 7",
	  "", false },
	{ "* cert-authority {ca}", "spec:id: the id", "c-host", 0,
	  SIGNATURE_REVOKED, "revoked certificate of key <c-host>, serial 7",
	  "", false },
	{ "* cert-authority {ca}", "spec:serial: 8\nid: an id", "c-alice", 0,
	  SIGNATURE_GOOD, NULL, "alice@example.com", true },
	/* not allowed here */
	{ "alice@example.com namespaces=\"file\" {alice}", NULL, "alice", 0,
	  SIGNATURE_NOT_ALLOWED,
	  "not allowed here: key <alice> of alice@example.com is for "
	  "namespaces \"file\"",
	  "", false },
	{ "alice@example.com namespaces=\"*,!git\" {alice}", NULL, "alice", 0,
	  SIGNATURE_NOT_ALLOWED,
	  "not allowed here: key <alice> of alice@example.com is for "
	  "namespaces \"*,!git\"",
	  "", false },
	{ "* cert-authority {ca}", NULL, "c-host", 0, SIGNATURE_NOT_ALLOWED,
	  "not allowed here: key <c-host> has a certificate for hosts", "",
	  false },
	{ "bob cert-authority,valid-before=\"20260501Z\" {ca}", NULL,
	  "c-critical", 0, SIGNATURE_NOT_ALLOWED,
	  "not allowed here: key <c-critical> has a certificate with critical "
	  "options",
	  "", false },
	/* untrusted */
	{ "alice@example.com cert-authority {alice}", NULL, "alice", 0,
	  SIGNATURE_UNTRUSTED,
	  "untrusted key <alice>: it is an authority's, for certificates only",
	  "", false },
	{ "bob@example.com cert-authority,valid-before=\"20260501Z\" {ca}",
	  NULL, "c-alice", 0, SIGNATURE_UNTRUSTED,
	  "untrusted key <c-alice>: its authority may not speak for "
	  "alice@example.com",
	  "", false },
	{ "!alice@example.com,* cert-authority {ca}", NULL, "c-alice", 0,
	  SIGNATURE_UNTRUSTED,
	  "untrusted key <c-alice>: its authority may not speak for "
	  "alice@example.com",
	  "", false },
	{ "* cert-authority {ca}", NULL, "c-none", 0, SIGNATURE_UNTRUSTED,
	  "untrusted key <c-none>: its certificate names nobody", "", false },
	/* expired, not yet valid: by our clock, and by what is signed */
	{ "alice@example.com valid-before=\"20260601Z\" {alice}", NULL, "alice",
	  0, SIGNATURE_EXPIRED,
	  "expired key <alice> of alice@example.com: valid before "
	  "2026-06-01T00:00:00Z",
	  "", false },
	{ "alice@example.com valid-before=\"20260601Z\" {alice}", NULL, "alice",
	  NOW - DAY, SIGNATURE_EXPIRED,
	  "expired key <alice> of alice@example.com: valid before "
	  "2026-06-01T00:00:00Z",
	  "", false },
	{ "alice@example.com valid-before=\"20260601000001Z\" {alice}", NULL,
	  "alice", NOW, SIGNATURE_GOOD, NULL, "alice@example.com", true },
	{ "alice@example.com valid-before=\"20260601000001Z\" {alice}", NULL,
	  "alice", NOW + 1, SIGNATURE_EXPIRED,
	  "expired key <alice> of alice@example.com: valid before "
	  "2026-06-01T00:00:01Z, dated 2026-06-01T00:00:01Z",
	  "", false },
	{ "alice@example.com valid-after=\"20260601000001Z\" {alice}", NULL,
	  "alice", NOW + DAY, SIGNATURE_NOT_YET_VALID,
	  "not yet valid key <alice> of alice@example.com: valid after "
	  "2026-06-01T00:00:01Z",
	  "", false },
	{ "alice@example.com valid-after=\"20260601Z\" {alice}", NULL, "alice",
	  NOW, SIGNATURE_GOOD, NULL, "alice@example.com", true },
	{ "alice@example.com valid-after=\"20260601Z\" {alice}", NULL, "alice",
	  NOW - 1, SIGNATURE_NOT_YET_VALID,
	  "not yet valid key <alice> of alice@example.com: valid after "
	  "2026-06-01T00:00:00Z, dated 2026-05-31T23:59:59Z",
	  "", false },
	{ "alice@example.com valid-after=\"20260601Z\" {alice}", NULL, "alice",
	  -5, SIGNATURE_NOT_YET_VALID,
	  "not yet valid key <alice> of alice@example.com: valid after "
	  "2026-06-01T00:00:00Z, dated 1969-12-31T23:59:55Z",
	  "", false },
	/* the best of several entries */
	{ "x namespaces=\"file\" {alice}\n"
	  "alice@example.com valid-before=\"20260501Z\" {alice}\n"
	  "y cert-authority {alice}",
	  NULL, "alice", 0, SIGNATURE_EXPIRED,
	  "expired key <alice> of alice@example.com: valid before "
	  "2026-05-01T00:00:00Z",
	  "", false },
	{ "* cert-authority {ca}", NULL, "c-over", 0, SIGNATURE_EXPIRED,
	  "expired certificate <c-over> of alice@example.com: valid before "
	  "2026-05-01T00:00:00Z",
	  "", false },
	{ "* cert-authority {ca}", NULL, "c-later", 0, SIGNATURE_NOT_YET_VALID,
	  "not yet valid certificate <c-later> of alice@example.com: valid "
	  "after 2026-07-01T00:00:00Z",
	  "", false },
	{ "* cert-authority {ca}", NULL, "c-year", NOW - 365 * DAY,
	  SIGNATURE_NOT_YET_VALID,
	  "not yet valid certificate <c-year> of alice@example.com: valid "
	  "after 2026-01-01T00:00:00Z, dated 2025-06-01T00:00:00Z",
	  "", false },
	{ "* cert-authority {ca}", NULL, "c-year", NOW + 365 * DAY,
	  SIGNATURE_EXPIRED,
	  "expired certificate <c-year> of alice@example.com: valid before "
	  "2027-01-01T00:00:00Z, dated 2027-06-01T00:00:00Z",
	  "", false },
	{ "* cert-authority,valid-before=\"20260501Z\" {ca}", NULL, "c-alice",
	  0, SIGNATURE_EXPIRED,
	  "expired key <c-alice> of alice@example.com: valid before "
	  "2026-05-01T00:00:00Z",
	  "", false },
};

static void check_row(const struct row *row)
{
	const struct signature *found;
	struct buf text = BUF_INIT;
	struct judged judged;

	trust_fixture_open(&judged, row->signers, row->revoked, NOW);
	trust_fixture_sign(&judged.armor, row->by);
	trust_fixture_verify(&judged, PAYLOAD, row->dated);
	found = &judged.found;
	if (judged.result)
		fail_msg("%s: %s", row->signers, judged.error.text);
	trust_fixture_expand(&text, row->detail ? row->detail : "");
	assert_string_equal(found->detail ? found->detail : "",
			    buf_text(&text));
	assert_int_equal(found->state, row->state);
	assert_int_equal(found->format, SIGNATURE_SSH);
	assert_int_equal(found->valid, row->state != SIGNATURE_WEAK);
	buf_clear(&text);
	trust_fixture_fingerprint(&text, row->by);
	assert_string_equal(found->key, buf_text(&text));
	if (!str_is(found->signer.name, row->name) ||
	    found->signer.is_one != row->is_one)
		fail_msg("%s: signed by %.*s, %s", row->signers,
			 STR_ARGS(found->signer.name),
			 found->signer.is_one ? "one" : "nobody");
	if (found->state == SIGNATURE_GOOD &&
	    !trust_fixture_oracle(&judged, NOW, row->dated))
		fail_msg("%s: ssh-keygen would not take it", row->signers);
	buf_release(&text);
	trust_fixture_release(&judged);
}

static void test_rows(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++)
		check_row(&rows[i]);
}

static void test_person(void **state)
{
	struct judged judged;

	(void)state;
	trust_fixture_open(&judged, "A@Home.Example {alice}", NULL, NOW);
	trust_fixture_sign(&judged.armor, "alice");
	trust_fixture_verify(&judged, PAYLOAD, 0);
	assert_ptr_equal(judged.found.signer.person,
			 &trust_fixture_people.persons[0]);
	trust_fixture_release(&judged);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_person),
	};

	return cmocka_run_group_tests(tests, trust_fixture_keys,
				      scratch_tear_down);
}
