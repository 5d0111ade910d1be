/*
 * openpgp_owner.c - see openpgp_owner.h. Never takes the better of two
 * answers.
 */
#include "trust/openpgp_owner.h"

#include "trust/openpgp_self.h"

#include <string.h>

#define MANY_KEYS "the trust file has it under two primary keys"
/* librnp then asks for no back signature: anybody's key could be bound so. */
#define NO_USE "the signature that binds it does not tell what it may do"

struct str openpgp_fingerprint_of(const unsigned char *bytes)
{
	return (struct str){ (const char *)bytes, OPENPGP_FINGERPRINT_SIZE };
}

const char *openpgp_hex_of(struct str fingerprint, struct arena *arena)
{
	char hex[OPENPGP_FINGERPRINT_HEX_SIZE + 1];

	openpgp_fingerprint_hex(fingerprint, hex);
	return arena_copy(arena, str_of(hex));
}

const struct openpgp_certificate *
openpgp_certificate_of(const struct openpgp *state,
		       const struct openpgp_ring_key *key)
{
	return &state->ring.certificates[key->certificate];
}

/*
 * All copies of the primary's certificate, one after the other; *created
 * becomes the primary's time if that is later.
 */
static int collect(const struct openpgp *state,
		   const struct openpgp_ring_key *key, struct str *out,
		   bool *is_revoked, int64_t *created)
{
	struct buf bytes = BUF_INIT;
	const struct openpgp_ring_key *primary;
	const char *copy = NULL;
	size_t count;

	primary = openpgp_ring_find(
		&state->ring,
		openpgp_fingerprint_of(
			openpgp_certificate_of(state, key)->fingerprint),
		&count);
	for (size_t i = 0; i < count; i++) {
		const struct openpgp_certificate *certificate =
			openpgp_certificate_of(state, &primary[i]);

		if (!primary[i].is_primary)
			continue;
		buf_add_str(&bytes, certificate->bytes);
		*is_revoked = *is_revoked || certificate->is_revoked;
		if (primary[i].key.created > *created)
			*created = primary[i].key.created;
	}
	if (!buf_failed(&bytes))
		copy = arena_copy(state->base->arena, buf_str(&bytes));
	*out = (struct str){ copy, bytes.size };
	buf_release(&bytes);
	return copy ? 0 : ERROR_INTERNAL;
}

/* One key, one owner: whoever has it under two could be either of them. */
static bool is_one_key(const struct openpgp *state,
		       const struct openpgp_ring_key *key, size_t copies)
{
	const struct openpgp_certificate *first =
		openpgp_certificate_of(state, key);

	for (size_t i = 1; i < copies; i++)
		if (key[i].is_primary != key->is_primary ||
		    !str_equal(key[i].key.body, key->key.body) ||
		    memcmp(openpgp_certificate_of(state, &key[i])->fingerprint,
			   first->fingerprint, sizeof(first->fingerprint)) != 0)
			return false;
	return true;
}

static int ask_rnp(struct openpgp *state, const struct openpgp_ring_key *key,
		   bool must_sign, struct str certificate,
		   struct openpgp_verdict *out, struct error *error)
{
	struct arena *arena = state->base->arena;
	struct openpgp_question question = {
		.certificate = certificate,
		.primary = openpgp_hex_of(
			openpgp_fingerprint_of(
				openpgp_certificate_of(state, key)
					->fingerprint),
			arena),
		.key = openpgp_hex_of(openpgp_fingerprint_of(key->fingerprint),
				      arena),
		.must_sign = must_sign,
		.now = state->base->options->now,
	};
	int result = 0;

	if (!question.primary || !question.key)
		return error_no_memory(error);
	if (!state->rnp)
		result = openpgp_rnp_open(&state->rnp, error);
	return result ? result :
			openpgp_judge(state->rnp, &question, arena, out, error);
}

/* Where librnp and gpg read a primary key's end or use otherwise: both. */
static int judge_self(const struct openpgp *state,
		      const struct openpgp_ring_key *key, bool must_sign,
		      struct str certificate, struct openpgp_verdict *verdict,
		      struct error *error)
{
	const int64_t now = state->base->options->now;
	struct openpgp_self self;

	if (verdict->state != SIGNATURE_GOOD &&
	    verdict->state != SIGNATURE_EXPIRED)
		return 0;
	if (openpgp_self_read(
		    &self, certificate,
		    openpgp_fingerprint_of(
			    openpgp_certificate_of(state, key)->fingerprint),
		    now))
		return error_no_memory(error);
	if (self.ends && (!verdict->ends || self.ends < verdict->ends))
		verdict->ends = self.ends;
	if (verdict->ends && verdict->ends <= now)
		verdict->state = SIGNATURE_EXPIRED;
	if (must_sign && key->is_primary && self.never_signs)
		verdict->state = SIGNATURE_NOT_ALLOWED;
	return 0;
}

int openpgp_judge_key(struct openpgp *state, const struct openpgp_ring_key *key,
		      size_t copies, bool must_sign,
		      const struct openpgp_verdict **out, struct error *error)
{
	struct openpgp_verdict *verdict =
		arena_alloc(state->base->arena, sizeof(*verdict));
	struct str certificate = { NULL, 0 };
	int64_t created = key->key.created;
	bool is_revoked = false, lacks_use = false;
	int result = 0;

	if (!verdict ||
	    collect(state, key, &certificate, &is_revoked, &created))
		return error_no_memory(error);
	for (size_t i = 0; i < copies; i++) {
		is_revoked = is_revoked || key[i].is_revoked;
		lacks_use = lacks_use || key[i].lacks_use;
	}
	if (!is_one_key(state, key, copies)) {
		verdict->state = SIGNATURE_UNTRUSTED;
		verdict->why = MANY_KEYS;
	} else if (must_sign && !key->is_primary && lacks_use) {
		verdict->state = SIGNATURE_UNTRUSTED;
		verdict->why = NO_USE;
	} else if (created > state->base->options->now + TRUST_CLOCK_SLACK) {
		verdict->state = SIGNATURE_NOT_YET_VALID;
		verdict->starts = created;
	} else {
		result = ask_rnp(state, key, must_sign, certificate, verdict,
				 error);
		if (!result)
			result = judge_self(state, key, must_sign, certificate,
					    verdict, error);
	}
	if (result)
		return result;
	if (is_revoked)
		verdict->state = SIGNATURE_REVOKED;
	*out = verdict;
	return 0;
}

struct signer openpgp_signer_of(const struct openpgp *state,
				const char *primary, const char *key,
				const struct openpgp_verdict *verdict)
{
	const struct people *people = state->base->options->people;
	struct signer a = signer_by_fingerprint(people, str_of(primary));
	struct signer b = signer_by_fingerprint(people, str_of(key));

	if (a.is_one && b.is_one)
		return signer_join(a, b);
	if (a.is_one || b.is_one)
		return a.is_one ? a : b;
	return signer_by_name(people, verdict->email);
}
