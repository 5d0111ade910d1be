/*
 * openpgp_ring.h - the file of trusted OpenPGP keys: transferable public
 * keys, binary or in armor, any number of blocks. Never takes a file with a
 * flaw for a shorter one, and never checks a signature.
 *
 * Format: RFC 4880, 6.2 and 11.1. Blank lines, and lines that begin with "#",
 * may stand around the blocks.
 */
#ifndef REFGATE_TRUST_OPENPGP_RING_H
#define REFGATE_TRUST_OPENPGP_RING_H

#include "trust/format.h"
#include "trust/openpgp_key.h"

struct openpgp_verdict;

/* A primary key with all that stands behind it, up to the next one. */
struct openpgp_certificate {
	struct str bytes;
	unsigned char fingerprint[OPENPGP_FINGERPRINT_SIZE];
	bool is_revoked; /* holds a revocation of its primary key */
};

struct openpgp_ring_key {
	struct openpgp_key key;
	size_t certificate; /* index */
	bool is_primary;
	bool is_revoked; /* a revocation stands behind it, whoever made it */
	bool lacks_use;	 /* a binding behind it does not tell what it may do */
	struct mark mark;
	unsigned char fingerprint[OPENPGP_FINGERPRINT_SIZE];
	/* when first needed; both are of the first of several equal keys */
	struct public_key *loaded; /* freed with the ring */
	const struct openpgp_verdict *verdict;
};

struct openpgp_ring {
	struct openpgp_ring_key *keys; /* heap; by fingerprint once indexed */
	size_t key_count, key_capacity;
	struct openpgp_certificate *certificates; /* heap; as in the file */
	size_t count, capacity;
	struct source source;
	bool is_indexed;
};

/*
 * Reads all of it: flaws become diagnostics, with their line, or, in a binary
 * file, with the byte's offset. Bytes go to `arena`. ERROR_INTERNAL without
 * memory. The ring is to be released whatever comes out.
 */
int openpgp_ring_read(struct openpgp_ring *out, const struct trust_file *file,
		      struct arena *arena, struct diagnostics *diagnostics,
		      struct error *error);
void openpgp_ring_release(struct openpgp_ring *ring); /* NULL-safe */

/* Names all keys, once; before openpgp_ring_find(). */
int openpgp_ring_index(struct openpgp_ring *ring, struct crypto *crypto,
		       struct error *error);
/* That key as often as the file has it, one after the other; NULL: never. */
struct openpgp_ring_key *openpgp_ring_find(const struct openpgp_ring *ring,
					   struct str fingerprint,
					   size_t *count);

#endif
