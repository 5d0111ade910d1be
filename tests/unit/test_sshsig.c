/*
 * test_sshsig.c - whole SSH signatures as ssh-keygen makes them, by every
 * type of key that it has, and what comes out when anything is changed.
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

#include <stdio.h>
#include <string.h>

#define FIELDS_MAX 6
#define MESSAGE "tree 1234\n\nsubject\n"

struct type_row {
	const char *type;
	const char *bits;
	const char *hash;
	unsigned char flip; /* bits to be flipped one by one */
};

static const struct type_row type_rows[] = {
	{ "ed25519", NULL, "sha512", 0xff },
	{ "ed25519", NULL, "sha256", 0xff },
	{ "ecdsa", "256", "sha512", 0x81 },
	{ "ecdsa", "384", "sha256", 0x01 },
	{ "ecdsa", "521", "sha512", 0x01 },
	{ "rsa", "1024", "sha512", 0x81 },
	{ "rsa", "2048", "sha256", 0x11 },
	{ "rsa", "3072", "sha512", 0x01 },
	{ "rsa", "4096", "sha512", 0x01 },
};

/* The trusted key. */
struct trusted {
	struct crypto *crypto;
	struct buf blob;
	struct ssh_key key;
	struct public_key *loaded;
};

static void trust_key(struct trusted *trusted, struct crypto *crypto)
{
	struct error error;
	const char *what;

	memset(trusted, 0, sizeof(*trusted));
	trusted->crypto = crypto;
	ssh_fixture_blob(&trusted->blob, "key");
	assert_int_equal(
		ssh_key_read(&trusted->key, buf_str(&trusted->blob), &what), 0);
	assert_int_equal(ssh_key_load(&trusted->loaded, crypto, &trusted->key,
				      &error),
			 0);
}

static void release(struct trusted *trusted)
{
	public_key_free(trusted->loaded);
	buf_release(&trusted->blob);
}

static bool fits(const struct trusted *trusted, const struct sshsig *sshsig,
		 struct str message)
{
	const struct str payload[] = { str_first(message, 3),
				       str_from(message, 3) };
	enum ssh_signature_flaw flaw;
	struct buf data = BUF_INIT;
	struct str piece;
	struct error error = { 0 };
	const char *what;
	enum match match;

	assert_int_equal(sshsig_signed_data(&data, sshsig, trusted->crypto,
					    payload, 2, &error),
			 0);
	piece = buf_str(&data);
	match = ssh_signature_fits(&trusted->key, trusted->loaded,
				   trusted->crypto, sshsig->signature, &piece,
				   1, &flaw, &what, &error);
	if (match == MATCH_BROKEN)
		fail_msg("%s", error.text);
	buf_release(&data);
	return match == MATCH_YES;
}

/* In memory of exactly its size, so that a sanitizer sees overreads. */
static bool bytes_fit(const struct trusted *trusted, struct str bytes,
		      struct str message)
{
	struct sshsig sshsig;
	const char *what;
	char *copy = test_malloc(bytes.size ? bytes.size : 1);
	bool good = false;

	if (bytes.size)
		memcpy(copy, bytes.data, bytes.size);
	if (sshsig_read(&sshsig, (struct str){ copy, bytes.size }, &what) == 0)
		good = str_is(sshsig.name_space, SSHSIG_NAMESPACE) &&
		       str_equal(sshsig.key, buf_str(&trusted->blob)) &&
		       fits(trusted, &sshsig, message);
	test_free(copy);
	return good;
}

static void dearmor(struct buf *out, struct str text)
{
	struct arena arena;
	struct armor armor;
	const char *what;

	arena_init(&arena);
	if (armor_read(&armor, text, &arena, &what))
		fail_msg("%s", what);
	assert_int_equal(armor.format, SIGNATURE_SSH);
	buf_clear(out);
	buf_add_str(out, armor.bytes);
	arena_release(&arena);
}

static void sign(struct buf *bytes, const char *hash, const char *name_space)
{
	struct buf text = BUF_INIT;

	ssh_fixture_sign(&text, "key", hash, name_space, STR(MESSAGE));
	dearmor(bytes, buf_str(&text));
	buf_release(&text);
}

static void expect_strict(const struct trusted *trusted, struct buf *bytes,
			  unsigned char flip)
{
	size_t i, bit;

	for (i = 0; i < bytes->size; i++) {
		assert_false(bytes_fit(trusted, str_first(buf_str(bytes), i),
				       STR(MESSAGE)));
		for (bit = 0; bit < 8; bit++) {
			if (!(flip & 1 << bit))
				continue;
			bytes->data[i] = (char)(bytes->data[i] ^ 1 << bit);
			if (bytes_fit(trusted, buf_str(bytes), STR(MESSAGE)))
				fail_msg("byte %zu, bit %zu", i, bit);
			bytes->data[i] = (char)(bytes->data[i] ^ 1 << bit);
		}
	}
	buf_add_byte(bytes, '\0');
	assert_false(bytes_fit(trusted, buf_str(bytes), STR(MESSAGE)));
}

static void expect_type(struct crypto *crypto, const struct type_row *row)
{
	struct buf bytes = BUF_INIT;
	struct trusted trusted;

	ssh_fixture_key("key", row->type, row->bits);
	trust_key(&trusted, crypto);
	sign(&bytes, row->hash, "file");
	assert_false(bytes_fit(&trusted, buf_str(&bytes), STR(MESSAGE)));
	sign(&bytes, row->hash, "git");
	if (!bytes_fit(&trusted, buf_str(&bytes), STR(MESSAGE)))
		fail_msg("%s %s %s", row->type, row->bits, row->hash);
	assert_false(bytes_fit(&trusted, buf_str(&bytes), STR(MESSAGE "x")));
	assert_false(bytes_fit(&trusted, buf_str(&bytes), STR("tree 1235")));
	expect_strict(&trusted, &bytes, row->flip);
	assert_int_equal(remove("key") | remove("key.pub"), 0);
	release(&trusted);
	buf_release(&bytes);
}

static void test_types(void **state)
{
	struct crypto *crypto;
	struct error error;
	size_t i;

	(void)state;
	assert_int_equal(crypto_open(&crypto, &error), 0);
	for (i = 0; i < sizeof(type_rows) / sizeof(type_rows[0]); i++)
		expect_type(crypto, &type_rows[i]);
	crypto_close(crypto);
}

struct row {
	const char *magic;
	uint32_t version;
	struct str fields[FIELDS_MAX]; /* until one without data */
	const char *what;	       /* NULL: taken */
};

#define S(literal)                              \
	{                                       \
		(literal), sizeof(literal) - 1, \
	}

static const struct row rows[] = {
	{ "SSHSIG", 1, { S("k"), S("git"), S(""), S("sha512"), S("s") }, NULL },
	{ "SSHSIG", 1, { S("k"), S("git"), S(""), S("sha256"), S("s") }, NULL },
	{ "SSHSIG", 1, { S(""), S("x"), S(""), S("sha256"), S("") }, NULL },
	{ "SSHSIG",
	  0,
	  { S("k"), S("git"), S(""), S("sha512"), S("s") },
	  "version" },
	{ "SSHSIG",
	  2,
	  { S("k"), S("git"), S(""), S("sha512"), S("s") },
	  "version" },
	{ "SSHSIG",
	  1u << 24,
	  { S("k"), S("git"), S(""), S("sha512"), S("s") },
	  "version" },
	{ "SSHSIg",
	  1,
	  { S("k"), S("git"), S(""), S("sha512"), S("s") },
	  "no SSHSIG" },
	{ "",
	  1,
	  { S("k"), S("git"), S(""), S("sha512"), S("s") },
	  "no SSHSIG" },
	{ "SSHSIG",
	  1,
	  { S("k"), S(""), S(""), S("sha512"), S("s") },
	  "namespace" },
	{ "SSHSIG",
	  1,
	  { S("k"), S("git"), S("x"), S("sha512"), S("s") },
	  "reserved" },
	{ "SSHSIG",
	  1,
	  { S("k"), S("git"), S("\0"), S("sha512"), S("s") },
	  "reserved" },
	{ "SSHSIG", 1, { S("k"), S("git"), S(""), S("sha1"), S("s") }, "hash" },
	{ "SSHSIG",
	  1,
	  { S("k"), S("git"), S(""), S("sha384"), S("s") },
	  "hash" },
	{ "SSHSIG",
	  1,
	  { S("k"), S("git"), S(""), S("SHA512"), S("s") },
	  "hash" },
	{ "SSHSIG",
	  1,
	  { S("k"), S("git"), S(""), S("sha512\0"), S("s") },
	  "hash" },
	{ "SSHSIG", 1, { S("k"), S("git"), S(""), S(""), S("s") }, "hash" },
	{ "SSHSIG", 1, { S("k"), S("git"), S(""), S("sha512") }, "cut off" },
	{ "SSHSIG", 1, { { NULL, 0 } }, "cut off" },
	{ "SSHSIG",
	  1,
	  { S("k"), S("git"), S(""), S("sha512"), S("s"), S("") },
	  "behind" },
};

static void test_fields(void **state)
{
	struct buf bytes = BUF_INIT;
	struct sshsig sshsig;
	const struct row *row;
	const char *what;
	size_t i, j;
	int r;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		row = &rows[i];
		buf_clear(&bytes);
		buf_add_text(&bytes, row->magic);
		ssh_fixture_u32(&bytes, row->version);
		for (j = 0; j < FIELDS_MAX && row->fields[j].data; j++)
			ssh_fixture_string(&bytes, row->fields[j]);
		r = sshsig_read(&sshsig, buf_str(&bytes), &what);
		if (r != (row->what ? ERROR_USAGE : 0) ||
		    (r && !strstr(what, row->what)))
			fail_msg("row %zu: '%s', not '%s'", i,
				 what ? what : "taken",
				 row->what ? row->what : "taken");
		if (!r)
			assert_true(
				str_equal(sshsig.signature, row->fields[4]));
	}
	buf_release(&bytes);
}

/* Lengths that point far behind the end, in each field. */
static void test_lengths(void **state)
{
	struct buf bytes = BUF_INIT;
	struct sshsig sshsig;
	const char *what;
	size_t i, j;

	(void)state;
	for (i = 0; i < 5; i++) {
		buf_clear(&bytes);
		buf_add_text(&bytes, "SSHSIG");
		ssh_fixture_u32(&bytes, 1);
		for (j = 0; j < i; j++)
			ssh_fixture_string(&bytes, rows[0].fields[j]);
		ssh_fixture_u32(&bytes, 0xffffffff);
		buf_add_text(&bytes, "xxxxxxxx");
		assert_int_equal(sshsig_read(&sshsig, buf_str(&bytes), &what),
				 ERROR_USAGE);
		assert_string_equal(what, "the SSHSIG is cut off");
	}
	buf_release(&bytes);
}

/* PROTOCOL.sshsig: magic, namespace, reserved, hash, H(message). */
static void test_signed_data(void **state)
{
	static const char wanted[] =
		"SSHSIG\0\0\0\3git\0\0\0\0\0\0\0\6sha256\0\0\0\40"
		"\xba\x78\x16\xbf\x8f\x01\xcf\xea\x41\x41\x40\xde\x5d\xae\x22"
		"\x23\xb0\x03\x61\xa3\x96\x17\x7a\x9c\xb4\x10\xff\x61\xf2\x00"
		"\x15\xad";
	const struct str payload[] = { STR("ab"), STR(""), STR("c") };
	const struct sshsig sshsig = { .name_space = STR("git"),
				       .digest = DIGEST_SHA256 };
	struct buf data = BUF_INIT;
	struct crypto *crypto;
	struct error error;

	(void)state;
	assert_int_equal(crypto_open(&crypto, &error), 0);
	assert_int_equal(sshsig_signed_data(&data, &sshsig, crypto, payload, 3,
					    &error),
			 0);
	assert_int_equal(data.size, sizeof(wanted) - 1);
	assert_memory_equal(data.data, wanted, data.size);
	crypto_close(crypto);
	buf_release(&data);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_fields),
		cmocka_unit_test(test_lengths),
		cmocka_unit_test(test_signed_data),
		cmocka_unit_test_setup_teardown(test_types, scratch_set_up,
						scratch_tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
