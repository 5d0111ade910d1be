/*
 * x509_chain.c - see x509_chain.h. Never overrules libcrypto: an error that
 * has no row here is "untrusted".
 */
#include "trust/x509_chain.h"

#define DEPTH_MAX 8 /* certificates between the signer's and the anchor */
#define SECURITY_LEVEL 2

static const struct {
	int code;
	enum chain_answer answer;
} answers[] = {
	{ X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT, CHAIN_UNKNOWN },
	{ X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY, CHAIN_UNKNOWN },
	{ X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE, CHAIN_UNKNOWN },
	{ X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT, CHAIN_UNKNOWN },
	{ X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN, CHAIN_UNKNOWN },
	{ X509_V_ERR_CERT_REVOKED, CHAIN_REVOKED },
	{ X509_V_ERR_CERT_HAS_EXPIRED, CHAIN_EXPIRED },
	{ X509_V_ERR_CERT_NOT_YET_VALID, CHAIN_NOT_YET_VALID },
	{ X509_V_ERR_UNABLE_TO_GET_CRL, CHAIN_UNJUDGED },
	{ X509_V_ERR_UNABLE_TO_DECRYPT_CRL_SIGNATURE, CHAIN_UNJUDGED },
	{ X509_V_ERR_CRL_SIGNATURE_FAILURE, CHAIN_UNJUDGED },
	{ X509_V_ERR_CRL_NOT_YET_VALID, CHAIN_UNJUDGED },
	{ X509_V_ERR_CRL_HAS_EXPIRED, CHAIN_UNJUDGED },
	{ X509_V_ERR_ERROR_IN_CRL_LAST_UPDATE_FIELD, CHAIN_UNJUDGED },
	{ X509_V_ERR_ERROR_IN_CRL_NEXT_UPDATE_FIELD, CHAIN_UNJUDGED },
	{ X509_V_ERR_UNABLE_TO_GET_CRL_ISSUER, CHAIN_UNJUDGED },
	{ X509_V_ERR_KEYUSAGE_NO_CRL_SIGN, CHAIN_UNJUDGED },
	{ X509_V_ERR_UNHANDLED_CRITICAL_CRL_EXTENSION, CHAIN_UNJUDGED },
	{ X509_V_ERR_DIFFERENT_CRL_SCOPE, CHAIN_UNJUDGED },
	{ X509_V_ERR_CRL_PATH_VALIDATION_ERROR, CHAIN_UNJUDGED },
	{ X509_V_ERR_OUT_OF_MEM, CHAIN_UNJUDGED },
	{ X509_V_ERR_UNSPECIFIED, CHAIN_UNJUDGED },
	{ X509_V_ERR_STORE_LOOKUP, CHAIN_UNJUDGED },
	{ X509_V_ERR_INVALID_CALL, CHAIN_UNJUDGED },
};

static bool push_all(const struct cms_calls *calls, OPENSSL_STACK *to,
		     const OPENSSL_STACK *from)
{
	for (int i = 0; i < certificate_count(calls, from); i++)
		if (calls->OPENSSL_sk_push(to,
					   certificate_at(calls, from, i)) <= 0)
			return false;
	return true;
}

int x509_chain_init(struct x509_chain *out, const struct x509_store *store,
		    X509 *signer, const OPENSSL_STACK *within,
		    struct error *error)
{
	const struct cms_calls *calls = store->calls;

	*out = (struct x509_chain){
		.calls = calls,
		.store = store,
		.signer = signer,
		.untrusted = calls->OPENSSL_sk_new_null(),
	};
	/* the admin's come first */
	if (out->untrusted && push_all(calls, out->untrusted, store->helpers) &&
	    push_all(calls, out->untrusted, within))
		return 0;
	return error_no_memory(error);
}

void x509_chain_release(struct x509_chain *chain)
{
	if (!chain->calls)
		return;
	chain->calls->X509_STORE_CTX_free(chain->context);
	chain->calls->OPENSSL_sk_free(chain->untrusted);
	*chain = (struct x509_chain){ .calls = NULL };
}

static unsigned long flags_of(unsigned asked)
{
	unsigned long flags = X509_V_FLAG_X509_STRICT;

	if (!(asked & CHAIN_TIME))
		flags |= X509_V_FLAG_NO_CHECK_TIME;
	if (asked & CHAIN_REVOCATION)
		flags |= X509_V_FLAG_CRL_CHECK | X509_V_FLAG_CRL_CHECK_ALL;
	return flags;
}

static bool prepare(struct x509_chain *chain, unsigned asked, int64_t time)
{
	const struct cms_calls *calls = chain->calls;
	X509_VERIFY_PARAM *param;

	calls->X509_STORE_CTX_free(chain->context);
	chain->context = calls->X509_STORE_CTX_new();
	if (!chain->context ||
	    calls->X509_STORE_CTX_init(chain->context, chain->store->anchors,
				       chain->signer,
				       (void *)chain->untrusted) != 1)
		return false;
	param = calls->X509_STORE_CTX_get0_param(chain->context);
	calls->X509_VERIFY_PARAM_set_depth(param, DEPTH_MAX);
	calls->X509_VERIFY_PARAM_set_auth_level(param, SECURITY_LEVEL);
	if (asked & (CHAIN_TIME | CHAIN_REVOCATION))
		calls->X509_VERIFY_PARAM_set_time(param, time);
	return calls->X509_VERIFY_PARAM_set_flags(param, flags_of(asked)) == 1;
}

/* anyExtendedKeyUsage (RFC 8550, 4.4.4); gpgsm takes no critical one. */
static bool is_for_any(const struct cms_calls *calls, X509 *certificate)
{
	uint32_t usage = calls->X509_get_extended_key_usage(certificate);
	int at = calls->X509_get_ext_by_NID(certificate, NID_ext_key_usage, -1);

	return at >= 0 && (usage & XKU_ANYEKU) &&
	       !calls->X509_EXTENSION_get_critical(
		       calls->X509_get_ext(certificate, at));
}

/* As X509_STORE_CTX_set_purpose() would ask, which knows of no such usage. */
static X509 *find_misfit(const struct x509_chain *chain)
{
	const struct cms_calls *calls = chain->calls;
	const OPENSSL_STACK *all = x509_chain_certificates(chain);

	for (int i = 0; i < certificate_count(calls, all); i++) {
		X509 *one = certificate_at(calls, all, i);

		if (calls->X509_check_purpose(one, X509_PURPOSE_SMIME_SIGN,
					      i > 0) != 1 &&
		    !is_for_any(calls, one))
			return one;
	}
	return NULL;
}

static enum chain_answer answer_of(const struct x509_chain *chain)
{
	if (chain->misfit && chain->misfit == chain->signer)
		return CHAIN_NOT_ALLOWED;
	for (size_t i = 0; i < sizeof(answers) / sizeof(answers[0]); i++)
		if (answers[i].code == chain->code)
			return answers[i].answer;
	return CHAIN_UNTRUSTED;
}

enum chain_answer x509_chain_ask(struct x509_chain *chain, unsigned asked,
				 int64_t time)
{
	const struct cms_calls *calls = chain->calls;
	int answer;

	chain->misfit = NULL;
	chain->code = X509_V_ERR_UNSPECIFIED;
	if (!prepare(chain, asked, time))
		return CHAIN_UNJUDGED;
	answer = calls->X509_verify_cert(chain->context);
	chain->code = calls->X509_STORE_CTX_get_error(chain->context);
	if (answer != 1 && chain->code == X509_V_OK)
		chain->code = X509_V_ERR_UNSPECIFIED;
	if (chain->code == X509_V_OK && (asked & CHAIN_PURPOSE))
		chain->misfit = find_misfit(chain);
	if (chain->misfit)
		chain->code = X509_V_ERR_INVALID_PURPOSE;
	calls->ERR_clear_error();
	if (answer == 1 && chain->code == X509_V_OK)
		return CHAIN_GOOD;
	return answer_of(chain);
}

X509 *x509_chain_culprit(const struct x509_chain *chain)
{
	X509 *culprit = chain->misfit;

	if (!culprit && chain->context)
		culprit = chain->calls->X509_STORE_CTX_get_current_cert(
			chain->context);
	return culprit ? culprit : chain->signer;
}

const char *x509_chain_words(const struct x509_chain *chain)
{
	return chain->calls->X509_verify_cert_error_string(chain->code);
}

const OPENSSL_STACK *x509_chain_certificates(const struct x509_chain *chain)
{
	if (!chain->context)
		return NULL;
	return (const OPENSSL_STACK *)chain->calls->X509_STORE_CTX_get0_chain(
		chain->context);
}
