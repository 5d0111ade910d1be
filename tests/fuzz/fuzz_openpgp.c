/*
 * fuzz_openpgp.c - an OpenPGP signature, armored or bare, and a file of keys:
 * the same bytes as both, and each key there is asked about each signature.
 */
#include "fuzz.h"

#include "trust/openpgp_ring.h"
#include "trust/openpgp_user_id.h"

static const struct str payload[] = { { "tree\n", 5 }, { "\nmessage\n", 9 } };

/* False: there is no signature. */
static bool read_signature(struct openpgp_signature *out, struct str bytes)
{
	const char *what;
	enum openpgp_flaw flaw = openpgp_signature_read(out, bytes, &what);

	expect(!what == (flaw == OPENPGP_FINE));
	if (flaw == OPENPGP_MALFORMED)
		return false;
	expect(out->fingerprint.size == OPENPGP_FINGERPRINT_SIZE);
	expect(fuzz_lies_in(out->hashed, bytes));
	expect(fuzz_lies_in(out->fingerprint, out->hashed));
	expect(out->made > 0 && (!out->ends || out->ends > out->made));
	return flaw == OPENPGP_FINE;
}

static void ask(const struct openpgp_ring_key *key,
		const struct openpgp_signature *signature)
{
	struct crypto *crypto = fuzz_crypto();
	struct public_key *loaded = NULL;
	struct error error;

	if (key->key.type == OPENPGP_KEY_NOT_TAKEN ||
	    key->key.algorithm != signature->algorithm ||
	    openpgp_key_load(&loaded, crypto, &key->key, &error))
		return;
	expect(openpgp_key_fits(&key->key, loaded, crypto, signature, payload,
				2, &error) != MATCH_BROKEN);
	public_key_free(loaded);
}

static void check_ring(const struct openpgp_ring *ring,
		       const struct openpgp_signature *signature)
{
	size_t count;

	for (size_t i = 0; i < ring->key_count; i++) {
		const struct openpgp_ring_key *key = &ring->keys[i];
		struct str name = { (const char *)key->fingerprint,
				    OPENPGP_FINGERPRINT_SIZE };

		expect(key->certificate < ring->count);
		expect(fuzz_lies_in(
			key->key.body,
			ring->certificates[key->certificate].bytes));
		expect(openpgp_ring_find(ring, name, &count) && count > 0);
		if (signature)
			ask(key, signature);
	}
}

static void read_ring(struct str text, struct arena *arena,
		      const struct openpgp_signature *signature)
{
	struct trust_file file = { "keyring", text };
	struct diagnostics diagnostics;
	struct openpgp_ring ring;
	struct error error;

	diagnostics_init(&diagnostics, arena);
	expect(!openpgp_ring_read(&ring, &file, arena, &diagnostics, &error));
	expect(ring.key_count || diagnostics.errors);
	expect(!openpgp_ring_index(&ring, fuzz_crypto(), &error));
	check_ring(&ring, signature);
	openpgp_ring_release(&ring);
}

FUZZ_TARGET(openpgp)
{
	struct str text = { (const char *)data, size }, email;
	struct openpgp_signature signature;
	struct arena arena;
	struct armor armor;
	const char *what;
	bool is_there;

	arena_init(&arena);
	if (armor_read(&armor, text, &arena, &what) == 0)
		is_there = read_signature(&signature, armor.bytes);
	else
		is_there = read_signature(&signature, text);
	read_ring(text, &arena, is_there ? &signature : NULL);
	expect((openpgp_user_id_email(text, &email) == OPENPGP_ONE_EMAIL) ==
	       (email.size > 0));
	arena_release(&arena);
	return 0;
}
