/*
 * test_openpgp.c - OpenPGP signatures by real keys in all their states. What
 * is good here is good to gpg, too.
 */
#include "openpgp_keys.h"
#include "scratch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define NOW INT64_C(1717200000) /* 2024-06-01 */
#define NOW_TEXT "20240601"

static struct openpgp_home home;

static int set_up(void **state)
{
	if (scratch_set_up(state))
		return -1;
	openpgp_home_open(&home);
	openpgp_keys_make(&home);
	return 0;
}

static int tear_down(void **state)
{
	openpgp_home_close(&home);
	return scratch_tear_down(state);
}

struct one {
	const char *ring;
	const char *signature;
	enum signature_state state;
	const char *detail; /* a part of it; NULL when good */
	const char *signer; /* or NULL */
};

static const struct one cases[] = {
	{ "ok.pgp", "ok.sig", SIGNATURE_GOOD, NULL, "ok@x" },
	{ "ok.asc", "ok.sig", SIGNATURE_GOOD, NULL, "ok@x" },
	{ "both.ring", "ok.sig", SIGNATURE_GOOD, NULL, "ok@x" },
	{ "twice.ring", "ok.sig", SIGNATURE_GOOD, NULL, "ok@x" },
	{ "rewritten.ring", "ok.sig", SIGNATURE_GOOD, NULL, "ok@x" },
	{ "rsa.pgp", "rsa.sig", SIGNATURE_GOOD, NULL, "rsa@x" },
	{ "p256.pgp", "p256.sig", SIGNATURE_GOOD, NULL, "p256@x" },
	{ "p384.pgp", "p384.sig", SIGNATURE_GOOD, NULL, "p384@x" },
	{ "p521.pgp", "p521.sig", SIGNATURE_GOOD, NULL, "p521@x" },
	{ "ok.pgp", "note.sig", SIGNATURE_GOOD, NULL, "ok@x" },
	{ "ok.pgp", "long.sig", SIGNATURE_GOOD, NULL, "ok@x" },
	{ "extended.pgp", "end.sig", SIGNATURE_GOOD, NULL, "end@x" },
	{ "endless.pgp", "late.sig", SIGNATURE_GOOD, NULL, "end@x" },
	{ "rev.pgp", "rev.sig", SIGNATURE_GOOD, NULL, "rev@x" },
	{ "appointed.pgp", "rev.sig", SIGNATURE_GOOD, NULL, "rev@x" },
	{ "old.pgp", "old.sig", SIGNATURE_GOOD, NULL, "old@x" },
	{ "same.pgp", "two.sig", SIGNATURE_GOOD, NULL, "two@x" },
	{ "withdrawn.pgp", "two.sig", SIGNATURE_GOOD, NULL, "two@x" },
	{ "two.pgp", "two.sig", SIGNATURE_GOOD, NULL, NULL },
	{ "filled.pgp", "filled.sig", SIGNATURE_GOOD, NULL, "fill@x" },

	{ "ok.pgp", "text.sig", SIGNATURE_MALFORMED,
	  "malformed signature: text mode", NULL },
	{ "ok.pgp", "must.sig", SIGNATURE_MALFORMED, "critical", NULL },
	{ "ok.pgp", "payload", SIGNATURE_MALFORMED, "no OpenPGP packet", NULL },
	{ "ok.pgp", "ok.pgp", SIGNATURE_MALFORMED, "no signature", NULL },
	{ "ok.pgp", "sha1.sig", SIGNATURE_WEAK, "SHA-1", NULL },
	{ "short.pgp", "short.sig", SIGNATURE_WEAK, "RSA key is short", NULL },
	{ "pool.pgp", "pool.sig", SIGNATURE_WEAK, "curve is not taken", NULL },
	{ "rsa.pgp", "ok.sig", SIGNATURE_UNKNOWN_KEY, "unknown key ", NULL },
	{ "ok.pgp", "brief.sig", SIGNATURE_EXPIRED,
	  "ended 2024-05-02T00:00:00Z", "ok@x" },
	{ "ok.pgp", "ahead.sig", SIGNATURE_NOT_YET_VALID,
	  "made 2024-06-02T00:00:00Z", "ok@x" },
	{ "ok.pgp", "before.sig", SIGNATURE_NOT_YET_VALID, "older than its key",
	  "ok@x" },
	{ "new.pgp", "new.sig", SIGNATURE_NOT_YET_VALID, "not yet valid key ",
	  NULL },
	{ "end.pgp", "end.sig", SIGNATURE_EXPIRED,
	  " of end@x: ended 2021-01-01T", "end@x" },
	{ "shortened.pgp", "late.sig", SIGNATURE_EXPIRED,
	  " of end@x: ended 2023-06-01T", "end@x" },
	{ "end.pgp", "late.sig", SIGNATURE_EXPIRED,
	  " of end@x: ended 2021-01-01T", "end@x" },
	{ "due.pgp", "due.sig", SIGNATURE_EXPIRED,
	  " of due@x: ended 2021-01-01T", "due@x" },
	{ "sub.pgp", "sub.sig", SIGNATURE_EXPIRED,
	  " of sub@x: ended 2021-01-01T", "sub@x" },
	{ "subrevoked.pgp", "sub.sig", SIGNATURE_REVOKED, "revoked key ",
	  "sub@x" },
	{ "hard.ring", "rev.sig", SIGNATURE_REVOKED, "revoked key ", NULL },
	{ "soft.ring", "rev.sig", SIGNATURE_REVOKED, "revoked key ", NULL },
	{ "boss.ring", "rev.sig", SIGNATURE_REVOKED, "revoked key ", NULL },
	{ "late-news.ring", "rev.sig", SIGNATURE_REVOKED, "revoked key ",
	  NULL },
	{ "old-news.ring", "rev.sig", SIGNATURE_REVOKED, "revoked key ", NULL },
	{ "sha1.pgp", "old.sig", SIGNATURE_UNTRUSTED, "does not hold", NULL },
	{ "sha1-later.ring", "old.sig", SIGNATURE_UNTRUSTED, "does not hold",
	  NULL },
	{ "bare.ring", "ok.sig", SIGNATURE_UNTRUSTED, "no valid user id",
	  NULL },
	{ "nameless.ring", "ok.sig", SIGNATURE_UNTRUSTED, "no valid user id",
	  NULL },
	{ "broken.ring", "ok.sig", SIGNATURE_UNTRUSTED, "does not hold", NULL },
	{ "unbound.ring", "ok.sig", SIGNATURE_UNTRUSTED,
	  "binds it does not hold", NULL },
	{ "stolen.pgp", "stolen.sig", SIGNATURE_UNTRUSTED,
	  "does not tell what it may do", NULL },
	{ "use.pgp", "use.sig", SIGNATURE_NOT_ALLOWED, "not for signing",
	  "use@x" },
	{ "fickle.pgp", "fickle.sig", SIGNATURE_NOT_ALLOWED, "not for signing",
	  "fickle@x" },
	/* ended, too, but that is not all */
	{ "used.pgp", "use.sig", SIGNATURE_NOT_ALLOWED, "not for signing",
	  "use@x" },
};

static struct signature verify(struct openpgp_trial *trial)
{
	return openpgp_trial_verify(trial, STR(OPENPGP_PAYLOAD),
				    buf_str(&trial->signature));
}

static void check(const struct one *one, const struct signature *signature)
{
	const char *detail = signature->detail ? signature->detail : "(good)";

	if (signature->state != one->state ||
	    (one->detail && !strstr(detail, one->detail)))
		fail_msg("%s, %s: %s, %s", one->ring, one->signature,
			 signature_state_name(signature->state), detail);
	if (one->signer && !str_is(signature->signer.name, one->signer))
		fail_msg("%s, %s: by %.*s", one->ring, one->signature,
			 STR_ARGS(signature->signer.name));
	assert_int_equal(signature->valid,
			 one->state == SIGNATURE_GOOD ||
				 one->state == SIGNATURE_REVOKED ||
				 one->state == SIGNATURE_EXPIRED ||
				 one->state == SIGNATURE_NOT_ALLOWED ||
				 strcmp(one->signature, "ahead.sig") == 0);
	if (one->state == SIGNATURE_GOOD) {
		assert_int_equal(signature->signer.is_one, one->signer != NULL);
		assert_true(openpgp_gpg_accepts(one->ring, one->signature,
						"payload", NOW_TEXT));
	}
}

static void test_states(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct openpgp_trial trial;
		struct signature signature;

		openpgp_trial_files(&trial, cases[i].ring, cases[i].signature,
				    NOW, NULL);
		signature = verify(&trial);
		check(&cases[i], &signature);
		/* the answer that was kept is the same */
		signature = verify(&trial);
		check(&cases[i], &signature);
		signature = openpgp_trial_verify(&trial,
						 STR(OPENPGP_PAYLOAD "x"),
						 buf_str(&trial.signature));
		assert_false(signature.valid);
		if (cases[i].state > SIGNATURE_UNKNOWN_KEY)
			assert_int_equal(signature.state, SIGNATURE_BAD);
		openpgp_trial_close(&trial);
	}
}

static enum signature_state at(const char *ring, const char *path, int64_t now,
			       bool *made_in_time)
{
	struct openpgp_trial trial;
	struct signature signature;

	openpgp_trial_files(&trial, ring, path, now, NULL);
	signature = verify(&trial);
	openpgp_trial_close(&trial);
	*made_in_time = signature.made_in_time;
	return signature.state;
}

static void test_boundaries(void **state)
{
	static const struct {
		const char *ring;
		const char *signature;
		int64_t now;
		enum signature_state state;
		bool made_in_time;
	} rows[] = {
		/* 2021-01-01, noon */
		{ "end.pgp", "end.sig", 1609502399, SIGNATURE_GOOD, false },
		{ "end.pgp", "end.sig", 1609502400, SIGNATURE_EXPIRED, true },
		{ "end.pgp", "late.sig", NOW, SIGNATURE_EXPIRED, false },
		{ "sub.pgp", "sub.sig", 1609502399, SIGNATURE_GOOD, false },
		{ "sub.pgp", "sub.sig", 1609502400, SIGNATURE_EXPIRED, true },
		{ "shortened.pgp", "late.sig", NOW, SIGNATURE_EXPIRED, true },
		/* 2024-05-02 */
		{ "ok.pgp", "brief.sig", 1714607999, SIGNATURE_GOOD, false },
		{ "ok.pgp", "brief.sig", 1714608000, SIGNATURE_EXPIRED, false },
		/* 2024-06-02 */
		{ "ok.pgp", "ahead.sig", 1717286400 - TRUST_CLOCK_SLACK,
		  SIGNATURE_GOOD, false },
		{ "ok.pgp", "ahead.sig", 1717286399 - TRUST_CLOCK_SLACK,
		  SIGNATURE_NOT_YET_VALID, false },
		{ "new.pgp", "new.sig", 1717286400 - TRUST_CLOCK_SLACK,
		  SIGNATURE_GOOD, false },
		{ "new.pgp", "new.sig", 1717286399 - TRUST_CLOCK_SLACK,
		  SIGNATURE_NOT_YET_VALID, false },
	};
	bool made_in_time;

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		if (at(rows[i].ring, rows[i].signature, rows[i].now,
		       &made_in_time) != rows[i].state ||
		    made_in_time != rows[i].made_in_time)
			fail_msg("row %zu", i);
	}
}

static void test_no_key_but_its_own(void **state)
{
	struct openpgp_trial with, without;
	struct signature signature;

	(void)state;
	openpgp_trial_files(&with, "rsa.pgp", "ok.sig", NOW, NULL);
	openpgp_trial_open(&without, str_of(NULL), NOW, NULL);
	signature = verify(&with);
	assert_int_equal(signature.state, SIGNATURE_UNKNOWN_KEY);
	assert_non_null(strstr(signature.detail, signature.key));
	assert_int_equal(signature.made, 1714521600);
	signature = openpgp_trial_verify(&without, STR(OPENPGP_PAYLOAD),
					 buf_str(&with.signature));
	assert_int_equal(signature.state, SIGNATURE_UNKNOWN_KEY);
	assert_non_null(strstr(signature.detail, "no OpenPGP keys"));
	openpgp_trial_close(&without);
	openpgp_trial_close(&with);
}

static void test_people(void **state)
{
	struct buf keys[2] = { BUF_INIT, BUF_INIT };
	const char *fingerprints[2];
	struct person persons[] = {
		{ .name = "anna", .openpgp_count = 1, .listed = true },
		{ .name = "berta", .openpgp_count = 1, .listed = true },
	};
	struct people people = { persons, 1, NULL, 0 };
	struct openpgp_trial trial;
	struct signature signature;

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		openpgp_fixture_fingerprint(&home, &keys[i], "<ok@x>", i + 1);
		fingerprints[i] = buf_text(&keys[i]);
	}
	/* by the primary, by the subkey, and by one for each of two people */
	for (size_t i = 0; i < 3; i++) {
		people.count = i == 2 ? 2 : 1;
		persons[0].openpgp = &fingerprints[i % 2];
		persons[1].openpgp = &fingerprints[1];
		openpgp_trial_files(&trial, "ok.pgp", "ok.sig", NOW, &people);
		signature = verify(&trial);
		assert_int_equal(signature.state, SIGNATURE_GOOD);
		assert_string_equal(signature.key, fingerprints[1]);
		assert_ptr_equal(signature.signer.person,
				 i == 2 ? NULL : &persons[0]);
		assert_int_equal(signature.signer.is_one, i != 2);
		openpgp_trial_close(&trial);
	}
	buf_release(&keys[0]);
	buf_release(&keys[1]);
}

/* No other bytes are this signature, whichever bit is turned. */
static void turn_bits(const char *ring, const char *path)
{
	struct openpgp_trial trial;
	char *bytes;

	openpgp_trial_files(&trial, ring, path, NOW, NULL);
	bytes = trial.signature.data;
	for (size_t bit = 0; bit < 8 * trial.signature.size; bit++) {
		bytes[bit / 8] ^= (char)(1 << bit % 8);
		if (verify(&trial).valid)
			fail_msg("%s: bit %zu", path, bit);
		bytes[bit / 8] ^= (char)(1 << bit % 8);
	}
	assert_true(verify(&trial).valid);
	openpgp_trial_close(&trial);
}

static void test_every_bit_counts(void **state)
{
	(void)state;
	turn_bits("ok.pgp", "ok.sig");
	turn_bits("rsa.pgp", "rsa.sig");
	turn_bits("p521.pgp", "p521.sig");
}

static void test_every_byte_counts(void **state)
{
	struct openpgp_trial trial;
	struct buf *bytes = &trial.signature;
	size_t size;

	(void)state;
	openpgp_trial_files(&trial, "ok.pgp", "ok.sig", NOW, NULL);
	size = bytes->size;
	for (bytes->size = 0; bytes->size < size; bytes->size++)
		assert_int_equal(verify(&trial).state, SIGNATURE_MALFORMED);
	assert_int_equal(verify(&trial).state, SIGNATURE_GOOD);
	/* and nothing may stand behind it, not even itself */
	buf_add_byte(bytes, bytes->data[0]);
	assert_int_equal(verify(&trial).state, SIGNATURE_MALFORMED);
	openpgp_trial_close(&trial);
}

struct told {
	size_t count;
	int64_t ends;
	size_t owned;
};

static void tell(const struct trusted_key *key, void *context)
{
	struct told *told = context;

	told->count++;
	told->ends = key->ends;
	told->owned += key->signer.is_one;
	assert_int_equal(strlen(key->key), 40);
	assert_non_null(key->mark.source);
}

static void test_each(void **state)
{
	static const struct {
		const char *ring;
		struct told told;
	} rows[] = {
		{ "ok.asc", { 1, 0, 1 } },
		{ "both.ring", { 2, 0, 2 } },
		{ "twice.ring", { 1, 0, 1 } },
		{ "end.pgp", { 1, 1609502400, 1 } },
		{ "hard.ring", { 1, 0, 0 } },
		{ "two.pgp", { 1, 0, 0 } },
		{ "bare.ring", { 1, 0, 0 } },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct openpgp_trial trial;
		struct told told = { 0, 0, 0 };

		openpgp_trial_files(&trial, rows[i].ring, NULL, NOW, NULL);
		assert_int_equal(format_openpgp.each(trial.state, tell, &told,
						     &trial.error),
				 0);
		if (memcmp(&told, &rows[i].told, sizeof(told)) != 0)
			fail_msg("%s: %zu keys of %zu, end %lld", rows[i].ring,
				 told.count, told.owned, (long long)told.ends);
		openpgp_trial_close(&trial);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_states),
		cmocka_unit_test(test_boundaries),
		cmocka_unit_test(test_no_key_but_its_own),
		cmocka_unit_test(test_people),
		cmocka_unit_test(test_every_bit_counts),
		cmocka_unit_test(test_every_byte_counts),
		cmocka_unit_test(test_each),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
