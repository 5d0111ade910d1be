/*
 * x509_chain.h - from a signer's certificate to an anchor of the trust
 * files: RFC 5280, by libcrypto's rules at their strictest. Never looks for
 * certificates or lists anywhere but where it is told.
 */
#ifndef REFGATE_TRUST_X509_CHAIN_H
#define REFGATE_TRUST_X509_CHAIN_H

#include "trust/x509_store.h"

#include <stdint.h>

/* What is asked beyond the form and the signatures of a chain. */
#define CHAIN_TIME 1u	    /* all are valid at that time */
#define CHAIN_REVOCATION 2u /* none is on a list, and the lists are there */
#define CHAIN_PURPOSE 4u    /* all are for S/MIME signatures, or anything */

enum chain_answer {
	CHAIN_GOOD,
	CHAIN_UNKNOWN, /* it ends at no anchor */
	CHAIN_UNTRUSTED,
	CHAIN_REVOKED,
	CHAIN_UNJUDGED, /* a list is missing or out of date; the library */
	CHAIN_EXPIRED,
	CHAIN_NOT_YET_VALID,
	CHAIN_NOT_ALLOWED, /* the signer's is for other things */
};

struct x509_chain {
	const struct cms_calls *calls;
	const struct x509_store *store;
	X509 *signer; /* borrowed */
	OPENSSL_STACK *untrusted;
	X509_STORE_CTX *context; /* of the last question */
	int code;		 /* X509_V_... of it */
	X509 *misfit;		 /* what is not for this; NULL: none */
};

/* `within` are the signature's own certificates (X509), borrowed. */
int x509_chain_init(struct x509_chain *out, const struct x509_store *store,
		    X509 *signer, const OPENSSL_STACK *within,
		    struct error *error);
void x509_chain_release(struct x509_chain *chain);

/* CHAIN_... of `asked`; CHAIN_GOOD only if all of it is so. */
enum chain_answer x509_chain_ask(struct x509_chain *chain, unsigned asked,
				 int64_t time);
/* Of the last answer: the certificate it is about, and libcrypto's words. */
X509 *x509_chain_culprit(const struct x509_chain *chain);
const char *x509_chain_words(const struct x509_chain *chain);
/* The certificates from the signer on, as far as they were found: X509. */
const OPENSSL_STACK *x509_chain_certificates(const struct x509_chain *chain);

#endif
