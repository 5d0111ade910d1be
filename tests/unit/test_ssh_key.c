/*
 * test_ssh_key.c - SSH's wire data and public keys: what is taken, and what
 * each refusal says.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "scratch.h"
#include "ssh_fixture.h"
#include "trust/ssh_key.h"
#include "trust/ssh_wire.h"

#include <stdio.h>
#include <string.h>

#define FIELDS_MAX 6
/* 32 bytes, and an Ed25519 key */
#define B32 "0123456789abcdef0123456789abcdef"
#define POINT "\x04" B32 B32
#define S(literal)                             \
	{                                      \
		(literal), sizeof(literal) - 1 \
	}
#define ED25519 S("ssh-ed25519")
#define RSA S("ssh-rsa")
#define P256 S("ecdsa-sha2-nistp256")
#define SK_P256 S("sk-ecdsa-sha2-nistp256@openssh.com")
#define SK_ED25519 S("sk-ssh-ed25519@openssh.com")
#define DSA S("ssh-dss")
#define E3 S("\x03")
#define N S("\x7f" B32 "\x01")

struct row {
	struct str fields[FIELDS_MAX]; /* until one without data */
	struct str tail;
	const char *what; /* NULL: taken */
};

static const struct row rows[] = {
	{ { ED25519, S(B32) }, { 0 }, NULL },
	{ { ED25519, S(B32 "x") }, { 0 }, "not 32 bytes" },
	{ { ED25519, S("") }, { 0 }, "not 32 bytes" },
	{ { ED25519 }, { 0 }, "cut off" },
	{ { ED25519, S(B32) }, S("\0"), "behind" },
	{ { ED25519 }, S("\xff\xff\xff\xff"), "cut off" },
	{ { { 0 } }, S("\xff\xff\xff\xff"), "cut off" },
	{ { { 0 } }, S("\0\0\0"), "cut off" },
	{ { { 0 } }, S(""), "cut off" },
	{ { S("") }, { 0 }, "unknown type" },
	{ { S("ssh-ed25519\0"), S(B32) }, { 0 }, "unknown type" },
	{ { S("ssh-ed448"), S(B32) }, { 0 }, "unknown type" },
	{ { S("ssh-ed25519-cert-v01@openssh.com"), S(B32) },
	  { 0 },
	  "unknown type" },
	{ { RSA, E3, N }, { 0 }, NULL },
	{ { RSA, E3, S("\0\xff" B32 "\x01") }, { 0 }, NULL },
	{ { RSA,
	    S("\x7f"
	      "1234567"),
	    N },
	  { 0 },
	  NULL },
	{ { RSA,
	    S("\0\xf1"
	      "1234567"),
	    N },
	  { 0 },
	  NULL },
	{ { RSA,
	    S("\x01"
	      "12345678"
	      "\x01"),
	    N },
	  { 0 },
	  "exponent" },
	{ { RSA, S("\x01"), N }, { 0 }, "exponent" },
	{ { RSA, S("\x04"), N }, { 0 }, "exponent" },
	{ { RSA, S(""), N }, { 0 }, "number" },
	{ { RSA, S("\0"), N }, { 0 }, "number" },
	{ { RSA, S("\0\x03"), N }, { 0 }, "number" },
	{ { RSA, S("\x83"), N }, { 0 }, "number" },
	{ { RSA, E3, S("") }, { 0 }, "number" },
	{ { RSA, E3, S("\0\0\xff\x01") }, { 0 }, "number" },
	{ { RSA, E3, S("\xff" B32 "\x01") }, { 0 }, "number" },
	{ { RSA, E3, S("\x7f" B32 "\x02") }, { 0 }, "modulus" },
	{ { RSA, E3, S("\x01") }, { 0 }, "modulus" },
	{ { RSA, E3 }, { 0 }, "number" },
	{ { RSA, E3, N, N }, { 0 }, "behind" },
	{ { P256, S("nistp256"), S(POINT) }, { 0 }, NULL },
	{ { P256, S("nistp384"), S(POINT) }, { 0 }, "another curve" },
	{ { P256, S("nistp256"), S(POINT "x") }, { 0 }, "point" },
	{ { P256, S("nistp256"), S("") }, { 0 }, "point" },
	{ { P256, S("nistp256"), S("\0") }, { 0 }, "point" },
	{ { P256, S("nistp256"), S("\x02" B32) }, { 0 }, "point" },
	{ { P256, S("nistp256"), S("\x06" B32 B32) }, { 0 }, "point" },
	{ { P256, S("nistp256") }, { 0 }, "cut off" },
	{ { P256, S("nistp256"), S(POINT), S("ssh:") }, { 0 }, "behind" },
	{ { S("ecdsa-sha2-nistp384"), S("nistp384"), S(POINT) },
	  { 0 },
	  "point" },
	{ { SK_P256, S("nistp256"), S(POINT), S("ssh:") }, { 0 }, NULL },
	{ { SK_P256, S("nistp256"), S(POINT) }, { 0 }, "cut off" },
	{ { SK_P256, S("nistp521"), S(POINT), S("ssh:") },
	  { 0 },
	  "another curve" },
	{ { SK_ED25519, S(B32), S("ssh:x") }, { 0 }, NULL },
	{ { SK_ED25519, S(B32) }, { 0 }, "cut off" },
	{ { SK_ED25519, S(B32), S("ssh:\0x") }, { 0 }, "NUL" },
	{ { SK_ED25519, S(B32), S("ssh:"), S("x") }, { 0 }, "behind" },
	{ { DSA, N, E3, E3, E3 }, { 0 }, NULL },
	{ { DSA, N, E3, E3 }, { 0 }, "DSA key" },
	{ { DSA, N, E3, E3, E3, E3 }, { 0 }, "behind" },
};

/* In memory of exactly that size, so that a sanitizer sees overreads. */
static int read_copy(struct str blob, const char **what)
{
	struct ssh_key key;
	char *copy = test_malloc(blob.size ? blob.size : 1);
	int r;

	if (blob.size)
		memcpy(copy, blob.data, blob.size);
	r = ssh_key_read(&key, (struct str){ copy, blob.size }, what);
	test_free(copy);
	return r;
}

static void test_rows(void **state)
{
	struct buf blob = BUF_INIT;
	const struct row *row;
	const char *what;
	size_t i, j;
	int r;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		row = &rows[i];
		buf_clear(&blob);
		for (j = 0; j < FIELDS_MAX && row->fields[j].data; j++)
			ssh_fixture_string(&blob, row->fields[j]);
		buf_add_str(&blob, row->tail);
		r = read_copy(buf_str(&blob), &what);
		if (r != (row->what ? ERROR_USAGE : 0) ||
		    (r && !strstr(what, row->what)))
			fail_msg("row %zu: '%s', not '%s'", i,
				 what ? what : "taken",
				 row->what ? row->what : "taken");
	}
	buf_release(&blob);
}

/* `size` bytes, the first being `top`, the last odd. */
static int read_rsa(size_t size, char top, struct ssh_key *key)
{
	struct buf blob = BUF_INIT, modulus = BUF_INIT;
	const char *what;
	int r;

	buf_add_byte(&modulus, top);
	while (modulus.size < size)
		buf_add_byte(&modulus, '\x55');
	ssh_fixture_string(&blob, STR("ssh-rsa"));
	ssh_fixture_number(&blob, STR("\x03"));
	ssh_fixture_number(&blob, buf_str(&modulus));
	r = ssh_key_read(key, buf_str(&blob), &what);
	buf_release(&modulus);
	buf_release(&blob);
	return r;
}

static void test_size(void **state)
{
	struct buf blob = BUF_INIT, application = BUF_INIT;
	const char *what;

	(void)state;
	while (application.size <= SSH_BLOB_SIZE_MAX)
		buf_add_text(&application, B32);
	ssh_fixture_string(&blob, STR("sk-ssh-ed25519@openssh.com"));
	ssh_fixture_string(&blob, STR(B32));
	ssh_fixture_string(&blob, buf_str(&application));
	assert_int_equal(read_copy(buf_str(&blob), &what), ERROR_USAGE);
	assert_string_equal(what, "a key of more than 16 KiB");
	buf_release(&application);
	buf_release(&blob);
}

struct bits_row {
	size_t size;
	char top;
	size_t bits; /* 0: refused */
};

static const struct bits_row bits_rows[] = {
	{ 256, '\x80', 2048 }, { 256, '\xff', 2048 },	{ 256, '\x7f', 2047 },
	{ 256, '\x01', 2041 }, { 2048, '\xff', 16384 }, { 2049, '\x01', 0 },
	{ 10000, '\xff', 0 },  { 20000, '\xff', 0 },
};

static void test_bits(void **state)
{
	const struct bits_row *row;
	struct ssh_key key;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(bits_rows) / sizeof(bits_rows[0]); i++) {
		row = &bits_rows[i];
		assert_int_equal(read_rsa(row->size, row->top, &key),
				 row->bits ? 0 : ERROR_USAGE);
		if (row->bits)
			assert_int_equal(key.bits, row->bits);
	}
}

struct real_row {
	const char *type;
	const char *bits;
	const char *name;
	enum ssh_key_type is;
	size_t rsa_bits;
};

static const struct real_row real_rows[] = {
	{ "ed25519", NULL, "ssh-ed25519", SSH_KEY_ED25519, 0 },
	{ "rsa", "1024", "ssh-rsa", SSH_KEY_RSA, 1024 },
	{ "rsa", "2048", "ssh-rsa", SSH_KEY_RSA, 2048 },
	{ "ecdsa", "256", "ecdsa-sha2-nistp256", SSH_KEY_ECDSA, 0 },
	{ "ecdsa", "384", "ecdsa-sha2-nistp384", SSH_KEY_ECDSA, 0 },
	{ "ecdsa", "521", "ecdsa-sha2-nistp521", SSH_KEY_ECDSA, 0 },
};

static void expect_fingerprint(struct str blob)
{
	struct buf out = BUF_INIT, listed = BUF_INIT;

	ssh_fingerprint(&out, blob);
	assert_int_equal(out.size, strlen("SHA256:") + 43);
	scratch_run(&listed, STR(""), "ssh-keygen", "-lf", "key.pub", NULL);
	assert_non_null(strstr(buf_text(&listed), buf_text(&out)));
	buf_release(&listed);
	buf_release(&out);
}

static int load(struct crypto *crypto, struct str blob)
{
	struct public_key *loaded = NULL;
	struct error error;
	struct ssh_key key;
	const char *what;
	int r = ssh_key_read(&key, blob, &what);

	if (!r)
		r = ssh_key_load(&loaded, crypto, &key, &error);
	assert_true(r == 0 || (r == ERROR_USAGE && !loaded));
	public_key_free(loaded);
	return r;
}

/* Each truncation is refused; a flipped bit may give another key. */
static void expect_strict(struct crypto *crypto, struct buf *blob)
{
	const char *what;
	size_t i;

	assert_int_equal(load(crypto, buf_str(blob)), 0);
	for (i = 0; i < blob->size; i++) {
		assert_int_equal(read_copy(str_first(buf_str(blob), i), &what),
				 ERROR_USAGE);
		blob->data[i] = (char)(blob->data[i] ^ 0x10);
		load(crypto, buf_str(blob));
		blob->data[i] = (char)(blob->data[i] ^ 0x10);
	}
	buf_add_byte(blob, '\0');
	assert_int_equal(read_copy(buf_str(blob), &what), ERROR_USAGE);
}

static void test_real(void **state)
{
	const struct real_row *row;
	struct buf blob = BUF_INIT;
	struct error error;
	struct crypto *crypto;
	struct ssh_key key;
	const char *what;
	size_t i;

	(void)state;
	assert_int_equal(crypto_open(&crypto, &error), 0);
	for (i = 0; i < sizeof(real_rows) / sizeof(real_rows[0]); i++) {
		row = &real_rows[i];
		ssh_fixture_key("key", row->type, row->bits);
		buf_clear(&blob);
		ssh_fixture_blob(&blob, "key");
		assert_int_equal(ssh_key_read(&key, buf_str(&blob), &what), 0);
		assert_int_equal(key.type, row->is);
		assert_int_equal(key.bits, row->rsa_bits);
		assert_string_equal(ssh_key_type_name(&key), row->name);
		expect_fingerprint(buf_str(&blob));
		expect_strict(crypto, &blob);
		assert_int_equal(remove("key") | remove("key.pub"), 0);
	}
	crypto_close(crypto);
	buf_release(&blob);
}

/* Keys that can be read but are none: off the curve, DSA. */
static void test_no_keys(void **state)
{
	struct buf blob = BUF_INIT;
	struct error error;
	struct crypto *crypto;

	(void)state;
	assert_int_equal(crypto_open(&crypto, &error), 0);
	ssh_fixture_string(&blob, STR("ecdsa-sha2-nistp256"));
	ssh_fixture_string(&blob, STR("nistp256"));
	ssh_fixture_string(&blob, STR(POINT));
	assert_int_equal(load(crypto, buf_str(&blob)), ERROR_USAGE);
	buf_clear(&blob);
	ssh_fixture_string(&blob, STR("ssh-dss"));
	for (size_t i = 0; i < 4; i++)
		ssh_fixture_number(&blob, STR("\x03"));
	assert_int_equal(load(crypto, buf_str(&blob)), ERROR_USAGE);
	crypto_close(crypto);
	buf_release(&blob);
}

static void test_wire(void **state)
{
	struct str rest = STR("\x01\x02\x03\x04\x05\x06\x07\x08\x09");
	const char *before = rest.data;
	struct str out = { NULL, 0 };
	uint8_t byte;
	uint32_t u32;
	uint64_t u64;

	(void)state;
	assert_false(wire_string(&rest, &out));
	assert_false(wire_number(&rest, &out));
	assert_ptr_equal(rest.data, before);
	assert_int_equal(rest.size, 9);
	assert_null(out.data);
	assert_true(wire_byte(&rest, &byte));
	assert_int_equal(byte, 1);
	assert_true(wire_u64(&rest, &u64));
	assert_true(u64 == 0x0203040506070809u);
	assert_false(wire_byte(&rest, &byte));
	rest = STR("\xff\xfe\xfd\xfc\0\0\0\2\1\1");
	assert_false(wire_u64(&(struct str){ before, 7 }, &u64));
	assert_true(wire_u32(&rest, &u32));
	assert_true(u32 == 0xfffefdfcu);
	assert_true(wire_number(&rest, &out));
	assert_int_equal(out.size, 2);
	assert_int_equal(rest.size, 0);
	rest = STR("\0\0\0\0");
	assert_false(wire_number(&rest, &out));
	assert_true(wire_string(&rest, &out));
	assert_int_equal(out.size, 0);
	assert_false(wire_u32(&rest, &u32));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_wire),
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_bits),
		cmocka_unit_test(test_size),
		cmocka_unit_test(test_no_keys),
		cmocka_unit_test_setup_teardown(test_real, scratch_set_up,
						scratch_tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
