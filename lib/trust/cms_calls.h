/*
 * cms_calls.h - libcrypto's calls for certificates and CMS as a table of
 * pointers, so that only whoever meets an X.509 signature looks them up. For
 * x509*.c only.
 */
#ifndef REFGATE_TRUST_CMS_CALLS_H
#define REFGATE_TRUST_CMS_CALLS_H

#include <openssl/cms.h>
#include <openssl/err.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

struct cms_calls {
#define CALL(name) __typeof__(&(name)) name;
#include "trust/cms.def"
#undef CALL
};

/* The sk_X509_num() etc. of <openssl/...> would call libcrypto directly. */
static inline int certificate_count(const struct cms_calls *calls,
				    const OPENSSL_STACK *stack)
{
	return stack ? calls->OPENSSL_sk_num(stack) : 0;
}

static inline X509 *certificate_at(const struct cms_calls *calls,
				   const OPENSSL_STACK *stack, int index)
{
	return calls->OPENSSL_sk_value(stack, index);
}

#endif
