/*
 * sshsig.c - see sshsig.h. Never takes a field for granted that the format
 * leaves open.
 */
#include "trust/sshsig.h"

#include "trust/ssh_wire.h"

#define MAGIC "SSHSIG"
#define VERSION 1

struct hash {
	const char *name;
	enum digest digest;
};

static const struct hash hashes[] = {
	{ "sha512", DIGEST_SHA512 },
	{ "sha256", DIGEST_SHA256 },
};

#define HASH_COUNT (sizeof(hashes) / sizeof(hashes[0]))

/* Both return what is wrong, or NULL. */
static const char *read_hash(enum digest *out, struct str name)
{
	size_t i;

	for (i = 0; i < HASH_COUNT; i++)
		if (str_is(name, hashes[i].name)) {
			*out = hashes[i].digest;
			return NULL;
		}
	return "a hash that is neither sha256 nor sha512";
}

static const char *read_fields(struct sshsig *out, struct str rest)
{
	struct str reserved, hash;
	uint32_t version;

	if (!str_starts(rest, MAGIC))
		return "no SSHSIG within the armor";
	rest = str_from(rest, sizeof(MAGIC) - 1);
	if (!wire_u32(&rest, &version))
		return "the SSHSIG is cut off";
	if (version != VERSION)
		return "another version of SSHSIG than 1";
	if (!wire_string(&rest, &out->key) ||
	    !wire_string(&rest, &out->name_space) ||
	    !wire_string(&rest, &reserved) || !wire_string(&rest, &hash) ||
	    !wire_string(&rest, &out->signature))
		return "the SSHSIG is cut off";
	if (rest.size)
		return "bytes behind the SSHSIG";
	if (out->name_space.size == 0)
		return "an SSHSIG without a namespace";
	if (reserved.size)
		return "an SSHSIG whose reserved field is not empty";
	return read_hash(&out->digest, hash);
}

int sshsig_read(struct sshsig *out, struct str bytes, const char **what)
{
	*out = (struct sshsig){ .digest = DIGEST_SHA512 };
	*what = read_fields(out, bytes);
	return *what ? ERROR_USAGE : 0;
}

static void add_string(struct buf *out, struct str s)
{
	int shift;

	for (shift = 24; shift >= 0; shift -= 8)
		buf_add_byte(out, (char)(unsigned char)(s.size >> shift));
	buf_add_str(out, s);
}

static const char *hash_name(enum digest digest)
{
	size_t i = 0;

	while (i + 1 < HASH_COUNT && hashes[i].digest != digest)
		i++;
	return hashes[i].name;
}

int sshsig_signed_data(struct buf *out, const struct sshsig *sshsig,
		       struct crypto *crypto, const struct str *payload,
		       size_t count, struct error *error)
{
	unsigned char digest[DIGEST_SIZE_MAX];
	size_t size;
	int r = crypto_digest(crypto, sshsig->digest, payload, count, digest,
			      &size, error);

	if (r)
		return r;
	buf_add_text(out, MAGIC);
	add_string(out, sshsig->name_space);
	add_string(out, STR(""));
	add_string(out, str_of(hash_name(sshsig->digest)));
	add_string(out, (struct str){ (const char *)digest, size });
	return buf_failed(out) ? error_no_memory(error) : 0;
}
