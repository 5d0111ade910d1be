/*
 * ssh_check.c - whether an SSH signature can be read, is strong, and fits.
 * Never asks whose key it is.
 */
#include "trust/ssh_judge.h"

#include <inttypes.h>

/* What a signature stands for, in words. */
struct words {
	const char *thing;
	const char *bad;
};

static const struct words content = {
	"signature",
	"the content is not what was signed",
};
static const struct words vouching = {
	"certificate",
	"its authority did not sign it",
};

static int decide(struct ssh_judge *judge, enum signature_state state,
		  const char *word, const struct words *words, const char *what)
{
	return signature_set(judge->out, state, judge->arena, judge->error,
			     "%s %s: %s", word, words->thing, what);
}

static int malformed(struct ssh_judge *judge, const char *what)
{
	return decide(judge, SIGNATURE_MALFORMED, "malformed", &content, what);
}

const char *ssh_fingerprint_text(struct str blob, struct arena *arena)
{
	struct buf text = BUF_INIT;
	const char *copy = NULL;

	ssh_fingerprint(&text, blob);
	if (!buf_failed(&text))
		copy = arena_copy(arena, buf_str(&text));
	buf_release(&text);
	return copy;
}

struct str ssh_namespace(const struct ssh_judge *judge)
{
	const char *other = judge->trust->base->options->ssh_namespace;

	return other ? str_of(other) : STR(SSHSIG_NAMESPACE);
}

int ssh_check_container(struct ssh_judge *judge)
{
	struct str wanted = ssh_namespace(judge);
	const char *what = NULL;

	if (sshsig_read(&judge->sshsig, judge->bytes, &what))
		return malformed(judge, what);
	if (str_equal(judge->sshsig.name_space, wanted))
		return SSH_GO_ON;
	return signature_set(judge->out, SIGNATURE_MALFORMED, judge->arena,
			     judge->error,
			     "malformed signature: made for another namespace "
			     "than %.*s",
			     STR_ARGS(wanted));
}

int ssh_check_key(struct ssh_judge *judge)
{
	struct str blob = judge->sshsig.key;
	const char *what = NULL;
	int result;

	judge->has_certificate = ssh_blob_is_certificate(blob);
	if (judge->has_certificate) {
		result = ssh_certificate_read(&judge->certificate, blob,
					      judge->arena, &what);
		judge->key = judge->certificate.key;
	} else {
		result = ssh_key_read(&judge->key, blob, &what);
	}
	if (result == ERROR_USAGE)
		return malformed(judge, what);
	if (result)
		return error_no_memory(judge->error);
	judge->out->key = ssh_fingerprint_text(judge->key.blob, judge->arena);
	return judge->out->key ? SSH_GO_ON : error_no_memory(judge->error);
}

static int check_strength(struct ssh_judge *judge, const struct ssh_key *key,
			  const char *whose)
{
	int64_t wanted = judge->trust->base->options->minimum_rsa_bits;

	if (key->type == SSH_KEY_DSA)
		return signature_set(judge->out, SIGNATURE_WEAK, judge->arena,
				     judge->error, "weak DSA key%s", whose);
	if (key->type != SSH_KEY_RSA || (int64_t)key->bits >= wanted)
		return SSH_GO_ON;
	return signature_set(judge->out, SIGNATURE_WEAK, judge->arena,
			     judge->error,
			     "weak RSA key of %zu bits%s, wanted %" PRId64,
			     key->bits, whose, wanted);
}

int ssh_check_strength(struct ssh_judge *judge)
{
	int result = check_strength(judge, &judge->key, "");

	if (result == SSH_GO_ON && judge->has_certificate)
		result = check_strength(judge, &judge->certificate.authority,
					" of the certificate's authority");
	return result;
}

/* What ssh_signature_fits() answered, as a step's answer. */
static int tell(struct ssh_judge *judge, enum match match,
		enum ssh_signature_flaw flaw, const char *what,
		const struct words *words)
{
	if (match == MATCH_YES)
		return SSH_GO_ON;
	if (match != MATCH_NO)
		return judge->error->code ?
			       judge->error->code :
			       error_set(judge->error, ERROR_BROKEN,
					 "an SSH signature cannot be judged");
	switch (flaw) {
	case SSH_SIGNATURE_MALFORMED:
		return decide(judge, SIGNATURE_MALFORMED, "malformed", words,
			      what);
	case SSH_SIGNATURE_WEAK:
		return decide(judge, SIGNATURE_WEAK, "weak", words, what);
	case SSH_SIGNATURE_FINE:
		break;
	}
	return decide(judge, SIGNATURE_BAD, "bad", words, words->bad);
}

/* Keys of the trust file are loaded once. */
static int check_fit(struct ssh_judge *judge, const struct ssh_key *key,
		     struct str signature, struct str piece,
		     const struct words *words)
{
	enum ssh_signature_flaw flaw = SSH_SIGNATURE_FINE;
	struct crypto *crypto = judge->trust->base->crypto;
	struct public_key *own = NULL;
	struct allowed_signer *known;
	struct public_key **slot;
	const char *what = NULL;
	enum match match;
	size_t count;
	int result = 0;

	known = allowed_signers_find(&judge->trust->signers, key->blob, &count);
	slot = known ? &known->loaded : &own;
	if (!*slot)
		result = ssh_key_load(slot, crypto, key, judge->error);
	if (result == ERROR_USAGE) {
		result = decide(judge, SIGNATURE_MALFORMED, "malformed", words,
				"there is no such key");
	} else if (!result) {
		match = ssh_signature_fits(key, *slot, crypto, signature,
					   &piece, 1, &flaw, &what,
					   judge->error);
		result = tell(judge, match, flaw, what, words);
	}
	public_key_free(own);
	return result;
}

int ssh_check_content(struct ssh_judge *judge)
{
	const struct signed_object *object = judge->object;
	struct buf data = BUF_INIT;
	int result;

	result = sshsig_signed_data(&data, &judge->sshsig,
				    judge->trust->base->crypto, object->payload,
				    object->payload_count, judge->error);
	if (!result && buf_failed(&data))
		result = error_no_memory(judge->error);
	if (!result)
		result = check_fit(judge, &judge->key, judge->sshsig.signature,
				   buf_str(&data), &content);
	buf_release(&data);
	return result;
}

int ssh_check_authority(struct ssh_judge *judge)
{
	const struct ssh_certificate *certificate = &judge->certificate;

	if (!judge->has_certificate)
		return SSH_GO_ON;
	return check_fit(judge, &certificate->authority, certificate->signature,
			 certificate->signed_part, &vouching);
}
