/*
 * x509_certificate.h - what a certificate says, as plain values: whose it is,
 * from when till when, how strong. Never decides whether it is to be
 * believed.
 */
#ifndef REFGATE_TRUST_X509_CERTIFICATE_H
#define REFGATE_TRUST_X509_CERTIFICATE_H

#include "base/arena.h"
#include "trust/cms_calls.h"

#include <stdint.h>

/* All texts are in the arena; NULL data or NULL: out of memory. */

/*
 * "SHA256:" and 64 lower-case hexadecimal digits of the certificate's DER, as
 * `openssl x509 -outform DER | sha256sum` shows them; with capitals and
 * colons, `openssl x509 -fingerprint -sha256` and gpgsm do.
 */
const char *certificate_key(const struct cms_calls *calls, X509 *certificate,
			    struct arena *arena);
/* RFC 4514, UTF-8, not escaped, cut to a width that fits into a line. */
const char *certificate_name_text(const struct cms_calls *calls,
				  const X509_NAME *name, struct arena *arena);
/*
 * *out: the one rfc822Name of subjectAltName, or, where there is no
 * subjectAltName, the one emailAddress of the subject; empty if there is
 * none, or more than one, or what is no address in ASCII. False: memory.
 */
bool certificate_email(const struct cms_calls *calls, X509 *certificate,
		       struct arena *arena, struct str *out);
/* The email, or else the subject. */
const char *certificate_title(const struct cms_calls *calls, X509 *certificate,
			      struct arena *arena);
/* Seconds since 1970; false if it is no time. */
bool certificate_time(const struct cms_calls *calls, const ASN1_TIME *time,
		      int64_t *out);
/*
 * "RSA key of 1024 bits, wanted 2048", "DSA key", "signed with SHA1"; ""
 * if there is no weakness. The signature of a self-signed one counts for
 * nothing, so it may be weak.
 */
const char *certificate_weakness(const struct cms_calls *calls,
				 X509 *certificate, int64_t minimum_rsa_bits,
				 struct arena *arena);

#endif
