/*
 * openpgp.c - signatures in OpenPGP's format: read and checked here, their
 * keys judged by librnp, once each. Never asks for the time that a commit
 * tells.
 */
#include "trust/format.h"

#include "base/clock.h"
#include "trust/openpgp_owner.h"

#include <stdlib.h>
#include <string.h>

/* One signature that is being judged. */
struct check {
	struct openpgp *state;
	const struct signed_object *object;
	struct arena *arena;
	struct signature *out;
	struct error *error;
	struct openpgp_signature signature;
	struct openpgp_ring_key *key;
	size_t copies; /* of the key in the file */
};

static int set_state(struct check *check, enum signature_state state,
		     const char *before, const char *after)
{
	struct str title = signer_title(check->out->signer);

	if (!check->out->signer.is_one)
		return signature_set(check->out, state, check->arena,
				     check->error, "%s %s%s", before,
				     check->out->key, after);
	return signature_set(check->out, state, check->arena, check->error,
			     "%s %s of %.*s%s", before, check->out->key,
			     STR_ARGS(title), after);
}

static int set_with_time(struct check *check, enum signature_state state,
			 const char *before, const char *word, int64_t time)
{
	struct buf text = BUF_INIT;
	int result;

	buf_addf(&text, ": %s ", word);
	clock_format_seconds(&text, time);
	result = buf_failed(&text) ?
			 error_no_memory(check->error) :
			 set_state(check, state, before, buf_text(&text));
	buf_release(&text);
	return result;
}

/* The times of the signature itself, and of its key. */
static int judge_times(struct check *check,
		       const struct openpgp_verdict *verdict)
{
	const struct openpgp_signature *signature = &check->signature;
	int64_t now = check->state->base->options->now;

	if (signature->ends && signature->ends <= now)
		return set_with_time(check, SIGNATURE_EXPIRED,
				     "expired signature by key", "ended",
				     signature->ends);
	if (verdict->state == SIGNATURE_EXPIRED) {
		check->out->made_in_time = signature->made < verdict->ends &&
					   signature->made >=
						   check->key->key.created;
		return set_with_time(check, SIGNATURE_EXPIRED, "expired key",
				     "ended", verdict->ends);
	}
	if (verdict->state == SIGNATURE_NOT_YET_VALID)
		return set_with_time(check, SIGNATURE_NOT_YET_VALID,
				     "not yet valid key", "made",
				     verdict->starts);
	if (signature->made > now + TRUST_CLOCK_SLACK)
		return set_with_time(check, SIGNATURE_NOT_YET_VALID,
				     "not yet valid signature by key", "made",
				     signature->made);
	if (signature->made < check->key->key.created)
		return set_with_time(check, SIGNATURE_NOT_YET_VALID,
				     "signature older than its key",
				     "the key was made",
				     check->key->key.created);
	return signature_set(check->out, SIGNATURE_GOOD, check->arena,
			     check->error, "%s", "");
}

/*
 * A key that nothing binds, and one that was not there yet, is no key to gpg
 * either: what it signed is not even valid.
 */
static bool fits_its_key(const struct check *check,
			 const struct openpgp_verdict *verdict)
{
	return verdict->state != SIGNATURE_UNTRUSTED &&
	       verdict->state != SIGNATURE_NOT_YET_VALID &&
	       check->signature.made >= check->key->key.created;
}

static int judge_owner(struct check *check)
{
	struct openpgp_ring_key *key = check->key;
	struct openpgp *state = check->state;
	const struct openpgp_verdict *verdict;
	const char *primary;
	int result = 0;

	if (!key->verdict)
		result = openpgp_judge_key(state, key, check->copies, true,
					   &key->verdict, check->error);
	if (result)
		return result;
	verdict = key->verdict;
	check->out->valid = fits_its_key(check, verdict);
	primary = openpgp_hex_of(
		openpgp_fingerprint_of(
			openpgp_certificate_of(state, key)->fingerprint),
		check->arena);
	if (!primary)
		return error_no_memory(check->error);
	if (verdict->state != SIGNATURE_UNTRUSTED)
		check->out->signer = openpgp_signer_of(
			state, primary, check->out->key, verdict);
	if (verdict->state == SIGNATURE_REVOKED)
		return set_state(check, SIGNATURE_REVOKED, "revoked key", "");
	if (verdict->state == SIGNATURE_UNTRUSTED)
		return signature_set(check->out, SIGNATURE_UNTRUSTED,
				     check->arena, check->error,
				     "untrusted key %s: %s", check->out->key,
				     verdict->why);
	if (verdict->state == SIGNATURE_NOT_ALLOWED)
		return set_state(check, SIGNATURE_NOT_ALLOWED,
				 "not allowed here: key",
				 ": it is not for signing");
	return judge_times(check, verdict);
}

static int judge_content(struct check *check)
{
	struct openpgp_ring_key *key = check->key;
	struct crypto *crypto = check->state->base->crypto;
	enum match match;
	int result = 0;

	if (!key->loaded)
		result = openpgp_key_load(&key->loaded, crypto, &key->key,
					  check->error);
	if (result)
		return error_set(check->error,
				 result == ERROR_USAGE ? ERROR_BROKEN : result,
				 "the key %s of the trust file cannot be used",
				 check->out->key);
	match = openpgp_key_fits(&key->key, key->loaded, crypto,
				 &check->signature, check->object->payload,
				 check->object->payload_count, check->error);
	if (match == MATCH_BROKEN)
		return check->error->code;
	if (match == MATCH_NO)
		return signature_set(check->out, SIGNATURE_BAD, check->arena,
				     check->error,
				     "bad signature: the content is not what "
				     "was signed");
	return judge_owner(check);
}

static int judge_known(struct check *check)
{
	const struct trust_options *options = check->state->base->options;
	const struct openpgp_key *key = &check->key->key;
	const char *weakness;

	if (key->algorithm != check->signature.algorithm)
		return signature_set(check->out, SIGNATURE_MALFORMED,
				     check->arena, check->error,
				     "malformed signature: its key %s is of "
				     "another algorithm",
				     check->out->key);
	weakness = openpgp_key_weakness(key, &check->signature,
					options->minimum_rsa_bits);
	if (weakness)
		return signature_set(check->out, SIGNATURE_WEAK, check->arena,
				     check->error, "weak signature: %s",
				     weakness);
	return judge_content(check);
}

static int judge(struct check *check)
{
	struct openpgp *state = check->state;
	int result = openpgp_ring_index(&state->ring, state->base->crypto,
					check->error);

	if (result)
		return result;
	check->key = openpgp_ring_find(
		&state->ring, check->signature.fingerprint, &check->copies);
	if (check->key)
		return judge_known(check);
	return signature_set(check->out, SIGNATURE_UNKNOWN_KEY, check->arena,
			     check->error, "unknown key %s%s", check->out->key,
			     state->base->options->openpgp.path ?
				     "" :
				     ": this server trusts no OpenPGP keys");
}

static int openpgp_verify(void *state, const struct signed_object *object,
			  const struct armor *armor, struct arena *arena,
			  struct signature *out, struct error *error)
{
	struct check check = { .state = state,
			       .object = object,
			       .arena = arena,
			       .out = out,
			       .error = error };
	const char *what = NULL;
	enum openpgp_flaw flaw =
		openpgp_signature_read(&check.signature, armor->bytes, &what);

	if (flaw == OPENPGP_MALFORMED)
		return signature_set(out, SIGNATURE_MALFORMED, arena, error,
				     "malformed signature: %s", what);
	out->made = check.signature.made;
	out->key = openpgp_hex_of(check.signature.fingerprint, arena);
	if (!out->key)
		return error_no_memory(error);
	if (flaw == OPENPGP_WEAK)
		return signature_set(out, SIGNATURE_WEAK, arena, error,
				     "weak signature: %s", what);
	return judge(&check);
}

static int missing_file(const struct trust_file *file,
			struct diagnostics *diagnostics, struct openpgp *state,
			struct error *error)
{
	const char *slash = strrchr(file->path, '/');

	state->ring.source.path = file->path;
	diagnostics_add(diagnostics, DIAGNOSTIC_ERROR,
			(struct mark){ .source = &state->ring.source }, NULL,
			"the file is not there");
	return error_set(error, ERROR_BROKEN,
			 "a trust file does not load: %s is not there",
			 slash ? slash + 1 : file->path);
}

static int openpgp_open(void **out, const struct trust_base *base,
			struct diagnostics *diagnostics, struct error *error)
{
	const struct trust_file *file = &base->options->openpgp;
	struct openpgp *state = calloc(1, sizeof(*state));

	*out = state;
	if (!state)
		return error_no_memory(error);
	state->base = base;
	if (!file->path)
		return 0;
	if (!file->text.data)
		return missing_file(file, diagnostics, state, error);
	return openpgp_ring_read(&state->ring, file, base->arena, diagnostics,
				 error);
}

static int tell_key(struct openpgp *state, struct openpgp_ring_key *key,
		    size_t copies,
		    void (*call)(const struct trusted_key *key, void *context),
		    void *context, struct error *error)
{
	const struct openpgp_verdict *verdict = NULL;
	struct trusted_key told = { .mark = key->mark };
	int result =
		openpgp_judge_key(state, key, copies, false, &verdict, error);

	if (result)
		return result;
	told.key = openpgp_hex_of(openpgp_fingerprint_of(key->fingerprint),
				  state->base->arena);
	if (!told.key)
		return error_no_memory(error);
	told.ends = verdict->ends;
	if (verdict->state == SIGNATURE_GOOD ||
	    verdict->state == SIGNATURE_EXPIRED)
		told.signer =
			openpgp_signer_of(state, told.key, told.key, verdict);
	call(&told, context);
	return 0;
}

static int openpgp_each(void *context_state,
			void (*call)(const struct trusted_key *key,
				     void *context),
			void *context, struct error *error)
{
	struct openpgp *state = context_state;
	struct openpgp_ring *ring = &state->ring;
	size_t count;
	int result = openpgp_ring_index(ring, state->base->crypto, error);

	for (size_t i = 0; !result && i < ring->key_count; i += count) {
		struct openpgp_ring_key *key = openpgp_ring_find(
			ring, openpgp_fingerprint_of(ring->keys[i].fingerprint),
			&count);

		if (key->is_primary)
			result = tell_key(state, key, count, call, context,
					  error);
	}
	return result;
}

static void openpgp_close(void *context_state)
{
	struct openpgp *state = context_state;

	if (!state)
		return;
	openpgp_ring_release(&state->ring);
	openpgp_rnp_close(state->rnp);
	free(state);
}

const struct format format_openpgp = {
	.format = SIGNATURE_OPENPGP,
	.open = openpgp_open,
	.verify = openpgp_verify,
	.each = openpgp_each,
	.close = openpgp_close,
};
