/*
 * test_crypto_memory.c - libcrypto without memory: one allocation after the
 * other fails while a good signature is looked at, which is never called a
 * bad one, nor its key an impossible one.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "trust/crypto.h"

#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>

typedef void *(*take_call)(size_t, const char *, int);
typedef void *(*grow_call)(void *, size_t, const char *, int);
typedef void (*give_call)(void *, const char *, int);
typedef int (*set_call)(take_call, grow_call, give_call);

/* RFC 8032, 7.1, test 2 */
static const unsigned char point[] = { 0x3d, 0x40, 0x17, 0xc3, 0xe8, 0x43, 0x89,
				       0x5a, 0x92, 0xb7, 0x0a, 0xa7, 0x4d, 0x1b,
				       0x7e, 0xbc, 0x9c, 0x98, 0x2c, 0xcf, 0x2e,
				       0xc4, 0x96, 0x8c, 0xc0, 0xcd, 0x55, 0xf1,
				       0x2a, 0xf4, 0x66, 0x0c };
static const unsigned char good[] = {
	0x92, 0xa0, 0x09, 0xa9, 0xf0, 0xd4, 0xca, 0xb8, 0x72, 0x0e, 0x82,
	0x0b, 0x5f, 0x64, 0x25, 0x40, 0xa2, 0xb2, 0x7b, 0x54, 0x16, 0x50,
	0x3f, 0x8f, 0xb3, 0x76, 0x22, 0x23, 0xeb, 0xdb, 0x69, 0xda, 0x08,
	0x5a, 0xc1, 0xe4, 0x3e, 0x15, 0x99, 0x6e, 0x45, 0x8f, 0x36, 0x13,
	0xd0, 0xf1, 0x1d, 0x8c, 0x38, 0x7b, 0x2e, 0xae, 0xb4, 0x30, 0x2a,
	0xee, 0xb0, 0x0d, 0x29, 0x16, 0x12, 0xbb, 0x0c, 0x00
};

static size_t asked;
static size_t fails_at; /* 0: none */

static bool fails(void)
{
	return fails_at && ++asked == fails_at;
}

static void *take(size_t size, const char *file, int line)
{
	(void)file;
	(void)line;
	return fails() ? NULL : malloc(size);
}

static void *grow(void *block, size_t size, const char *file, int line)
{
	(void)file;
	(void)line;
	return fails() ? NULL : realloc(block, size);
}

static void give(void *block, const char *file, int line)
{
	(void)file;
	(void)line;
	free(block);
}

static struct str bytes(const unsigned char *data, size_t size)
{
	return (struct str){ (const char *)data, size };
}

/* Before libcrypto has asked for anything. */
static int set_up(void **state)
{
	void *library = dlopen("libcrypto.so.3", RTLD_NOW | RTLD_LOCAL);
	void *symbol = library ? dlsym(library, "CRYPTO_set_mem_functions") :
				 NULL;
	struct crypto *crypto;
	struct error error;
	set_call set;

	memcpy(&set, &symbol, sizeof(set));
	if (!set || set(take, grow, give) != 1)
		return -1;
	if (crypto_open(&crypto, &error))
		return -1;
	*state = crypto;
	return 0;
}

static int tear_down(void **state)
{
	crypto_close(*state);
	return 0;
}

static void look(struct crypto *crypto)
{
	const struct str payload = STR("\x72");
	struct public_key *key;
	struct error error;
	enum match match;
	int result = public_key_ed25519(&key, crypto,
					bytes(point, sizeof(point)), &error);

	if (result)
		assert_int_not_equal(result, ERROR_USAGE);
	if (result)
		return;
	match = public_key_fits(key, DIGEST_SHA512, &payload, 1,
				bytes(good, sizeof(good)), &error);
	assert_int_not_equal(match, MATCH_NO);
	public_key_free(key);
}

static void test_good(void **state)
{
	size_t number = 0;

	look(*state); /* what is asked for once only */
	do {
		asked = 0;
		fails_at = ++number;
		look(*state);
	} while (asked >= number);
	fails_at = 0;
	assert_true(number > 4);
	look(*state);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_good, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
