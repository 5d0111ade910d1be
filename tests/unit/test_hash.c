/*
 * test_hash.c - SHA-256 against FIPS 180-4 and its own parts, hex, UUIDs.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/hash.h"

#include "base/clock.h"

#include <string.h>

static void test_vectors(void **state)
{
	static const struct {
		const char *text;
		const char *hex;
	} cases[] = {
		{ "", "e3b0c44298fc1c149afbf4c8996fb924"
		      "27ae41e4649b934ca495991b7852b855" },
		{ "abc", "ba7816bf8f01cfea414140de5dae2223"
			 "b00361a396177a9cb410ff61f20015ad" },
		{ "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
		  "248d6a61d20638b8e5c026930c3e6039"
		  "a33ce45964ff2167f6ecedd419db06c1" },
	};
	char hex[SHA256_HEX_SIZE + 1];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		sha256_hex(str_of(cases[i].text), hex);
		assert_string_equal(hex, cases[i].hex);
	}
}

static void test_in_parts(void **state)
{
	unsigned char bytes[SHA256_SIZE];
	char hex[SHA256_HEX_SIZE + 1];
	struct sha256 hash;
	char a[1000];
	size_t i;

	(void)state;
	memset(a, 'a', sizeof(a));
	sha256_init(&hash);
	for (i = 0; i < 1000; i++)
		sha256_add(&hash, a, sizeof(a));
	sha256_add(&hash, NULL, 0);
	sha256_final(&hash, bytes);
	hex_encode(bytes, sizeof(bytes), hex);
	assert_string_equal(hex, "cdc76e5c9914fb9281a1c7e284d73e67"
				 "f1809a48a497200e046d39ccc7112cd0");
}

static void hash_two(const char *a, const char *b,
		     unsigned char out[SHA256_SIZE])
{
	struct sha256 hash;

	sha256_init(&hash);
	sha256_add_field(&hash, str_of(a));
	sha256_add_field(&hash, str_of(b));
	sha256_final(&hash, out);
}

static void test_fields(void **state)
{
	static const char same[] = "\0\0\0\0\0\0\0\2ab\0\0\0\0\0\0\0\1c";
	char field_hex[SHA256_HEX_SIZE + 1];
	char hex[SHA256_HEX_SIZE + 1];
	unsigned char one[SHA256_SIZE];
	unsigned char two[SHA256_SIZE];

	(void)state;
	hash_two("ab", "c", one);
	hash_two("a", "bc", two);
	assert_memory_not_equal(one, two, sizeof(one));
	hex_encode(one, sizeof(one), field_hex);
	sha256_hex((struct str){ same, sizeof(same) - 1 }, hex);
	assert_string_equal(field_hex, hex);
}

static void test_hex(void **state)
{
	static const char *const bad[] = { "0", "0g", "AB", "0x", " 1", "1 " };
	unsigned char bytes[4] = { 0 };
	char text[9];
	size_t i;

	(void)state;
	assert_true(hex_decode(STR("00ff7f80"), bytes));
	assert_memory_equal(bytes, "\x00\xff\x7f\x80", 4);
	hex_encode(bytes, 4, text);
	assert_string_equal(text, "00ff7f80");
	assert_true(hex_decode(STR(""), bytes));
	assert_false(hex_decode(str_first(STR("00ff"), 3), bytes));
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_false(hex_decode(str_of(bad[i]), bytes));
}

static void test_uuid(void **state)
{
	unsigned char stamp[6];
	char one[UUID_TEXT_SIZE];
	char two[UUID_TEXT_SIZE];
	char digits[13] = "";
	usec time = 0;
	size_t i;

	(void)state;
	assert_true(uuid7(one));
	assert_true(uuid7(two));
	assert_string_not_equal(one, two);
	assert_int_equal(strlen(one), UUID_TEXT_SIZE - 1);
	assert_int_equal(one[14], '7');
	assert_non_null(strchr("89ab", one[19]));
	for (i = 0; one[i]; i++)
		if (i == 8 || i == 13 || i == 18 || i == 23)
			assert_int_equal(one[i], '-');
		else
			assert_non_null(strchr("0123456789abcdef", one[i]));
	memcpy(digits, one, 8);
	memcpy(digits + 8, one + 9, 4);
	assert_true(hex_decode(str_of(digits), stamp));
	for (i = 0; i < sizeof(stamp); i++)
		time = time << 8 | stamp[i];
	assert_true(clock_now() / 1000 - time < 10000);
	assert_true(clock_now() / 1000 - time >= 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_vectors), cmocka_unit_test(test_in_parts),
		cmocka_unit_test(test_fields),	cmocka_unit_test(test_hex),
		cmocka_unit_test(test_uuid),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
