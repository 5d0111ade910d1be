/*
 * x509_message.h - a signature as CMS (RFC 5652), in the one form that is
 * taken: signedData of data that is elsewhere, by one signer whose
 * certificate is within, with signed attributes and no others. BER is taken:
 * gpgsm writes it. Never decides about the signer.
 */
#ifndef REFGATE_TRUST_X509_MESSAGE_H
#define REFGATE_TRUST_X509_MESSAGE_H

#include "trust/cms_calls.h"
#include "trust/crypto.h"
#include "trust/x509_shape.h"

#include <stdint.h>

struct x509_message {
	const struct cms_calls *calls;
	struct str bytes; /* borrowed */
	struct x509_shape shape;
	CMS_ContentInfo *cms;
	CMS_SignerInfo *info;	     /* in cms */
	OPENSSL_STACK *certificates; /* owned X509 */
	X509 *signer;		     /* one of these */
	const char *weak_digest;     /* its name, static; NULL: none */
	enum digest digest;	     /* if it is not weak */
	int64_t made;		     /* signed signingTime; 0: there is none */
};

/*
 * NULL, or what is malformed, a static text. *out is for
 * x509_message_release() in any case.
 */
const char *x509_message_read(struct x509_message *out,
			      const struct cms_calls *calls, struct str bytes);
void x509_message_release(struct x509_message *message); /* of zeros, too */

/* Whether it is one of the pieces, one after the other. BROKEN: no hash. */
enum match x509_message_fits(const struct x509_message *message,
			     struct crypto *crypto, const struct str *pieces,
			     size_t count, struct error *error);

#endif
