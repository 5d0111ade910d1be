/*
 * x509_certificate.c - see x509_certificate.h. Never takes one of two names.
 */
#include "trust/x509_certificate.h"

#include "base/hash.h"
#include "base/text.h"

#include <inttypes.h>
#include <stdlib.h>
#include <time.h>

#define KEY_PREFIX "SHA256:"
#define NAME_SIZE_MAX 80
#define EMAIL_SIZE_MAX 254 /* RFC 5321, 4.5.3.1.3 */
#define SECURITY_BITS_MIN 112

/* Of certificates' signatures; Ed25519 and Ed448 have none. */
static const int strong_digests[] = { NID_sha256, NID_sha384, NID_sha512 };

const char *certificate_key(const struct cms_calls *calls, X509 *certificate,
			    struct arena *arena)
{
	char digits[SHA256_HEX_SIZE + 1];
	unsigned char *bytes = NULL, *at;
	const char *text = NULL;
	int size = calls->i2d_X509(certificate, NULL);

	if (size > 0)
		bytes = at = malloc((size_t)size);
	if (bytes && calls->i2d_X509(certificate, &at) == size) {
		sha256_hex((struct str){ (char *)bytes, (size_t)size }, digits);
		text = arena_printf(arena, KEY_PREFIX "%s", digits);
	}
	free(bytes);
	return text;
}

const char *certificate_name_text(const struct cms_calls *calls,
				  const X509_NAME *name, struct arena *arena)
{
	char text[NAME_SIZE_MAX + 1];
	BIO *bio = calls->BIO_new(calls->BIO_s_mem());
	struct str valid;
	int size = -1;

	if (bio &&
	    calls->X509_NAME_print_ex(
		    bio, name, 0, XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB) >= 0)
		size = calls->BIO_read(bio, text, sizeof(text));
	calls->BIO_free(bio);
	if (size <= 0)
		return "without a name";
	valid = str_first((struct str){ text, (size_t)size }, NAME_SIZE_MAX);
	valid = str_first(valid, text_valid_prefix(valid));
	return arena_printf(arena, "%.*s%s", STR_ARGS(valid),
			    valid.size < (size_t)size ? "..." : "");
}

/* Letters, digits and signs of ASCII, and one "@" within. */
static bool is_address(struct str s)
{
	size_t at = str_find_byte(s, '@');

	if (s.size > EMAIL_SIZE_MAX || at == 0 || at + 1 >= s.size ||
	    str_find_byte(str_from(s, at + 1), '@') < s.size - at - 1)
		return false;
	for (size_t i = 0; i < s.size; i++)
		if (s.data[i] <= ' ' || s.data[i] > '~')
			return false;
	return true;
}

struct email {
	struct str one;
	bool is_none; /* two, or no address */
};

static void add_email(struct email *email, const struct cms_calls *calls,
		      const ASN1_STRING *string)
{
	const unsigned char *data = calls->ASN1_STRING_get0_data(string);
	int size = calls->ASN1_STRING_length(string);
	struct str found = { (const char *)data, size > 0 ? (size_t)size : 0 };

	if (!is_address(found) ||
	    (email->one.size && !str_equal_ascii_case(email->one, found)))
		email->is_none = true;
	else if (!email->one.size)
		email->one = found;
}

static void add_alternative(struct email *email, const struct cms_calls *calls,
			    const GENERAL_NAME *name)
{
	if (name->type == GEN_EMAIL)
		add_email(email, calls, name->d.rfc822Name);
	/* an address that is not in ASCII (RFC 9598) */
	if (name->type == GEN_OTHERNAME &&
	    calls->OBJ_obj2nid(name->d.otherName->type_id) ==
		    NID_id_on_SmtpUTF8Mailbox)
		email->is_none = true;
}

static void add_subject(struct email *email, const struct cms_calls *calls,
			X509 *certificate)
{
	X509_NAME *name = calls->X509_get_subject_name(certificate);
	int at = -1;

	for (;;) {
		at = calls->X509_NAME_get_index_by_NID(
			name, NID_pkcs9_emailAddress, at);
		if (at < 0)
			break;
		add_email(email, calls,
			  calls->X509_NAME_ENTRY_get_data(
				  calls->X509_NAME_get_entry(name, at)));
	}
}

bool certificate_email(const struct cms_calls *calls, X509 *certificate,
		       struct arena *arena, struct str *out)
{
	struct email email = { { NULL, 0 }, false };
	int found = -1; /* or -2: two extensions */
	GENERAL_NAMES *names = calls->X509_get_ext_d2i(
		certificate, NID_subject_alt_name, &found, NULL);
	const OPENSSL_STACK *stack = (const OPENSSL_STACK *)names;
	const char *text = "";

	for (int i = 0; names && i < calls->OPENSSL_sk_num(stack); i++)
		add_alternative(&email, calls,
				calls->OPENSSL_sk_value(stack, i));
	if (!names && found == -1)
		add_subject(&email, calls, certificate);
	if (!email.is_none && email.one.size)
		text = arena_copy(arena, email.one);
	calls->GENERAL_NAMES_free(names);
	*out = str_of(text);
	return text;
}

const char *certificate_title(const struct cms_calls *calls, X509 *certificate,
			      struct arena *arena)
{
	struct str email = { NULL, 0 };

	if (!certificate_email(calls, certificate, arena, &email))
		return NULL;
	if (email.size)
		return email.data;
	return certificate_name_text(
		calls, calls->X509_get_subject_name(certificate), arena);
}

bool certificate_time(const struct cms_calls *calls, const ASN1_TIME *time,
		      int64_t *out)
{
	struct tm parts = { .tm_isdst = 0 };

	/* without a time, libcrypto would give its own clock's */
	if (!time || calls->ASN1_TIME_to_tm(time, &parts) != 1)
		return false;
	*out = timegm(&parts);
	return true;
}

static const char *key_weakness(const struct cms_calls *calls,
				X509 *certificate, int64_t minimum_rsa_bits,
				struct arena *arena)
{
	EVP_PKEY *key = calls->X509_get0_pubkey(certificate);
	int type = key ? calls->EVP_PKEY_get_base_id(key) : NID_undef;
	int bits = key ? calls->EVP_PKEY_get_bits(key) : 0;

	if (type == EVP_PKEY_DSA)
		return "DSA key";
	if ((type == EVP_PKEY_RSA || type == EVP_PKEY_RSA_PSS) &&
	    bits < minimum_rsa_bits)
		return arena_printf(arena,
				    "RSA key of %d bits, wanted %" PRId64, bits,
				    minimum_rsa_bits);
	if (key && calls->EVP_PKEY_get_security_bits(key) < SECURITY_BITS_MIN)
		return arena_printf(arena, "key of %d bits", bits);
	return "";
}

static bool is_strong(int digest, int security_bits)
{
	for (size_t i = 0;
	     i < sizeof(strong_digests) / sizeof(strong_digests[0]); i++)
		if (digest == strong_digests[i])
			return true;
	return digest == NID_undef && security_bits >= SECURITY_BITS_MIN;
}

static const char *signature_weakness(const struct cms_calls *calls,
				      X509 *certificate, struct arena *arena)
{
	int digest = NID_undef, security_bits = 0;

	if (calls->X509_self_signed(certificate, 0) == 1)
		return "";
	if (calls->X509_get_signature_info(certificate, &digest, NULL,
					   &security_bits, NULL) == 1 &&
	    is_strong(digest, security_bits))
		return "";
	if (digest == NID_undef)
		return "signed in a way that is not known";
	return arena_printf(arena, "signed with %s", calls->OBJ_nid2sn(digest));
}

const char *certificate_weakness(const struct cms_calls *calls,
				 X509 *certificate, int64_t minimum_rsa_bits,
				 struct arena *arena)
{
	const char *weakness =
		key_weakness(calls, certificate, minimum_rsa_bits, arena);

	if (weakness && !*weakness)
		weakness = signature_weakness(calls, certificate, arena);
	return weakness;
}
