/*
 * x509_store.h - the certificates and revocation lists of the trust files.
 * Never takes a certificate from anywhere else: the self-signed ones are the
 * anchors, the others help to reach them.
 */
#ifndef REFGATE_TRUST_X509_STORE_H
#define REFGATE_TRUST_X509_STORE_H

#include "trust/cms_calls.h"
#include "trust/format.h"

struct x509_store {
	const struct cms_calls *calls;
	X509_STORE *anchors;	/* and the lists */
	OPENSSL_STACK *helpers; /* owned X509 */
	struct trusted_key *keys;
	size_t key_count;
	size_t key_capacity;
};

/*
 * Reads what is there of the files `x509` and `x509-crl`. Flaws become
 * diagnostics (NULL is allowed where neither file is there). *out is for
 * x509_store_release() in any case.
 */
int x509_store_open(struct x509_store *out, const struct cms_calls *calls,
		    const struct trust_base *base,
		    struct diagnostics *diagnostics, struct error *error);
void x509_store_release(struct x509_store *store); /* of zeros, too */

#endif
