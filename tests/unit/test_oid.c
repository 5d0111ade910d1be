/*
 * test_oid.c - object ids: parsing, printing, comparing.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "git/oid.h"

static void test_parse(void **state)
{
	static const struct {
		const char *hex;
		bool valid;
	} cases[] = {
		{ "0123456789abcdef0123456789abcdef01234567", true },
		{ "0000000000000000000000000000000000000000", true },
		{ "ffffffffffffffffffffffffffffffffffffffff", true },
		{ "", false },
		{ "0123456789abcdef0123456789abcdef0123456", false },
		{ "0123456789abcdef0123456789abcdef012345678", false },
		{ "0123456789ABCDEF0123456789abcdef01234567", false },
		{ "0123456789abcdef0123456789abcdef0123456g", false },
		{ " 123456789abcdef0123456789abcdef01234567", false },
		{ "0x23456789abcdef0123456789abcdef01234567", false },
	};
	char hex[OID_HEX_SIZE + 1];
	struct oid oid;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_int_equal(oid_parse(&oid, str_of(cases[i].hex)),
				 cases[i].valid);
		if (cases[i].valid)
			assert_string_equal(oid_format(&oid, hex),
					    cases[i].hex);
	}
}

static void test_compare(void **state)
{
	static const struct oid zero;
	struct oid a = { { 1 } };
	struct oid b = { { 0xff } };

	(void)state;
	assert_true(oid_is_zero(&zero));
	assert_false(oid_is_zero(&a));
	assert_true(oid_equal(&a, &a));
	assert_false(oid_equal(&a, &b));
	assert_true(oid_compare(&a, &b) < 0);
	assert_true(oid_compare(&b, &a) > 0);
	assert_int_equal(oid_compare(&a, &a), 0);
	a.bytes[OID_SIZE - 1] = 2;
	assert_true(oid_compare(&a, &(struct oid){ { 1 } }) > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_parse),
		cmocka_unit_test(test_compare),
	};

	return cmocka_run_group_tests_name("oid", tests, NULL, NULL);
}
