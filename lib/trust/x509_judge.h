/*
 * x509_judge.h - one X.509 signature while it is judged, and the words for
 * what was found. For x509*.c only.
 */
#ifndef REFGATE_TRUST_X509_JUDGE_H
#define REFGATE_TRUST_X509_JUDGE_H

#include "trust/format.h"
#include "trust/x509_chain.h"
#include "trust/x509_message.h"

struct x509_judge {
	const struct cms_calls *calls;
	struct crypto *crypto;
	const struct x509_store *store;
	const struct trust_options *options;
	const struct signed_object *object;
	struct arena *arena;
	struct signature *out;
	struct error *error;
	struct x509_message message;
	struct x509_chain chain;
	enum chain_answer answer; /* to the whole question */
};

/* A step of judging returns this when it has found nothing. */
#define X509_GO_ON 1

/* "malformed signature: it is not CMS" */
int x509_tell_signature(struct x509_judge *judge, enum signature_state state,
			const char *what);
/* "weak certificate of alice@example.com: DSA key"; NULL is no memory. */
int x509_tell_certificate(struct x509_judge *judge, enum signature_state state,
			  X509 *certificate, const char *what);
/* What the last question to the chain found; not CHAIN_GOOD. */
int x509_tell_chain(struct x509_judge *judge, enum chain_answer answer);

/* The last part of a path: developers learn no folders of the server. */
const char *x509_file_name(const struct trust_file *file);

#endif
