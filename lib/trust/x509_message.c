/*
 * x509_message.c - see x509_message.h. Never lets libcrypto choose a signer,
 * a hash or a certificate: what is not plain is malformed.
 */
#include "trust/x509_message.h"

#include "trust/x509_certificate.h"
#include "trust/x509_shape.h"

#include <stdlib.h>

/* One attribute, of one value (X509at_get0_data_by_OBJ). */
#define ONLY_ONE (-3)

static const struct {
	int nid;
	enum digest digest;
} digests[] = {
	{ NID_sha256, DIGEST_SHA256 },
	{ NID_sha384, DIGEST_SHA384 },
	{ NID_sha512, DIGEST_SHA512 },
};
static const int weak_digests[] = {
	NID_md2, NID_md4, NID_md5, NID_md5_sha1, NID_sha1, NID_ripemd160,
};

/* The steps of reading: each tells what is malformed, or NULL. */

static const char *read_form(struct x509_message *message)
{
	const struct cms_calls *calls = message->calls;
	ASN1_OCTET_STRING **content;

	if (calls->OBJ_obj2nid(calls->CMS_get0_type(message->cms)) !=
	    NID_pkcs7_signed)
		return "it is not signedData";
	if (calls->OBJ_obj2nid(calls->CMS_get0_eContentType(message->cms)) !=
	    NID_pkcs7_data)
		return "it does not sign data";
	content = calls->CMS_get0_content(message->cms);
	if (!content || *content)
		return "it has content of its own";
	return NULL;
}

static const char *read_signer(struct x509_message *message)
{
	const struct cms_calls *calls = message->calls;
	const OPENSSL_STACK *infos =
		(const OPENSSL_STACK *)calls->CMS_get0_SignerInfos(
			message->cms);
	int count = infos ? calls->OPENSSL_sk_num(infos) : 0;

	if (count != 1)
		return count > 1 ? "more than one signer" : "no signer";
	message->info = calls->OPENSSL_sk_value(infos, 0);
	/* counter-signatures are among these */
	if (calls->CMS_unsigned_get_attr_count(message->info) >= 0)
		return "unsigned attributes";
	if (calls->CMS_signed_get_attr_count(message->info) <= 0)
		return "no signed attributes";
	return NULL;
}

static const char *read_shape(struct x509_message *message)
{
	return x509_shape_read(&message->shape, message->bytes);
}

/* libcrypto takes names that differ in case and blanks for the same. */
static bool is_issuer(const struct x509_message *message, X509 *certificate)
{
	const struct cms_calls *calls = message->calls;
	struct str wanted = message->shape.issuer;
	X509_NAME *name = calls->X509_get_issuer_name(certificate);
	int size = calls->i2d_X509_NAME(name, NULL);
	unsigned char *bytes = size > 0 ? malloc((size_t)size) : NULL;
	unsigned char *at = bytes;
	bool is_same = false;

	if (bytes && calls->i2d_X509_NAME(name, &at) == size)
		is_same = str_equal(wanted, (struct str){ (char *)bytes,
							  (size_t)size });
	free(bytes);
	return is_same;
}

static const char *read_certificates(struct x509_message *message)
{
	const struct cms_calls *calls = message->calls;
	X509 *certificate;

	message->certificates =
		(OPENSSL_STACK *)calls->CMS_get1_certs(message->cms);
	for (int i = 0; i < certificate_count(calls, message->certificates);
	     i++) {
		certificate = certificate_at(calls, message->certificates, i);
		if (calls->CMS_SignerInfo_cert_cmp(message->info, certificate))
			continue;
		if (message->signer)
			return "two certificates of the signer";
		message->signer = certificate;
	}
	if (!message->signer)
		return "the signer's certificate is not in it";
	return is_issuer(message, message->signer) ?
		       NULL :
		       "the issuer is not written as in the certificate";
}

static const char *take_digest(struct x509_message *message, int nid)
{
	for (size_t i = 0; i < sizeof(digests) / sizeof(digests[0]); i++)
		if (digests[i].nid == nid) {
			message->digest = digests[i].digest;
			return NULL;
		}
	for (size_t i = 0; i < sizeof(weak_digests) / sizeof(weak_digests[0]);
	     i++)
		if (weak_digests[i] == nid) {
			message->weak_digest = message->calls->OBJ_nid2sn(nid);
			return NULL;
		}
	return "made with a hash that is not taken";
}

/* RSA keys may be named alone; else the hash must be the same as above. */
static bool fits_key(const struct x509_message *message, int algorithm,
		     int digest, int key_type)
{
	int named_digest = NID_undef, named_key = NID_undef;

	if (algorithm == NID_rsaEncryption)
		return key_type == EVP_PKEY_RSA;
	return message->calls->OBJ_find_sigid_algs(algorithm, &named_digest,
						   &named_key) == 1 &&
	       named_digest == digest && named_key == key_type;
}

static const char *read_algorithms(struct x509_message *message)
{
	const struct cms_calls *calls = message->calls;
	EVP_PKEY *key = calls->X509_get0_pubkey(message->signer);
	const ASN1_OBJECT *digest = NULL, *algorithm = NULL;
	X509_ALGOR *digest_of = NULL, *algorithm_of = NULL;
	const char *what;
	int type;

	if (!key)
		return "the signer's key cannot be read";
	type = calls->EVP_PKEY_get_base_id(key);
	if (type != EVP_PKEY_RSA && type != EVP_PKEY_EC && type != EVP_PKEY_DSA)
		return "made with a kind of key that is not taken";
	calls->CMS_SignerInfo_get0_algs(message->info, NULL, NULL, &digest_of,
					&algorithm_of);
	calls->X509_ALGOR_get0(&digest, NULL, NULL, digest_of);
	calls->X509_ALGOR_get0(&algorithm, NULL, NULL, algorithm_of);
	what = take_digest(message, calls->OBJ_obj2nid(digest));
	if (!what && !fits_key(message, calls->OBJ_obj2nid(algorithm),
			       calls->OBJ_obj2nid(digest), type))
		what = "its algorithms do not belong together";
	return what;
}

static void *find_attribute(const struct x509_message *message, int nid,
			    int type)
{
	return message->calls->CMS_signed_get0_data_by_OBJ(
		message->info, message->calls->OBJ_nid2obj(nid), ONLY_ONE,
		type);
}

static const char *read_attributes(struct x509_message *message)
{
	const struct cms_calls *calls = message->calls;
	const ASN1_OBJECT *type =
		find_attribute(message, NID_pkcs9_contentType, V_ASN1_OBJECT);
	const ASN1_TIME *time;

	if (!type || calls->OBJ_obj2nid(type) != NID_pkcs7_data)
		return "no signed content type, or another";
	if (!find_attribute(message, NID_pkcs9_messageDigest,
			    V_ASN1_OCTET_STRING))
		return "no signed digest, or two";
	if (calls->CMS_signed_get_attr_by_NID(message->info,
					      NID_pkcs9_signingTime, -1) < 0)
		return NULL;
	time = find_attribute(message, NID_pkcs9_signingTime, V_ASN1_UTCTIME);
	if (!time)
		time = find_attribute(message, NID_pkcs9_signingTime,
				      V_ASN1_GENERALIZEDTIME);
	if (!certificate_time(calls, time, &message->made) ||
	    message->made <= 0)
		return "no readable signing time, or two";
	return NULL;
}

static const char *(*const steps[])(struct x509_message *message) = {
	read_form,	   read_signer,	    read_shape,
	read_certificates, read_algorithms, read_attributes,
};

const char *x509_message_read(struct x509_message *out,
			      const struct cms_calls *calls, struct str bytes)
{
	const unsigned char *at = (const unsigned char *)bytes.data;
	const char *what = NULL;

	*out = (struct x509_message){ .calls = calls, .bytes = bytes };
	out->cms = calls->d2i_CMS_ContentInfo(NULL, &at, (long)bytes.size);
	if (!out->cms)
		what = "it is not CMS";
	else if (at != (const unsigned char *)bytes.data + bytes.size)
		what = "bytes behind its end";
	for (size_t i = 0; !what && i < sizeof(steps) / sizeof(steps[0]); i++)
		what = steps[i](out);
	calls->ERR_clear_error();
	return what;
}

void x509_message_release(struct x509_message *message)
{
	const struct cms_calls *calls = message->calls;

	if (!calls)
		return;
	for (int i = 0; i < certificate_count(calls, message->certificates);
	     i++)
		calls->X509_free(
			certificate_at(calls, message->certificates, i));
	calls->OPENSSL_sk_free(message->certificates);
	calls->CMS_ContentInfo_free(message->cms);
	*message = (struct x509_message){ .calls = NULL };
}

static bool digest_fits(const struct x509_message *message,
			const unsigned char *digest, size_t size)
{
	const struct cms_calls *calls = message->calls;
	const ASN1_OCTET_STRING *wanted = find_attribute(
		message, NID_pkcs9_messageDigest, V_ASN1_OCTET_STRING);

	return wanted && calls->ASN1_STRING_length(wanted) == (int)size &&
	       memcmp(calls->ASN1_STRING_get0_data(wanted), digest, size) == 0;
}

enum match x509_message_fits(const struct x509_message *message,
			     struct crypto *crypto, const struct str *pieces,
			     size_t count, struct error *error)
{
	const struct cms_calls *calls = message->calls;
	unsigned char digest[DIGEST_SIZE_MAX];
	size_t size = 0;
	bool fits;

	if (crypto_digest(crypto, message->digest, pieces, count, digest, &size,
			  error))
		return MATCH_BROKEN;
	if (!digest_fits(message, digest, size))
		return MATCH_NO;
	/* the key of that certificate, and over the attributes only */
	calls->CMS_SignerInfo_set1_signer_cert(message->info, message->signer);
	fits = calls->CMS_SignerInfo_verify(message->info) == 1;
	calls->ERR_clear_error();
	return fits ? MATCH_YES : MATCH_NO;
}
