/*
 * signature.c - the names of formats and states, and how a finding is set.
 * Never verifies.
 */
#include "trust/signature.h"

#include "base/buf.h"
#include "trust/format.h"

static const char *const format_names[] = {
	[SIGNATURE_NO_FORMAT] = "unknown",
	[SIGNATURE_SSH] = "SSH",
	[SIGNATURE_OPENPGP] = "OpenPGP",
	[SIGNATURE_X509] = "X.509",
};

static const char *const state_names[] = {
	[SIGNATURE_GOOD] = "good",
	[SIGNATURE_MISSING] = "missing",
	[SIGNATURE_MALFORMED] = "malformed",
	[SIGNATURE_WEAK] = "weak",
	[SIGNATURE_BAD] = "bad",
	[SIGNATURE_UNKNOWN_KEY] = "unknown key",
	[SIGNATURE_REVOKED] = "revoked",
	[SIGNATURE_UNTRUSTED] = "untrusted",
	[SIGNATURE_EXPIRED] = "expired",
	[SIGNATURE_NOT_YET_VALID] = "not yet valid",
	[SIGNATURE_NOT_ALLOWED] = "not allowed here",
	[SIGNATURE_WRONG_SIGNER] = "wrong signer",
};

const char *signature_format_name(enum signature_format format)
{
	return format_names[format];
}

const char *signature_state_name(enum signature_state state)
{
	return state_names[state];
}

int signature_set(struct signature *out, enum signature_state state,
		  struct arena *arena, struct error *error, const char *format,
		  ...)
{
	struct buf text = BUF_INIT;
	va_list args;
	int r = 0;

	out->state = state;
	out->detail = NULL;
	if (state == SIGNATURE_GOOD)
		return 0;
	va_start(args, format);
	buf_vaddf(&text, format, args);
	va_end(args);
	if (!buf_failed(&text))
		out->detail = arena_copy(arena, buf_str(&text));
	if (!out->detail)
		r = error_no_memory(error);
	buf_release(&text);
	return r;
}
