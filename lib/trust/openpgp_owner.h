/*
 * openpgp_owner.h - what is to be said of a key of the ring: librnp's verdict
 * and the person. Never asks twice about one that signed.
 */
#ifndef REFGATE_TRUST_OPENPGP_OWNER_H
#define REFGATE_TRUST_OPENPGP_OWNER_H

#include "trust/openpgp_ring.h"
#include "trust/openpgp_verdict.h"

struct openpgp {
	const struct trust_base *base;
	struct openpgp_ring ring;
	struct openpgp_rnp *rnp; /* when first needed */
};

struct str openpgp_fingerprint_of(const unsigned char *bytes);
/* Upper case; NULL: no memory. */
const char *openpgp_hex_of(struct str fingerprint, struct arena *arena);
const struct openpgp_certificate *
openpgp_certificate_of(const struct openpgp *state,
		       const struct openpgp_ring_key *key);

/*
 * `key` is the first of its `copies` in the ring. A key that is not one,
 * because two certificates have it, is untrusted.
 */
int openpgp_judge_key(struct openpgp *state, const struct openpgp_ring_key *key,
		      size_t copies, bool must_sign,
		      const struct openpgp_verdict **out, struct error *error);

/*
 * Whom `people` gives the fingerprint, of the primary or of the key that
 * signed, else the one email of the valid user ids.
 */
struct signer openpgp_signer_of(const struct openpgp *state,
				const char *primary, const char *key,
				const struct openpgp_verdict *verdict);

#endif
