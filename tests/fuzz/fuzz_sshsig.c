/*
 * fuzz_sshsig.c - an SSH signature, armored or bare, all the way: container,
 * key, signature, and the check by its own key and by one that never signed.
 */
#include "fuzz.h"

#include "base/arena.h"
#include "trust/armor.h"
#include "trust/sshsig.h"

/* RFC 8032, 7.1, TEST 2 */
static const unsigned char fixed_blob[] = {
	0x00, 0x00, 0x00, 0x0b, 's',  's',  'h',  '-',	'e',  'd',  '2',
	'5',  '5',  '1',  '9',	0x00, 0x00, 0x00, 0x20, 0x3d, 0x40, 0x17,
	0xc3, 0xe8, 0x43, 0x89, 0x5a, 0x92, 0xb7, 0x0a, 0xa7, 0x4d, 0x1b,
	0x7e, 0xbc, 0x9c, 0x98, 0x2c, 0xcf, 0x2e, 0xc4, 0x96, 0x8c, 0xc0,
	0xcd, 0x55, 0xf1, 0x2a, 0xf4, 0x66, 0x0c,
};
static const struct str payload[] = { { "tree\n", 5 }, { "\nmessage\n", 9 } };

static enum match check(const struct sshsig *sshsig, struct str blob)
{
	enum ssh_signature_flaw flaw;
	struct crypto *crypto = fuzz_crypto();
	struct public_key *loaded = NULL;
	enum match match = MATCH_NO;
	struct buf data = BUF_INIT;
	struct str piece;
	struct error error;
	struct ssh_key key;
	const char *what;
	int r = ssh_key_read(&key, blob, &what);

	if (!r)
		r = ssh_key_load(&loaded, crypto, &key, &error);
	expect(!loaded == (r != 0));
	if (!r) {
		expect(!sshsig_signed_data(&data, sshsig, crypto, payload, 2,
					   &error));
		piece = buf_str(&data);
		match = ssh_signature_fits(&key, loaded, crypto,
					   sshsig->signature, &piece, 1, &flaw,
					   &what, &error);
		expect(!what == (flaw == SSH_SIGNATURE_FINE));
		expect(match != MATCH_YES || flaw == SSH_SIGNATURE_FINE);
	}
	public_key_free(loaded);
	buf_release(&data);
	return match;
}

static void check_bytes(struct str bytes)
{
	const struct str fixed = { (const char *)fixed_blob,
				   sizeof(fixed_blob) };
	struct sshsig sshsig;
	const char *what;

	if (sshsig_read(&sshsig, bytes, &what))
		return;
	check(&sshsig, sshsig.key);
	expect(check(&sshsig, fixed) == MATCH_NO);
}

FUZZ_TARGET(sshsig)
{
	struct str text = { (const char *)data, size };
	struct arena arena;
	struct armor armor;
	const char *what;

	arena_init(&arena);
	if (armor_read(&armor, text, &arena, &what) == 0)
		check_bytes(armor.bytes);
	else
		check_bytes(text);
	arena_release(&arena);
	return 0;
}
