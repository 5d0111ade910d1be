/*
 * x509.c - signatures that git makes with gpg.format=x509, judged at the time
 * of receiving by the certificates of the trust file. Never by the system's,
 * by a partial chain, or by what the environment says.
 */
#include "trust/format.h"

#include "trust/library.h"
#include "trust/x509_certificate.h"
#include "trust/x509_judge.h"

#include <stdlib.h>

struct x509 {
	const struct trust_base *base;
	struct crypto *crypto; /* its own: files are read before base's */
	void *handle;
	struct cms_calls calls;
	struct x509_store store;
	bool is_flawed;
};

static const struct library_symbol symbols[] = {
#define CALL(name) { #name, offsetof(struct cms_calls, name) },
#include "trust/cms.def"
#undef CALL
};

/* crypto_open() keeps configuration and modules out, so it comes first. */
static int open_library(struct x509 *x509, struct error *error)
{
	int result = 0;

	if (!x509->crypto)
		result = crypto_open(&x509->crypto, error);
	if (!result && !x509->handle)
		result = library_open(&x509->handle, &x509->calls,
				      "libcrypto.so.3", "libssl3", symbols,
				      sizeof(symbols) / sizeof(symbols[0]),
				      error);
	return result;
}

/* Without diagnostics only where neither file is there. */
static int read_files(struct x509 *x509, struct diagnostics *diagnostics,
		      struct error *error)
{
	size_t errors = diagnostics ? diagnostics->errors : 0;
	int result = open_library(x509, error);

	if (!result)
		result = x509_store_open(&x509->store, &x509->calls, x509->base,
					 diagnostics, error);
	if (!result)
		x509->is_flawed = diagnostics && diagnostics->errors > errors;
	return result;
}

static int open_x509(void **out, const struct trust_base *base,
		     struct diagnostics *diagnostics, struct error *error)
{
	const struct trust_options *options = base->options;
	struct x509 *x509 = calloc(1, sizeof(*x509));

	*out = x509;
	if (!x509)
		return error_no_memory(error);
	x509->base = base;
	x509->is_flawed = true;
	if (options->x509.text.data || options->x509_crl.text.data)
		return read_files(x509, diagnostics, error);
	return 0; /* libcrypto waits for a signature */
}

static void close_x509(void *state)
{
	struct x509 *x509 = state;

	if (!x509)
		return;
	x509_store_release(&x509->store);
	library_close(x509->handle);
	crypto_close(x509->crypto);
	free(x509);
}

static int check_file(const struct trust_file *file, struct error *error)
{
	if (!file->path || file->text.data)
		return 0;
	return error_set(error, ERROR_BROKEN, "the trust file %s is not there",
			 x509_file_name(file));
}

static int check_files(struct x509 *x509, struct error *error)
{
	const struct trust_options *options = x509->base->options;
	int result = check_file(&options->x509, error);

	if (!result)
		result = check_file(&options->x509_crl, error);
	/* the policy names none: every authority is unknown */
	if (!result && !x509->store.calls)
		result = read_files(x509, NULL, error);
	if (!result && x509->is_flawed)
		result = error_set(error, ERROR_BROKEN,
				   "the trust files for X.509 do not load");
	return result;
}

static int check_form(struct x509_judge *judge, struct str bytes)
{
	const char *what =
		x509_message_read(&judge->message, judge->calls, bytes);

	if (what)
		return x509_tell_signature(judge, SIGNATURE_MALFORMED, what);
	judge->out->made = judge->message.made;
	judge->out->key = certificate_key(judge->calls, judge->message.signer,
					  judge->arena);
	return judge->out->key ? X509_GO_ON : error_no_memory(judge->error);
}

/* What no list is named for is not asked. */
static unsigned without_lists(const struct x509_judge *judge, unsigned asked)
{
	return judge->options->x509_crl.path ? asked :
					       asked & ~CHAIN_REVOCATION;
}

/* All at once: what is good by this needs no other question. */
static int ask_all(struct x509_judge *judge)
{
	unsigned asked = without_lists(judge, CHAIN_TIME | CHAIN_REVOCATION |
						      CHAIN_PURPOSE);
	int64_t now = judge->options->now;
	int result = x509_chain_init(&judge->chain, judge->store,
				     judge->message.signer,
				     judge->message.certificates, judge->error);

	if (result)
		return result;
	judge->answer = x509_chain_ask(&judge->chain, asked, now);
	/* an authority's clock may be ahead of ours */
	if (judge->answer == CHAIN_NOT_YET_VALID)
		judge->answer = x509_chain_ask(&judge->chain, asked,
					       now + TRUST_CLOCK_SLACK);
	return X509_GO_ON;
}

static int check_certificate_strength(struct x509_judge *judge,
				      X509 *certificate)
{
	const char *what = certificate_weakness(
		judge->calls, certificate, judge->options->minimum_rsa_bits,
		judge->arena);

	if (what && !*what)
		return X509_GO_ON;
	return x509_tell_certificate(judge, SIGNATURE_WEAK, certificate, what);
}

static int check_strength(struct x509_judge *judge)
{
	const OPENSSL_STACK *certificates =
		x509_chain_certificates(&judge->chain);
	int count = certificate_count(judge->calls, certificates);
	int result;

	if (judge->message.weak_digest)
		return x509_tell_signature(judge, SIGNATURE_WEAK,
					   judge->message.weak_digest);
	result = check_certificate_strength(judge, judge->message.signer);
	for (int i = 0; result == X509_GO_ON && i < count; i++)
		result = check_certificate_strength(
			judge, certificate_at(judge->calls, certificates, i));
	return result;
}

static int check_content(struct x509_judge *judge)
{
	switch (x509_message_fits(&judge->message, judge->crypto,
				  judge->object->payload,
				  judge->object->payload_count, judge->error)) {
	case MATCH_YES:
		judge->out->valid = true;
		return X509_GO_ON;
	case MATCH_NO:
		return x509_tell_signature(judge, SIGNATURE_BAD,
					   "the content is not what was "
					   "signed");
	default:
		return judge->error->code;
	}
}

/* keyUsage, which purposes take too broadly; without it, all is allowed. */
static bool is_for_signatures(const struct x509_judge *judge)
{
	return judge->calls->X509_get_key_usage(judge->message.signer) &
	       X509v3_KU_DIGITAL_SIGNATURE;
}

/* Only if nothing else was wrong on that day. */
static bool was_made_in_time(struct x509_judge *judge)
{
	int64_t made = judge->message.made;

	return made > 0 && made <= judge->options->now &&
	       is_for_signatures(judge) &&
	       x509_chain_ask(&judge->chain, CHAIN_TIME | CHAIN_PURPOSE,
			      made) == CHAIN_GOOD;
}

static int set_signer(struct x509_judge *judge)
{
	struct str email = { NULL, 0 };

	if (!certificate_email(judge->calls, judge->message.signer,
			       judge->arena, &email))
		return error_no_memory(judge->error);
	judge->out->signer = signer_by_name(judge->options->people, email);
	return X509_GO_ON;
}

/* Why it is not good: one question after the other. */
static int find_flaw(struct x509_judge *judge)
{
	struct x509_chain *chain = &judge->chain;
	int64_t now = judge->options->now;
	enum chain_answer answer = x509_chain_ask(chain, 0, now);
	enum chain_answer purpose;
	int result;

	if (answer != CHAIN_GOOD)
		return x509_tell_chain(judge, answer);
	purpose = x509_chain_ask(chain, CHAIN_PURPOSE, now);
	if (purpose != CHAIN_GOOD && purpose != CHAIN_NOT_ALLOWED)
		return x509_tell_chain(judge, purpose);
	result = set_signer(judge);
	if (result != X509_GO_ON)
		return result;
	answer = x509_chain_ask(
		chain, without_lists(judge, CHAIN_TIME | CHAIN_REVOCATION),
		now);
	if (answer == CHAIN_GOOD)
		answer = purpose;
	/* nothing by itself, yet not good as a whole */
	if (answer == CHAIN_GOOD)
		answer = CHAIN_UNTRUSTED;
	result = x509_tell_chain(judge, answer);
	if (!result && answer == CHAIN_EXPIRED)
		judge->out->made_in_time = was_made_in_time(judge);
	return result;
}

static int check_chain(struct x509_judge *judge)
{
	return judge->answer == CHAIN_GOOD ? set_signer(judge) :
					     find_flaw(judge);
}

static int check_use(struct x509_judge *judge)
{
	if (judge->message.made > judge->options->now + TRUST_CLOCK_SLACK)
		return x509_tell_signature(judge, SIGNATURE_NOT_YET_VALID,
					   "made in the future");
	if (!is_for_signatures(judge))
		return x509_tell_certificate(judge, SIGNATURE_NOT_ALLOWED,
					     judge->message.signer,
					     "it is not for signatures");
	return signature_set(judge->out, SIGNATURE_GOOD, judge->arena,
			     judge->error, "%s", "");
}

static int (*const steps[])(struct x509_judge *judge) = {
	ask_all, check_strength, check_content, check_chain, check_use,
};

static int verify_x509(void *state, const struct signed_object *object,
		       const struct armor *armor, struct arena *arena,
		       struct signature *out, struct error *error)
{
	struct x509 *x509 = state;
	struct x509_judge judge = {
		.calls = &x509->calls,
		.store = &x509->store,
		.options = x509->base->options,
		.object = object,
		.arena = arena,
		.out = out,
		.error = error,
	};
	int result = check_files(x509, error);

	judge.crypto = x509->crypto;
	if (!result)
		result = check_form(&judge, armor->bytes);
	for (size_t i = 0;
	     result == X509_GO_ON && i < sizeof(steps) / sizeof(steps[0]); i++)
		result = steps[i](&judge);
	x509_chain_release(&judge.chain);
	x509_message_release(&judge.message);
	return result;
}

static int each_x509(void *state,
		     void (*call)(const struct trusted_key *key, void *context),
		     void *context, struct error *error)
{
	const struct x509_store *store = &((struct x509 *)state)->store;

	(void)error;
	for (size_t i = 0; i < store->key_count; i++)
		call(&store->keys[i], context);
	return 0;
}

const struct format format_x509 = {
	.format = SIGNATURE_X509,
	.open = open_x509,
	.verify = verify_x509,
	.each = each_x509,
	.close = close_x509,
};
