/*
 * test_openpgp_ring.c - the file of OpenPGP keys: what is wrong in it is told
 * with its place; and whose a key is by its user ids.
 */
#include "bytes.h"
#include "openpgp_fixture.h"
#include "scratch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "trust/openpgp_packet.h"
#include "trust/openpgp_ring.h"
#include "trust/openpgp_user_id.h"

#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

#define BEGIN "-----BEGIN PGP PUBLIC KEY BLOCK-----\n"
#define END "-----END PGP PUBLIC KEY BLOCK-----\n"
/* An ECDH key: it is only named. */
#define KEY "mAcEAAAABxJ4\n"
#define BLOCK BEGIN "\n" KEY END
#define WHAT_IT_IS "# alice, 2024\n\n"

struct flaw {
	const char *text;
	size_t line;
	const char *what;
	size_t keys;
};

static void check(const struct flaw *row, size_t index, struct str text)
{
	struct trust_file file = { "keyring.asc", text };
	struct diagnostics diagnostics;
	struct openpgp_ring ring;
	struct error error;
	struct arena arena;

	arena_init(&arena);
	diagnostics_init(&diagnostics, &arena);
	assert_int_equal(openpgp_ring_read(&ring, &file, &arena, &diagnostics,
					   &error),
			 0);
	if (ring.key_count != row->keys ||
	    diagnostics.errors + diagnostics.warnings !=
		    (row->what ? 1u : 0u) ||
	    (row->what && (!strstr(diagnostics.items[0].text, row->what) ||
			   diagnostics.items[0].mark.line != row->line)))
		fail_msg("row %zu: %zu keys, line %zu: %s", index,
			 ring.key_count, diagnostics.items[0].mark.line,
			 diagnostics.count ? diagnostics.items[0].text : "");
	openpgp_ring_release(&ring);
	arena_release(&arena);
}

static void test_armor(void **state)
{
	static const struct flaw rows[] = {
		{ BLOCK, 0, NULL, 1 },
		{ BLOCK BLOCK, 0, NULL, 2 },
		{ WHAT_IT_IS BLOCK "\n" WHAT_IT_IS BLOCK "\n", 0, NULL, 2 },
		{ BEGIN "Version: 1\nComment:\n\n" KEY END, 0, NULL, 1 },
		{ BEGIN "\n" KEY "=QVAr\n" END, 0, NULL, 1 },
		{ BEGIN "\n" KEY "=QVAs\n" END, 1, "checksum", 0 },
		{ "", 1, "no OpenPGP key", 0 },
		{ "\n# none\n", 1, "no OpenPGP key", 0 },
		{ "pub rsa\nuid alice\n\n" BLOCK, 1, "text outside", 1 },
		{ BLOCK "x\n" BLOCK, 5, "text outside", 2 },
		{ BEGIN KEY END, 1, "no blank line", 0 },
		{ BEGIN "\n" KEY "=QVAr\n" KEY END BLOCK, 1, "behind the key",
		  1 },
		{ BEGIN "\n" KEY, 1, "cut off", 0 },
		{ BEGIN "\n" KEY BLOCK, 1, "cut off", 1 },
		{ BEGIN, 1, "cut off", 0 },
		{ BEGIN "\n\n" KEY END BLOCK, 1, "blank line within", 1 },
		{ BEGIN "\nmAcEAAAABxJ\n" END, 1, "no base64", 0 },
		{ BEGIN "\n" END, 1, "without anything", 0 },
		{ "\n-----BEGIN PGP SIGNATURE-----\n\nmAc\n"
		  "-----END PGP SIGNATURE-----\n" BLOCK,
		  2, "no block of OpenPGP public keys", 1 },
		{ "-----BEGIN PGP PRIVATE KEY BLOCK-----\n\nmAc\n"
		  "-----END PGP PRIVATE KEY BLOCK-----\n" BLOCK,
		  1, "secret key", 1 },
		/* the place within a block */
		{ BEGIN "\n" KEY "iAIEIA==\n" END, 0, NULL, 1 },
		{ BEGIN "\n" KEY "lAEE\n" END, 4, "secret key", 1 },
		{ BEGIN "\n" KEY KEY KEY "iAIE\n" END, 6, "cut off", 3 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		check(&rows[i], i, str_of(rows[i].text));
}

static void test_carriage_returns(void **state)
{
	static const struct flaw row = { NULL, 0, NULL, 1 };

	(void)state;
	check(&row, 0,
	      STR("-----BEGIN PGP PUBLIC KEY BLOCK-----\r\n\r\n"
		  "mAcEAAAABxJ4\r\n-----END PGP PUBLIC KEY BLOCK-----\r\n"));
}

#define V4 "\x98\x07\x04\0\0\0\x07\x12x"
#define SUB "\xb8\x07\x04\0\0\0\x08\x12x"

static void test_binary(void **state)
{
	static const struct {
		struct str bytes;
		struct flaw flaw;
	} rows[] = {
#define ROW(bytes, ...)                       \
	{                                     \
		{ bytes, sizeof(bytes) - 1 }, \
		{                             \
			NULL, 0, __VA_ARGS__  \
		}                             \
	}
		ROW(V4, NULL, 1),
		ROW(V4 SUB, NULL, 2),
		/* a picture, trust, a user id, a marker */
		ROW(V4 "\xd1\x01x\xb0\x01x\xb4\x01x\xa8\x03PGP", NULL, 1),
		ROW(V4 "\xb4\x05x", "at byte 9: a packet that is cut off", 1),
		ROW(V4 "x", "at byte 9: no OpenPGP packet", 1),
		ROW("\xb4\x01x" V4, "at byte 0: a packet before the first", 1),
		ROW(V4 "\xcb\x01x", "at byte 9: a packet that has no place", 1),
		ROW(V4 "\x94\x01x", "at byte 9: a secret key", 1),
		ROW(V4 "\x9c\x01x", "at byte 9: a secret key", 1),
		ROW(V4 "\x98\x06\x03\0\0\0\0\0", "not of version 4", 1),
		ROW(V4 "\x98\x06\x06\0\0\0\0\0", "not of version 4", 1),
		ROW(V4 "\xb8\x06\x06\0\0\0\0\0", "not of version 4", 1),
		ROW(V4 "\xb8\x06\x04\0\0\0\0\x01", "an RSA key that", 1),
		ROW(V4 "\x88\x00", "a signature that is cut off", 1),
#undef ROW
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		check(&rows[i].flaw, i, rows[i].bytes);
}

/* A revocation counts for the key that it stands behind, and for its own. */
static void test_revocations(void **state)
{
	static const struct {
		struct str bytes;
		bool certificates[2], keys[4];
	} rows[] = {
#define ROW(bytes, ...) { { bytes, sizeof(bytes) - 1 }, __VA_ARGS__ }
		ROW(V4 SUB V4 SUB, { false, false },
		    { false, false, false, false }),
		ROW(V4 "\x88\x02\x04\x20" SUB V4 SUB, { true, false },
		    { false, false, false, false }),
		ROW(V4 SUB "\x88\x02\x04\x28" V4 SUB, { false, false },
		    { false, true, false, false }),
		ROW(V4 SUB V4 SUB "\x88\x03\x03\x05\x20", { false, true },
		    { false, false, false, false }),
		ROW(V4 SUB V4 "\x88\x02\x04\x28" SUB "\x88\x02\x04\x18",
		    { false, false }, { false, false, true, false }),
#undef ROW
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct trust_file file = { "keyring.pgp", rows[i].bytes };
		struct diagnostics diagnostics;
		struct openpgp_ring ring;
		struct error error;
		struct arena arena;

		arena_init(&arena);
		diagnostics_init(&diagnostics, &arena);
		assert_int_equal(openpgp_ring_read(&ring, &file, &arena,
						   &diagnostics, &error),
				 0);
		assert_int_equal(diagnostics.errors, 0);
		assert_int_equal(ring.count, 2);
		assert_int_equal(ring.key_count, 4);
		for (size_t j = 0; j < 2; j++)
			assert_int_equal(ring.certificates[j].is_revoked,
					 rows[i].certificates[j]);
		for (size_t j = 0; j < 4; j++)
			assert_int_equal(ring.keys[j].is_revoked,
					 rows[i].keys[j]);
		openpgp_ring_release(&ring);
		arena_release(&arena);
	}
}

static void test_missing_file(void **state)
{
	struct openpgp_trial trial;
	struct trust_base base;

	(void)state;
	openpgp_trial_open(&trial, str_of(NULL), 1, NULL);
	format_openpgp.close(trial.state);
	trial.options.openpgp.path = "/etc/x/keyring.asc";
	base = trial.base;
	assert_int_equal(format_openpgp.open(&trial.state, &base,
					     &trial.diagnostics, &trial.error),
			 ERROR_BROKEN);
	assert_non_null(strstr(trial.error.text, "keyring.asc is not there"));
	assert_null(strstr(trial.error.text, "/etc"));
	assert_int_equal(trial.diagnostics.errors, 1);
	openpgp_trial_close(&trial);
}

#define ONE "\x00\x01\x01"
#define ED25519_ID "\x09\x2b\x06\x01\x04\x01\xda\x47\x0f\x01"
#define P384_ID "\x05\x2b\x81\x04\x00\x22"
#define POINT          \
	"\x01\x07\x40" \
	"0123456789abcdef0123456789abcdef"

static void test_keys(void **state)
{
	static const struct {
		struct str body;
		const char *what;
		enum openpgp_key_type type;
		int bits;
	} rows[] = {
		{ BYTES("\x04\0\0\0\x07\x01\x00\x09\x01\x01" ONE), NULL,
		  OPENPGP_KEY_RSA, 9 },
		{ BYTES("\x04\0\0\0\x07\x16" ED25519_ID POINT), NULL,
		  OPENPGP_KEY_ED25519, 0 },
		{ BYTES("\x04\0\0\0\x07\x13" P384_ID "\x00\x03\x04"), NULL,
		  OPENPGP_KEY_EC, 0 },
		/* curves of the other algorithm, other curves, ECDH */
		{ BYTES("\x04\0\0\0\x07\x13" ED25519_ID POINT), NULL,
		  OPENPGP_KEY_NOT_TAKEN, 0 },
		{ BYTES("\x04\0\0\0\x07\x13\x01\x2b\x00\x03\x04"), NULL,
		  OPENPGP_KEY_NOT_TAKEN, 0 },
		{ BYTES("\x04\0\0\0\x07\x12whatever"), NULL,
		  OPENPGP_KEY_NOT_TAKEN, 0 },
		{ BYTES("\x03\0\0\0\x07\0\0\x01" ONE ONE), "version 4", 0, 0 },
		{ BYTES("\x06\0\0\0\x07\x1b"), "version 4", 0, 0 },
		{ BYTES(""), "version 4", 0, 0 },
		{ BYTES("\x04\0\0\0"), "cut off", 0, 0 },
		{ BYTES("\x04\0\0\0\x07"), "cut off", 0, 0 },
		{ BYTES("\x04\0\0\0\x07\x01" ONE), "RSA key", 0, 0 },
		{ BYTES("\x04\0\0\0\x07\x01" ONE ONE "x"), "RSA key", 0, 0 },
		{ BYTES("\x04\0\0\0\x07\x16" ED25519_ID POINT "x"), "EC key", 0,
		  0 },
		{ BYTES("\x04\0\0\0\x07\x16" ED25519_ID "\x00\x07\x40"),
		  "EC key", 0, 0 },
		{ BYTES("\x04\0\0\0\x07\x16\xff"), "EC key", 0, 0 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct openpgp_key key;
		const char *what = openpgp_key_read(&key, rows[i].body);

		if (!what != !rows[i].what ||
		    (what && !strstr(what, rows[i].what)))
			fail_msg("row %zu: %s", i, what);
		if (what)
			continue;
		assert_int_equal(key.type, rows[i].type);
		assert_int_equal(key.bits, rows[i].bits);
		assert_int_equal(key.created, 7);
	}
}

static void test_weakness(void **state)
{
	static const struct {
		struct openpgp_key key;
		enum digest digest;
		bool weak;
	} rows[] = {
		{ { .type = OPENPGP_KEY_RSA, .bits = 2047 },
		  DIGEST_SHA512,
		  true },
		{ { .type = OPENPGP_KEY_RSA, .bits = 2048 },
		  DIGEST_SHA256,
		  false },
		{ { .type = OPENPGP_KEY_ED25519 }, DIGEST_SHA256, false },
		{ { .type = OPENPGP_KEY_EC, .curve = CURVE_P256 },
		  DIGEST_SHA256,
		  false },
		{ { .type = OPENPGP_KEY_EC, .curve = CURVE_P384 },
		  DIGEST_SHA256,
		  true },
		{ { .type = OPENPGP_KEY_EC, .curve = CURVE_P384 },
		  DIGEST_SHA384,
		  false },
		{ { .type = OPENPGP_KEY_EC, .curve = CURVE_P521 },
		  DIGEST_SHA384,
		  true },
		{ { .type = OPENPGP_KEY_NOT_TAKEN }, DIGEST_SHA512, true },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct openpgp_signature signature = { .digest =
							       rows[i].digest };

		if (!openpgp_key_weakness(&rows[i].key, &signature, 2048) ==
		    rows[i].weak)
			fail_msg("row %zu", i);
	}
}

static void test_emails(void **state)
{
	static const struct {
		const char *user_id;
		enum openpgp_email found;
		const char *email;
	} rows[] = {
		{ "Alice <alice@example.com>", OPENPGP_ONE_EMAIL,
		  "alice@example.com" },
		{ "Alice (work) <alice@example.com>", OPENPGP_ONE_EMAIL,
		  "alice@example.com" },
		{ "<alice@example.com>", OPENPGP_ONE_EMAIL,
		  "alice@example.com" },
		{ "alice@example.com", OPENPGP_ONE_EMAIL, "alice@example.com" },
		{ "Alice", OPENPGP_NO_EMAIL, "" },
		{ "", OPENPGP_NO_EMAIL, "" },
		{ "Alice <alice>", OPENPGP_NO_EMAIL, "" },
		{ "Alice <a@x> <b@x>", OPENPGP_UNCLEAR_EMAIL, "" },
		{ "a@x <b@x>", OPENPGP_UNCLEAR_EMAIL, "" },
		{ "Alice <a@x> (b)", OPENPGP_UNCLEAR_EMAIL, "" },
		{ "Alice <a@x", OPENPGP_UNCLEAR_EMAIL, "" },
		{ "Alice <a@b@x>", OPENPGP_UNCLEAR_EMAIL, "" },
		{ "Alice <@x>", OPENPGP_UNCLEAR_EMAIL, "" },
		{ "Alice <a@>", OPENPGP_UNCLEAR_EMAIL, "" },
		{ "Alice < a@x>", OPENPGP_UNCLEAR_EMAIL, "" },
		{ "Alice <a@x,b@x>", OPENPGP_UNCLEAR_EMAIL, "" },
		{ "Alice <\"a\"@x>", OPENPGP_UNCLEAR_EMAIL, "" },
		{ "Alice <a\x7f@x>", OPENPGP_UNCLEAR_EMAIL, "" },
		{ "Alice a@x", OPENPGP_UNCLEAR_EMAIL, "" },
	};
	struct str email;

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		if (openpgp_user_id_email(str_of(rows[i].user_id), &email) !=
			    rows[i].found ||
		    !str_is(email, rows[i].email))
			fail_msg("%s", rows[i].user_id);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_armor),
		cmocka_unit_test(test_carriage_returns),
		cmocka_unit_test(test_binary),
		cmocka_unit_test(test_revocations),
		cmocka_unit_test(test_missing_file),
		cmocka_unit_test(test_keys),
		cmocka_unit_test(test_weakness),
		cmocka_unit_test(test_emails),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
