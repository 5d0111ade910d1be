/*
 * openpgp_verdict.c - see openpgp_verdict.h. Never takes a call that failed
 * for an answer, and never lets librnp talk to the pusher: as Debian builds
 * it, it writes its notes to stderr.
 */
#include "trust/openpgp_verdict.h"

#include "trust/library.h"
#include "trust/openpgp_user_id.h"
#include "trust/trust.h"

#include <fcntl.h>
#include <rnp/rnp.h>
#include <rnp/rnp_err.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct rnp_calls {
#define CALL(name) __typeof__(&(name)) name;
#include "trust/rnp.def"
#undef CALL
};

struct openpgp_rnp {
	void *handle;
	struct rnp_calls calls;
};

static const struct library_symbol symbols[] = {
#define CALL(name) { #name, offsetof(struct rnp_calls, name) },
#include "trust/rnp.def"
#undef CALL
};

/* One certificate as librnp has it at one time. */
struct session {
	const struct rnp_calls *calls;
	rnp_ffi_t ffi;
	rnp_input_t input;
	rnp_key_handle_t primary;
	rnp_key_handle_t key;
	char *id; /* the primary's key id */
	bool failed;
};

int openpgp_rnp_open(struct openpgp_rnp **out, struct error *error)
{
	struct openpgp_rnp *rnp = calloc(1, sizeof(*rnp));
	int result;

	*out = NULL;
	if (!rnp)
		return error_no_memory(error);
	result = library_open(&rnp->handle, &rnp->calls, "librnp.so.0",
			      "librnp0", symbols,
			      sizeof(symbols) / sizeof(symbols[0]), error);
	if (result) {
		free(rnp);
		return result;
	}
	*out = rnp;
	return 0;
}

void openpgp_rnp_close(struct openpgp_rnp *rnp)
{
	if (!rnp)
		return;
	library_close(rnp->handle);
	free(rnp);
}

/* A call that fails spoils the session. */
static bool ok(struct session *session, rnp_result_t result)
{
	if (result != RNP_SUCCESS)
		session->failed = true;
	return result == RNP_SUCCESS;
}

static void session_release(struct session *session)
{
	const struct rnp_calls *calls = session->calls;

	if (session->id)
		calls->rnp_buffer_destroy(session->id);
	if (session->key)
		calls->rnp_key_handle_destroy(session->key);
	if (session->primary)
		calls->rnp_key_handle_destroy(session->primary);
	if (session->input)
		calls->rnp_input_destroy(session->input);
	if (session->ffi)
		calls->rnp_ffi_destroy(session->ffi);
}

/* What librnp cannot read of a certificate is not there: it finds no key. */
static void session_open(struct session *session,
			 const struct openpgp_question *question, int64_t clock)
{
	const struct rnp_calls *calls = session->calls;
	struct str bytes = question->certificate;

	if (!ok(session, calls->rnp_ffi_create(&session->ffi, "GPG", "GPG")) ||
	    !ok(session,
		calls->rnp_set_timestamp(session->ffi, (uint64_t)clock)) ||
	    !ok(session, calls->rnp_input_from_memory(
				 &session->input, (const uint8_t *)bytes.data,
				 bytes.size, false)))
		return;
	(void)calls->rnp_import_keys(
		session->ffi, session->input,
		RNP_LOAD_SAVE_PUBLIC_KEYS | RNP_LOAD_SAVE_PERMISSIVE, NULL);
	ok(session,
	   calls->rnp_locate_key(session->ffi, "fingerprint", question->primary,
				 &session->primary));
	ok(session, calls->rnp_locate_key(session->ffi, "fingerprint",
					  question->key, &session->key));
	if (session->primary)
		ok(session,
		   calls->rnp_key_get_keyid(session->primary, &session->id));
}

/* Signatures by others say nothing about the key. */
static bool signature_holds(struct session *session, rnp_signature_handle_t in)
{
	const struct rnp_calls *calls = session->calls;
	rnp_result_t result = RNP_SUCCESS;
	char *id = NULL;
	bool is_other;

	(void)calls->rnp_signature_get_keyid(in, &id);
	is_other = id && strcmp(id, session->id) != 0;
	if (!is_other)
		result = calls->rnp_signature_is_valid(in, 0);
	if (id)
		calls->rnp_buffer_destroy(id);
	calls->rnp_signature_handle_destroy(in);
	return result == RNP_SUCCESS || result == RNP_ERROR_SIGNATURE_EXPIRED;
}

static bool key_signatures_hold(struct session *session, rnp_key_handle_t key)
{
	const struct rnp_calls *calls = session->calls;
	rnp_signature_handle_t signature;
	size_t count = 0;
	bool hold = true;

	ok(session, calls->rnp_key_get_signature_count(key, &count));
	for (size_t i = 0; hold && i < count; i++) {
		signature = NULL;
		hold = ok(session, calls->rnp_key_get_signature_at(
					   key, i, &signature)) &&
		       signature_holds(session, signature);
	}
	return hold;
}

static bool uid_signatures_hold(struct session *session, rnp_uid_handle_t uid)
{
	const struct rnp_calls *calls = session->calls;
	rnp_signature_handle_t signature;
	size_t count = 0;
	bool hold = true;

	ok(session, calls->rnp_uid_get_signature_count(uid, &count));
	for (size_t i = 0; hold && i < count; i++) {
		signature = NULL;
		hold = ok(session, calls->rnp_uid_get_signature_at(
					   uid, i, &signature)) &&
		       signature_holds(session, signature);
	}
	return hold;
}

/* The user id's email, if the user id is valid. */
static int add_email(struct session *session, rnp_uid_handle_t uid,
		     struct arena *arena, struct openpgp_emails *emails)
{
	const struct rnp_calls *calls = session->calls;
	uint32_t type = 0;
	void *data = NULL;
	size_t size = 0;
	char *copy = NULL;

	if (!ok(session, calls->rnp_uid_get_type(uid, &type)) ||
	    type != RNP_USER_ID ||
	    !ok(session, calls->rnp_uid_get_data(uid, &data, &size)))
		return 0;
	copy = arena_copy(arena, (struct str){ data, size });
	calls->rnp_buffer_destroy(data);
	if (!copy)
		return ERROR_INTERNAL;
	openpgp_emails_add(emails, (struct str){ copy, size });
	return 0;
}

/* Of all user ids: whether one is valid, and the self-signatures hold. */
static int read_user_ids(struct session *session, struct arena *arena,
			 struct openpgp_verdict *out)
{
	const struct rnp_calls *calls = session->calls;
	struct openpgp_emails emails = { .is_unclear = false };
	bool hold = true, any = false;
	size_t count = 0;
	int result = 0;

	ok(session, calls->rnp_key_get_uid_count(session->primary, &count));
	for (size_t i = 0; !result && i < count; i++) {
		rnp_uid_handle_t uid = NULL;
		bool valid = false;

		if (!ok(session, calls->rnp_key_get_uid_handle_at(
					 session->primary, i, &uid)))
			break;
		hold = uid_signatures_hold(session, uid) && hold;
		if (ok(session, calls->rnp_uid_is_valid(uid, &valid)) &&
		    valid) {
			any = true;
			result = add_email(session, uid, arena, &emails);
		}
		calls->rnp_uid_handle_destroy(uid);
	}
	if (!emails.is_unclear)
		out->email = emails.email;
	if (!hold)
		out->why = "a self-signature does not hold";
	else if (!any)
		out->why = "it has no valid user id";
	return result;
}

static uint64_t till(struct session *session, rnp_key_handle_t key)
{
	uint64_t out = 0;

	ok(session, session->calls->rnp_key_valid_till64(key, &out));
	return out;
}

static bool ask(struct session *session, rnp_key_handle_t key,
		rnp_result_t (*call)(rnp_key_handle_t key, bool *out))
{
	bool out = false;

	return ok(session, call(key, &out)) && out;
}

static void read_end(struct session *session, struct openpgp_verdict *out)
{
	uint64_t key = till(session, session->key);
	uint64_t primary = till(session, session->primary);
	uint64_t first = key < primary ? key : primary;

	out->ends = first > INT64_MAX ? 0 : (int64_t)first;
}

static enum signature_state find_state(struct session *session,
				       const struct openpgp_question *question,
				       int64_t clock,
				       struct openpgp_verdict *out)
{
	const struct rnp_calls *calls = session->calls;
	rnp_key_handle_t keys[] = { session->primary, session->key };
	static const char *const whys[] = {
		"a self-signature does not hold",
		"the signature that binds it does not hold",
	};
	bool signs = false;

	for (size_t i = 0; i < 2; i++)
		if (ask(session, keys[i], calls->rnp_key_is_revoked))
			return SIGNATURE_REVOKED;
	for (size_t i = 0; !out->why && i < 2; i++)
		if (!key_signatures_hold(session, keys[i]))
			out->why = whys[i];
	if (out->why)
		return SIGNATURE_UNTRUSTED;
	read_end(session, out);
	if (out->ends && out->ends <= clock)
		return SIGNATURE_EXPIRED;
	out->why = "nothing valid binds it";
	for (size_t i = 0; i < 2; i++)
		if (!ask(session, keys[i], calls->rnp_key_is_valid))
			return SIGNATURE_UNTRUSTED;
	out->why = NULL;
	if (question->must_sign &&
	    ok(session,
	       calls->rnp_key_allows_usage(session->key, "sign", &signs)) &&
	    !signs)
		return SIGNATURE_NOT_ALLOWED;
	return SIGNATURE_GOOD;
}

static int judge_at(const struct openpgp_rnp *rnp,
		    const struct openpgp_question *question, int64_t clock,
		    struct arena *arena, struct openpgp_verdict *out,
		    struct error *error)
{
	struct session session = { .calls = &rnp->calls };
	int result = 0;

	memset(out, 0, sizeof(*out));
	/* to librnp, no time is the time of day */
	session.failed = clock <= 0;
	if (!session.failed)
		session_open(&session, question, clock);
	if (!session.failed && (!session.primary || !session.key)) {
		out->state = SIGNATURE_UNTRUSTED;
		out->why = "librnp cannot read it";
	} else if (!session.failed) {
		result = read_user_ids(&session, arena, out);
		out->state = find_state(&session, question, clock, out);
	}
	if (result)
		error_no_memory(error);
	else if (session.failed)
		result = error_set(error, ERROR_BROKEN,
				   "librnp cannot judge the key %s",
				   question->key);
	session_release(&session);
	return result;
}

/*
 * What is known of an ended key is what was known right before its end: then
 * its other flaws show, and what is signed in time may still be taken.
 */
static int judge(const struct openpgp_rnp *rnp,
		 const struct openpgp_question *question, struct arena *arena,
		 struct openpgp_verdict *out, struct error *error)
{
	int64_t clock = question->now + TRUST_CLOCK_SLACK;
	int result = judge_at(rnp, question, clock, arena, out, error);
	int64_t ends = out->ends;

	if (result || out->state != SIGNATURE_EXPIRED)
		return result;
	result = judge_at(rnp, question, ends - 1, arena, out, error);
	if (out->state == SIGNATURE_EXPIRED) {
		out->state = SIGNATURE_UNTRUSTED;
		out->why = "it ends more than once";
	}
	out->ends = ends;
	if (out->state == SIGNATURE_GOOD && ends <= question->now)
		out->state = SIGNATURE_EXPIRED;
	return result;
}

/*
 * Returns the descriptor that stderr was, or negative. Nothing there may be
 * opened for writing (gate/rights.h); that a write fails is as good.
 */
static int silence(void)
{
	int null = open("/dev/null", O_RDONLY | O_CLOEXEC);
	int saved = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);

	if (null >= 0 && saved >= 0 && dup2(null, STDERR_FILENO) < 0) {
		close(saved);
		saved = -1;
	}
	if (null >= 0)
		close(null);
	else if (saved >= 0)
		close(saved);
	return null >= 0 ? saved : -1;
}

int openpgp_judge(struct openpgp_rnp *rnp,
		  const struct openpgp_question *question, struct arena *arena,
		  struct openpgp_verdict *out, struct error *error)
{
	int saved = silence();
	int result;

	memset(out, 0, sizeof(*out));
	if (saved < 0)
		return error_set_errno(error, ERROR_INTERNAL,
				       "stderr cannot be set aside");
	result = judge(rnp, question, arena, out, error);
	/* both are open, so it works; if not, say() has stdout */
	dup2(saved, STDERR_FILENO);
	close(saved);
	return result;
}
