/*
 * x509_shape.h - the parts of CMS (RFC 5652, 5) that no signature covers and
 * where libcrypto takes more than one form: they must be what follows from
 * the rest. Lengths are as in DER, or the outermost four are indefinite.
 */
#ifndef REFGATE_TRUST_X509_SHAPE_H
#define REFGATE_TRUST_X509_SHAPE_H

#include "base/str.h"

struct x509_shape {
	struct str issuer; /* of the signer's certificate */
};

/*
 * `bytes` are a ContentInfo that libcrypto reads as signedData with one
 * signer. NULL, or what is malformed, a static text: tags, lengths, versions,
 * a signer named by its key, algorithms that the signer does not name, or with
 * parameters, revocation lists, whatever has no place in it.
 */
const char *x509_shape_read(struct x509_shape *out, struct str bytes);

#endif
