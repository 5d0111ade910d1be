/*
 * crypto.c - see crypto.h. The pusher's environment configures nothing: no
 * configuration file is read, no module loaded but what is built in.
 */
#include "trust/crypto.h"

#include "trust/crypto_calls.h"
#include "trust/library.h"

#include <stdlib.h>

/* P-521 needs 67; two of these still have a length of one byte. */
#define DER_NUMBER_SIZE_MAX 125
#define DER_SHORT_LENGTH_MAX 127
#define NUMBER_SIZE_MAX 2048
#define PARAMS_MAX 3
#define DER_SEQUENCE '\x30'
#define DER_INTEGER '\x02'
#define SIGN_BIT 0x80

struct crypto {
	void *handle;
	struct crypto_calls calls;
};

struct public_key {
	const struct crypto_calls *calls;
	EVP_PKEY *pkey;
	bool hashes_itself; /* Ed25519 */
};

static const struct library_symbol symbols[] = {
#define CALL(name) { #name, offsetof(struct crypto_calls, name) },
#include "trust/crypto.def"
#undef CALL
};

static const char *const digest_names[] = { "SHA1", "SHA256", "SHA384",
					    "SHA512" };
static const char *const curve_names[] = { "P-256", "P-384", "P-521" };

int crypto_open(struct crypto **out, struct error *error)
{
	struct crypto *crypto = calloc(1, sizeof(*crypto));
	int result;

	*out = NULL;
	if (!crypto)
		return error_no_memory(error);
	result = library_open(&crypto->handle, &crypto->calls, "libcrypto.so.3",
			      "libssl3", symbols,
			      sizeof(symbols) / sizeof(symbols[0]), error);
	/* libcrypto stays loaded: it has no exit to run that matters to us */
	if (!result &&
	    crypto->calls.OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG |
						      OPENSSL_INIT_NO_ATEXIT,
					      NULL) != 1)
		result = error_set(error, ERROR_BROKEN,
				   "libcrypto does not start");
	if (result) {
		crypto_close(crypto);
		return result;
	}
	*out = crypto;
	return 0;
}

void crypto_close(struct crypto *crypto)
{
	if (!crypto)
		return;
	library_close(crypto->handle);
	free(crypto);
}

const struct crypto_calls *crypto_calls(const struct crypto *crypto)
{
	return &crypto->calls;
}

/* Numbers among libcrypto's parameters are in the machine's order. */
static bool set_number(OSSL_PARAM *out, const char *key, struct str number,
		       unsigned char room[NUMBER_SIZE_MAX])
{
	if (number.size == 0 || number.size > NUMBER_SIZE_MAX)
		return false;
	for (size_t i = 0; i < number.size; i++)
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
		room[i] = (unsigned char)number.data[number.size - 1 - i];
#else
		room[i] = (unsigned char)number.data[i];
#endif
	*out = (OSSL_PARAM){ key, OSSL_PARAM_UNSIGNED_INTEGER, room,
			     number.size, OSSL_PARAM_UNMODIFIED };
	return true;
}

static void set_bytes(OSSL_PARAM *out, const char *key, struct str bytes)
{
	*out = (OSSL_PARAM){ key, OSSL_PARAM_OCTET_STRING,
			     (void *)(uintptr_t)bytes.data, bytes.size,
			     OSSL_PARAM_UNMODIFIED };
}

static void set_text(OSSL_PARAM *out, const char *key, const char *text)
{
	*out = (OSSL_PARAM){ key, OSSL_PARAM_UTF8_STRING,
			     (void *)(uintptr_t)text, str_of(text).size,
			     OSSL_PARAM_UNMODIFIED };
}

static int try_key(struct public_key **out, struct crypto *crypto,
		   const char *type, OSSL_PARAM *params, struct error *error)
{
	const struct crypto_calls *calls = &crypto->calls;
	struct public_key *key = calloc(1, sizeof(*key));
	EVP_PKEY_CTX *context =
		calls->EVP_PKEY_CTX_new_from_name(NULL, type, NULL);
	int result = 0;

	*out = NULL;
	if (!key || !context)
		result = error_no_memory(error);
	else if (calls->EVP_PKEY_fromdata_init(context) != 1)
		result = error_set(error, ERROR_INTERNAL,
				   "libcrypto has no %s keys", type);
	else if (calls->EVP_PKEY_fromdata(context, &key->pkey,
					  EVP_PKEY_PUBLIC_KEY, params) != 1)
		result = error_set(error, ERROR_USAGE,
				   "no %s key has these numbers", type);
	calls->EVP_PKEY_CTX_free(context);
	if (result) {
		free(key);
		return result;
	}
	key->calls = calls;
	*out = key;
	return 0;
}

void public_key_free(struct public_key *key)
{
	if (!key)
		return;
	key->calls->EVP_PKEY_free(key->pkey);
	free(key);
}

/* Without memory, libcrypto may call a good key wrong, and say no more. */
static int make_key(struct public_key **out, struct crypto *crypto,
		    const char *type, OSSL_PARAM *params, struct error *error)
{
	int result = try_key(out, crypto, type, params, error);

	if (result != ERROR_USAGE)
		return result;
	result = try_key(out, crypto, type, params, error);
	if (result)
		return result;
	public_key_free(*out);
	*out = NULL;
	error_no_memory(error);
	return ERROR_INTERNAL;
}

static int no_such_key(struct error *error)
{
	return error_set(error, ERROR_USAGE, "a key of an impossible size");
}

int public_key_rsa(struct public_key **out, struct crypto *crypto,
		   struct str modulus, struct str exponent, struct error *error)
{
	unsigned char n[NUMBER_SIZE_MAX], e[NUMBER_SIZE_MAX];
	OSSL_PARAM params[PARAMS_MAX] = { { 0 } };

	*out = NULL;
	if (!set_number(&params[0], OSSL_PKEY_PARAM_RSA_N, modulus, n) ||
	    !set_number(&params[1], OSSL_PKEY_PARAM_RSA_E, exponent, e))
		return no_such_key(error);
	return make_key(out, crypto, "RSA", params, error);
}

int public_key_ec(struct public_key **out, struct crypto *crypto,
		  enum curve curve, struct str point, struct error *error)
{
	OSSL_PARAM params[PARAMS_MAX] = { { 0 } };

	set_text(&params[0], OSSL_PKEY_PARAM_GROUP_NAME, curve_names[curve]);
	set_bytes(&params[1], OSSL_PKEY_PARAM_PUB_KEY, point);
	return make_key(out, crypto, "EC", params, error);
}

int public_key_ed25519(struct public_key **out, struct crypto *crypto,
		       struct str bytes, struct error *error)
{
	OSSL_PARAM params[PARAMS_MAX] = { { 0 } };
	int result;

	set_bytes(&params[0], OSSL_PKEY_PARAM_PUB_KEY, bytes);
	result = make_key(out, crypto, "ED25519", params, error);
	if (!result)
		(*out)->hashes_itself = true;
	return result;
}

/* A signature that cannot be read is as wrong as one that does not fit. */
static enum match answer_of(int answer)
{
	return answer == 1 ? MATCH_YES : MATCH_NO;
}

static enum match fits_at_once(const struct public_key *key,
			       EVP_MD_CTX *context, const struct str *pieces,
			       size_t count, struct str signature,
			       struct error *error)
{
	enum match match = MATCH_BROKEN;
	struct buf whole = BUF_INIT;

	for (size_t i = 0; i < count; i++)
		buf_add_str(&whole, pieces[i]);
	if (buf_failed(&whole))
		error_no_memory(error);
	else
		match = answer_of(key->calls->EVP_DigestVerify(
			context, (const unsigned char *)signature.data,
			signature.size, (const unsigned char *)buf_text(&whole),
			whole.size));
	buf_release(&whole);
	return match;
}

static enum match fits_by_pieces(const struct public_key *key,
				 EVP_MD_CTX *context, const struct str *pieces,
				 size_t count, struct str signature,
				 struct error *error)
{
	const struct crypto_calls *calls = key->calls;

	for (size_t i = 0; i < count; i++)
		if (calls->EVP_DigestVerifyUpdate(context, pieces[i].data,
						  pieces[i].size) != 1) {
			error_set(error, ERROR_INTERNAL,
				  "libcrypto does not hash");
			return MATCH_BROKEN;
		}
	return answer_of(calls->EVP_DigestVerifyFinal(
		context, (const unsigned char *)signature.data,
		signature.size));
}

static enum match try_fit(const struct public_key *key, enum digest digest,
			  const struct str *pieces, size_t count,
			  struct str signature, struct error *error)
{
	const struct crypto_calls *calls = key->calls;
	EVP_MD_CTX *context = calls->EVP_MD_CTX_new();
	enum match match = MATCH_BROKEN;

	if (!context)
		error_no_memory(error);
	else if (calls->EVP_DigestVerifyInit_ex(
			 context, NULL,
			 key->hashes_itself ? NULL : digest_names[digest], NULL,
			 NULL, key->pkey, NULL) != 1)
		error_set(error, ERROR_INTERNAL,
			  "libcrypto cannot verify with this key");
	else
		match = key->hashes_itself ?
				fits_at_once(key, context, pieces, count,
					     signature, error) :
				fits_by_pieces(key, context, pieces, count,
					       signature, error);
	calls->EVP_MD_CTX_free(context);
	return match;
}

/* As with keys: what was wrong once is wrong twice. */
enum match public_key_fits(const struct public_key *key, enum digest digest,
			   const struct str *pieces, size_t count,
			   struct str signature, struct error *error)
{
	enum match match =
		try_fit(key, digest, pieces, count, signature, error);

	if (match != MATCH_NO)
		return match;
	match = try_fit(key, digest, pieces, count, signature, error);
	if (match != MATCH_YES)
		return match;
	error_no_memory(error);
	return MATCH_BROKEN;
}

static struct str without_zeros(struct str number)
{
	while (number.size > 1 && number.data[0] == '\0')
		number = str_from(number, 1);
	return number;
}

/* Bytes of an INTEGER behind its tag and length. */
static size_t integer_size(struct str number)
{
	bool negative = number.size && (unsigned char)number.data[0] & SIGN_BIT;

	return number.size + (negative ? 1 : 0);
}

static void add_length(struct buf *out, size_t size)
{
	if (size > DER_SHORT_LENGTH_MAX)
		buf_add_byte(out, '\x81');
	buf_add_byte(out, (char)size);
}

static void add_integer(struct buf *out, struct str number)
{
	buf_add_byte(out, DER_INTEGER);
	buf_add_byte(out, (char)integer_size(number));
	if (integer_size(number) > number.size)
		buf_add_byte(out, '\0');
	buf_add_str(out, number);
}

void ecdsa_signature(struct buf *out, struct str r, struct str s)
{
	size_t size;

	r = without_zeros(r);
	s = without_zeros(s);
	if (integer_size(r) > DER_NUMBER_SIZE_MAX ||
	    integer_size(s) > DER_NUMBER_SIZE_MAX)
		return;
	size = 4 + integer_size(r) + integer_size(s);
	buf_add_byte(out, DER_SEQUENCE);
	add_length(out, size);
	add_integer(out, r);
	add_integer(out, s);
}

int crypto_digest(struct crypto *crypto, enum digest digest,
		  const struct str *pieces, size_t count,
		  unsigned char out[DIGEST_SIZE_MAX], size_t *size,
		  struct error *error)
{
	const struct crypto_calls *calls = &crypto->calls;
	EVP_MD *md = calls->EVP_MD_fetch(NULL, digest_names[digest], NULL);
	EVP_MD_CTX *context = calls->EVP_MD_CTX_new();
	unsigned written = 0;
	bool ok = md && context &&
		  calls->EVP_DigestInit_ex2(context, md, NULL) == 1;

	for (size_t i = 0; ok && i < count; i++)
		ok = calls->EVP_DigestUpdate(context, pieces[i].data,
					     pieces[i].size) == 1;
	ok = ok && calls->EVP_DigestFinal_ex(context, out, &written) == 1;
	*size = written;
	calls->EVP_MD_CTX_free(context);
	calls->EVP_MD_free(md);
	return ok ? 0 :
		    error_set(error, ERROR_INTERNAL, "libcrypto cannot hash");
}
