/*
 * x509_store.c - see x509_store.h. Never drops what it cannot read: a flaw
 * refuses the file.
 */
#include "trust/x509_store.h"

#include "trust/x509_certificate.h"
#include "trust/x509_pem.h"

#include <stdlib.h>

#define CA_WITH_CONSTRAINTS 1 /* X509_check_ca(3) */

/* One file while it is read. */
struct reading {
	struct x509_store *store;
	const struct trust_base *base;
	const struct source *source;
	struct diagnostics *diagnostics;
	struct error *error;
	const char *wanted; /* label */
	int (*take)(struct reading *reading, const struct pem_block *block,
		    struct str bytes);
	size_t anchors;
	size_t taken;
};

static struct mark mark_at(const struct reading *reading, size_t line)
{
	return (struct mark){ reading->source, line, 1, 0 };
}

static int flaw(struct reading *reading, size_t line, const char *hint,
		const char *text)
{
	diagnostics_add(reading->diagnostics, DIAGNOSTIC_ERROR,
			mark_at(reading, line), hint, "%s", text);
	return 0;
}

static int list_key(struct reading *reading, size_t line, X509 *certificate)
{
	struct x509_store *store = reading->store;
	struct arena *arena = reading->base->arena;
	struct trusted_key *key = array_more(&store->keys, store->key_count,
					     &store->key_capacity,
					     sizeof(*key));
	const char *title;

	if (!key)
		return error_no_memory(reading->error);
	store->key_count++;
	title = certificate_title(store->calls, certificate, arena);
	key->key = certificate_key(store->calls, certificate, arena);
	/* an authority is nobody who signs */
	key->signer = (struct signer){ .name = str_of(title) };
	key->is_authority = true;
	key->mark = mark_at(reading, line);
	if (!certificate_time(store->calls,
			      store->calls->X509_get0_notAfter(certificate),
			      &key->ends))
		return flaw(reading, line, NULL,
			    "this certificate has no readable end");
	return title && key->key ? 0 : error_no_memory(reading->error);
}

static int keep_certificate(struct reading *reading, size_t line,
			    X509 **certificate)
{
	struct x509_store *store = reading->store;
	const struct cms_calls *calls = store->calls;
	int result = list_key(reading, line, *certificate);

	if (result)
		return result;
	reading->taken++;
	if (calls->X509_self_signed(*certificate, 1) == 1) {
		reading->anchors++;
		return calls->X509_STORE_add_cert(store->anchors,
						  *certificate) == 1 ?
			       0 :
			       error_no_memory(reading->error);
	}
	if (calls->OPENSSL_sk_push(store->helpers, *certificate) <= 0)
		return error_no_memory(reading->error);
	*certificate = NULL; /* transferred */
	return 0;
}

static int take_certificate(struct reading *reading,
			    const struct pem_block *block, struct str bytes)
{
	const struct cms_calls *calls = reading->store->calls;
	const unsigned char *at = (const unsigned char *)bytes.data;
	X509 *certificate = calls->d2i_X509(NULL, &at, (long)bytes.size);
	int result;

	if (!certificate ||
	    at != (const unsigned char *)bytes.data + bytes.size)
		result = flaw(reading, block->line, NULL,
			      "this is no certificate");
	else if (calls->X509_check_ca(certificate) != CA_WITH_CONSTRAINTS)
		result = flaw(reading, block->line,
			      "only certificates of authorities belong here",
			      "this certificate is no CA");
	else
		result = keep_certificate(reading, block->line, &certificate);
	calls->X509_free(certificate);
	return result;
}

static int take_list(struct reading *reading, const struct pem_block *block,
		     struct str bytes)
{
	const struct cms_calls *calls = reading->store->calls;
	const unsigned char *at = (const unsigned char *)bytes.data;
	X509_CRL *list = calls->d2i_X509_CRL(NULL, &at, (long)bytes.size);
	int result = 0;

	if (!list || at != (const unsigned char *)bytes.data + bytes.size)
		result = flaw(reading, block->line, NULL,
			      "this is no revocation list");
	else if (!calls->X509_CRL_get0_nextUpdate(list))
		result = flaw(reading, block->line,
			      "nobody would notice that it is out of date",
			      "this revocation list has no nextUpdate");
	else if (calls->X509_STORE_add_crl(reading->store->anchors, list) != 1)
		result = error_no_memory(reading->error);
	else
		reading->taken++;
	calls->X509_CRL_free(list);
	return result;
}

static int take_block(struct reading *reading, const struct pem_block *block)
{
	struct buf bytes = BUF_INIT;
	int result;

	if (str_ends(block->label, "PRIVATE KEY"))
		result = flaw(reading, block->line,
			      "take it out, and do not use it any more",
			      "a private key in a trust file");
	else if (block->flaw)
		result = flaw(reading, block->line, NULL, block->flaw);
	else if (!str_is(block->label, reading->wanted))
		result = flaw(reading, block->line, NULL,
			      "a block of another kind than this file is for");
	else if (!pem_decode(block, &bytes) && !buf_failed(&bytes))
		result = flaw(reading, block->line, NULL,
			      "the base64 of this block is damaged");
	else if (buf_failed(&bytes))
		result = error_no_memory(reading->error);
	else
		result = reading->take(reading, block, buf_str(&bytes));
	buf_release(&bytes);
	return result;
}

static int read_blocks(struct reading *reading, const struct trust_file *file)
{
	struct source *source =
		arena_alloc(reading->base->arena, sizeof(*source));
	size_t before = reading->diagnostics->errors;
	struct pem_reader reader;
	struct pem_block block;
	int result = 0;

	if (!source)
		return error_no_memory(reading->error);
	*source = (struct source){ file->path, file->text };
	reading->source = source;
	pem_reader_init(&reader, file->text);
	while (!result && pem_next(&reader, &block))
		result = take_block(reading, &block);
	if (result || reading->diagnostics->errors > before)
		return result;
	if (!reading->taken)
		return flaw(reading, 1, NULL,
			    "there is nothing in this file to trust");
	if (reading->take == take_certificate && !reading->anchors)
		return flaw(reading, 1, NULL,
			    "no certificate here is self-signed: "
			    "no chain can end at one");
	return 0;
}

static int open_files(struct reading *reading)
{
	const struct trust_options *options = reading->base->options;
	int result = 0;

	reading->wanted = "CERTIFICATE";
	reading->take = take_certificate;
	if (options->x509.text.data)
		result = read_blocks(reading, &options->x509);
	reading->wanted = "X509 CRL";
	reading->take = take_list;
	reading->taken = 0;
	if (!result && options->x509_crl.text.data)
		result = read_blocks(reading, &options->x509_crl);
	return result;
}

int x509_store_open(struct x509_store *out, const struct cms_calls *calls,
		    const struct trust_base *base,
		    struct diagnostics *diagnostics, struct error *error)
{
	struct reading reading = {
		.store = out,
		.base = base,
		.diagnostics = diagnostics,
		.error = error,
	};
	int result;

	*out = (struct x509_store){ .calls = calls };
	out->anchors = calls->X509_STORE_new();
	out->helpers = calls->OPENSSL_sk_new_null();
	if (!out->anchors || !out->helpers)
		return error_no_memory(error);
	result = open_files(&reading);
	calls->ERR_clear_error();
	return result;
}

void x509_store_release(struct x509_store *store)
{
	const struct cms_calls *calls = store->calls;

	if (!calls)
		return;
	for (int i = 0; i < certificate_count(calls, store->helpers); i++)
		calls->X509_free(certificate_at(calls, store->helpers, i));
	calls->OPENSSL_sk_free(store->helpers);
	calls->X509_STORE_free(store->anchors);
	free(store->keys);
	*store = (struct x509_store){ .calls = NULL };
}
