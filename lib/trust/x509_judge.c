/*
 * x509_judge.c - see x509_judge.h. Never says "commit": tags and pushes are
 * signed, too.
 */
#include "trust/x509_judge.h"

#include "base/clock.h"
#include "base/text.h"
#include "trust/x509_certificate.h"

#define DATE_SIZE 10 /* of 2026-01-31T00:00:00Z */

const char *x509_file_name(const struct trust_file *file)
{
	const char *slash = strrchr(file->path, '/');

	return slash ? slash + 1 : file->path;
}

int x509_tell_signature(struct x509_judge *judge, enum signature_state state,
			const char *what)
{
	return signature_set(judge->out, state, judge->arena, judge->error,
			     "%s signature: %s", signature_state_name(state),
			     what);
}

int x509_tell_certificate(struct x509_judge *judge, enum signature_state state,
			  X509 *certificate, const char *what)
{
	const char *title =
		certificate_title(judge->calls, certificate, judge->arena);

	if (!title || !what)
		return error_no_memory(judge->error);
	return signature_set(judge->out, state, judge->arena, judge->error,
			     "%s%s certificate of %s%s%s",
			     signature_state_name(state),
			     /* "not allowed here" ends a sentence */
			     state == SIGNATURE_NOT_ALLOWED ? ":" : "", title,
			     *what ? ": " : "", what);
}

static int tell_unknown(struct x509_judge *judge)
{
	X509 *last = x509_chain_culprit(&judge->chain);
	const char *name = certificate_name_text(
		judge->calls, judge->calls->X509_get_issuer_name(last),
		judge->arena);

	if (!name)
		return error_no_memory(judge->error);
	return signature_set(judge->out, SIGNATURE_UNKNOWN_KEY, judge->arena,
			     judge->error, "unknown authority \"%s\"", name);
}

/* An error's text is not escaped any more. */
static int tell_unjudged(struct x509_judge *judge)
{
	const struct trust_file *file = &judge->options->x509_crl;
	const char *title = certificate_title(
		judge->calls, x509_chain_culprit(&judge->chain), judge->arena);
	struct buf shown = BUF_INIT;
	int result;

	text_escape_line(&shown, str_of(title));
	if (!title || buf_failed(&shown))
		result = error_no_memory(judge->error);
	else
		result = error_set(
			judge->error, ERROR_BROKEN,
			"the certificate of %s cannot be judged by %s: %s",
			buf_text(&shown),
			file->path ? x509_file_name(file) : "the trust files",
			x509_chain_words(&judge->chain));
	buf_release(&shown);
	return result;
}

/* "ended 2026-01-31" */
static int tell_time(struct x509_judge *judge, enum signature_state state,
		     const char *verb, const ASN1_TIME *time)
{
	struct buf text = BUF_INIT;
	const char *what = NULL;
	int64_t seconds = 0;

	(void)certificate_time(judge->calls, time, &seconds);
	clock_format_seconds(&text, seconds);
	if (!buf_failed(&text))
		what = arena_printf(judge->arena, "%s %.*s", verb, DATE_SIZE,
				    buf_text(&text));
	buf_release(&text);
	return x509_tell_certificate(judge, state,
				     x509_chain_culprit(&judge->chain), what);
}

int x509_tell_chain(struct x509_judge *judge, enum chain_answer answer)
{
	const struct cms_calls *calls = judge->calls;
	X509 *culprit = x509_chain_culprit(&judge->chain);

	switch (answer) {
	case CHAIN_UNKNOWN:
		return tell_unknown(judge);
	case CHAIN_REVOKED:
		return x509_tell_certificate(judge, SIGNATURE_REVOKED, culprit,
					     "");
	case CHAIN_UNJUDGED:
		return tell_unjudged(judge);
	case CHAIN_EXPIRED:
		return tell_time(judge, SIGNATURE_EXPIRED, "ended",
				 calls->X509_get0_notAfter(culprit));
	case CHAIN_NOT_YET_VALID:
		return tell_time(judge, SIGNATURE_NOT_YET_VALID, "begins",
				 calls->X509_get0_notBefore(culprit));
	case CHAIN_NOT_ALLOWED:
		return x509_tell_certificate(judge, SIGNATURE_NOT_ALLOWED,
					     judge->message.signer,
					     "it is not for signatures");
	default:
		return x509_tell_certificate(judge, SIGNATURE_UNTRUSTED,
					     culprit,
					     x509_chain_words(&judge->chain));
	}
}
