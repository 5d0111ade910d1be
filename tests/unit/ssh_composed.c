/*
 * ssh_composed.c - SSH keys made by libcrypto, for tests. Never stores a
 * private key.
 */
#include "ssh_composed.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "ssh_fixture.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/rsa.h>
#include <string.h>

#define BYTES_MAX 1024

struct type {
	const char *name;
	const char *group; /* libcrypto's; NULL: no curve to name */
	const char *curve; /* SSH's */
};

static const struct type types[] = {
	{ "ssh-ed25519", NULL, NULL },
	{ "sk-ssh-ed25519@openssh.com", NULL, NULL },
	{ "ssh-rsa", NULL, NULL },
	{ "ecdsa-sha2-nistp256", "P-256", "nistp256" },
	{ "ecdsa-sha2-nistp384", "P-384", "nistp384" },
	{ "ecdsa-sha2-nistp521", "P-521", "nistp521" },
	{ "sk-ecdsa-sha2-nistp256@openssh.com", "P-256", "nistp256" },
};

static void add_point(struct composed *out)
{
	unsigned char bytes[BYTES_MAX];
	size_t size = 0;

	assert_int_equal(EVP_PKEY_get_octet_string_param(
				 out->pair, OSSL_PKEY_PARAM_PUB_KEY, bytes,
				 sizeof(bytes), &size),
			 1);
	ssh_fixture_string(&out->blob, (struct str){ (char *)bytes, size });
}

static void add_big(struct buf *out, const BIGNUM *number)
{
	unsigned char bytes[BYTES_MAX];

	assert_true(BN_num_bytes(number) <= BYTES_MAX);
	ssh_fixture_number(out,
			   (struct str){ (char *)bytes,
					 (size_t)BN_bn2bin(number, bytes) });
}

static void add_parameter(struct composed *out, const char *name)
{
	BIGNUM *number = NULL;

	assert_int_equal(EVP_PKEY_get_bn_param(out->pair, name, &number), 1);
	add_big(&out->blob, number);
	BN_free(number);
}

static void make_pair(struct composed *out, const struct type *type)
{
	if (type->group)
		out->pair = EVP_EC_gen(type->group);
	else if (strcmp(type->name, "ssh-rsa") == 0)
		out->pair = EVP_RSA_gen(COMPOSED_RSA_SIZE * 8);
	else
		out->pair = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
	assert_non_null(out->pair);
}

static void make_blob(struct composed *out, const struct type *type)
{
	ssh_fixture_string(&out->blob, str_of(type->name));
	if (type->curve)
		ssh_fixture_string(&out->blob, str_of(type->curve));
	if (strcmp(type->name, "ssh-rsa") == 0) {
		add_parameter(out, OSSL_PKEY_PARAM_RSA_E);
		add_parameter(out, OSSL_PKEY_PARAM_RSA_N);
	} else {
		add_point(out);
	}
	if (str_starts(str_of(type->name), "sk-"))
		ssh_fixture_string(&out->blob, STR(COMPOSED_APPLICATION));
}

void composed_make(struct composed *out, const char *type)
{
	struct error error;
	const char *what;
	size_t i = 0;

	memset(out, 0, sizeof(*out));
	while (strcmp(types[i].name, type) != 0)
		assert_true(++i < sizeof(types) / sizeof(types[0]));
	make_pair(out, &types[i]);
	make_blob(out, &types[i]);
	assert_int_equal(crypto_open(&out->crypto, &error), 0);
	assert_int_equal(ssh_key_read(&out->key, buf_str(&out->blob), &what),
			 0);
	assert_int_equal(
		ssh_key_load(&out->loaded, out->crypto, &out->key, &error), 0);
}

void composed_release(struct composed *composed)
{
	public_key_free(composed->loaded);
	crypto_close(composed->crypto);
	EVP_PKEY_free(composed->pair);
	buf_release(&composed->blob);
}

void composed_sign(struct buf *out, const struct composed *composed,
		   const char *digest, struct str message)
{
	unsigned char bytes[BYTES_MAX];
	size_t size = sizeof(bytes);
	EVP_MD_CTX *context = EVP_MD_CTX_new();

	assert_int_equal(EVP_DigestSignInit_ex(context, NULL, digest, NULL,
					       NULL, composed->pair, NULL),
			 1);
	assert_int_equal(EVP_DigestSign(context, bytes, &size,
					(const unsigned char *)message.data,
					message.size),
			 1);
	EVP_MD_CTX_free(context);
	buf_clear(out);
	buf_add(out, bytes, size);
}

void composed_numbers(struct buf *bytes)
{
	const unsigned char *der = (const unsigned char *)bytes->data;
	ECDSA_SIG *numbers = d2i_ECDSA_SIG(NULL, &der, (long)bytes->size);

	assert_non_null(numbers);
	buf_clear(bytes);
	add_big(bytes, ECDSA_SIG_get0_r(numbers));
	add_big(bytes, ECDSA_SIG_get0_s(numbers));
	ECDSA_SIG_free(numbers);
}

void composed_blob(struct buf *out, const char *algorithm, struct str bytes)
{
	buf_clear(out);
	ssh_fixture_string(out, str_of(algorithm));
	ssh_fixture_string(out, bytes);
}

/* In memory of exactly its size, so that a sanitizer sees overreads. */
static enum match fits(const struct composed *composed, struct str blob,
		       struct str message, enum ssh_signature_flaw *flaw,
		       const char **what)
{
	const struct str pieces[] = {
		str_first(message, message.size / 2),
		STR(""),
		str_from(message, message.size / 2),
	};
	struct error error = { 0 };
	char *copy = test_malloc(blob.size ? blob.size : 1);
	enum match match;

	if (blob.size)
		memcpy(copy, blob.data, blob.size);
	match = ssh_signature_fits(&composed->key, composed->loaded,
				   composed->crypto,
				   (struct str){ copy, blob.size }, pieces, 3,
				   flaw, what, &error);
	test_free(copy);
	if (match == MATCH_BROKEN)
		fail_msg("%s", error.text);
	return match;
}

void composed_expect(const struct composed *composed, struct str blob,
		     struct str message, enum match match,
		     enum ssh_signature_flaw flaw, const char *word)
{
	enum ssh_signature_flaw found;
	const char *what = NULL;
	enum match is = fits(composed, blob, message, &found, &what);

	if (is != match || found != flaw || !what != !word ||
	    (word && !strstr(what, word)))
		fail_msg("%s: match %d, flaw %d, '%s'; not %d, %d, '%s'",
			 ssh_key_type_name(&composed->key), is, found,
			 what ? what : "", match, flaw, word ? word : "");
}

void composed_expect_strict(const struct composed *composed, struct buf *blob,
			    struct str message)
{
	enum ssh_signature_flaw flaw;
	const char *what;
	size_t i, bit;

	assert_int_equal(fits(composed, buf_str(blob), message, &flaw, &what),
			 MATCH_YES);
	for (i = 0; i < blob->size; i++) {
		assert_int_equal(fits(composed, str_first(buf_str(blob), i),
				      message, &flaw, &what),
				 MATCH_NO);
		assert_int_equal(flaw, SSH_SIGNATURE_MALFORMED);
		for (bit = 0; bit < 8; bit++) {
			blob->data[i] = (char)(blob->data[i] ^ 1 << bit);
			assert_int_equal(fits(composed, buf_str(blob), message,
					      &flaw, &what),
					 MATCH_NO);
			blob->data[i] = (char)(blob->data[i] ^ 1 << bit);
		}
	}
}
