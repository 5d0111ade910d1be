/*
 * test_processor.c - the libcrypto in the program knows what the processor
 * can do, though it has not asked: else hashes take four times as long.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/hash.h"

#if defined(__x86_64__) && __has_include(<sys/platform/x86.h>)

#include <sys/platform/x86.h>

extern uint32_t OPENSSL_ia32cap_P[4];

static bool has(size_t word, unsigned bit)
{
	return OPENSSL_ia32cap_P[word] >> bit & 1;
}

static void test_features(void **state)
{
	char hex[SHA256_HEX_SIZE + 1];

	(void)state;
	sha256_hex(STR(""), hex); /* libcrypto is in the program */
	assert_true(has(0, 26));  /* SSE2, which each has */
	assert_int_equal(has(1, 9), CPU_FEATURE_ACTIVE(SSSE3));
	assert_int_equal(has(1, 28), CPU_FEATURE_ACTIVE(AVX));
	assert_int_equal(has(2, 5), CPU_FEATURE_ACTIVE(AVX2));
	assert_int_equal(has(2, 8), CPU_FEATURE_ACTIVE(BMI2));
	assert_int_equal(has(2, 29), CPU_FEATURE_ACTIVE(SHA));
	assert_int_equal(OPENSSL_ia32cap_P[3], 0); /* that it was not asked */
}

#else

static void test_features(void **state)
{
	(void)state;
	skip();
}

#endif

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_features) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
