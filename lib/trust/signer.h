/*
 * signer.h - the person behind a key, as the trust files and `people` have
 * it. Wildcards and shared names are nobody.
 */
#ifndef REFGATE_TRUST_SIGNER_H
#define REFGATE_TRUST_SIGNER_H

#include "trust/people.h"

struct signer {
	/* principal, email of a user id or of a certificate; empty: none */
	struct str name;
	const struct person *person; /* of `people`; NULL: not listed there */
	bool is_one;		     /* one person's key, and of that name */
};

/*
 * The person of that email, of that name in `people`, or, where neither is
 * listed, a person of that very name. An empty name, and one with "*", "?",
 * "!" or "," in it, is nobody.
 */
struct signer signer_by_name(const struct people *people, struct str name);
/* Whom `people` gives the OpenPGP fingerprint; is_one is false if nobody. */
struct signer signer_by_fingerprint(const struct people *people,
				    struct str fingerprint);
/* Two findings about one key: one person, or nobody if they disagree. */
struct signer signer_join(struct signer a, struct signer b);

/* All false for nobody. */
bool signer_is_same(struct signer a, struct signer b);
bool signer_has_email(struct signer signer, const struct people *people,
		      struct str email);
bool signer_in_group(struct signer signer, const struct people *people,
		     const struct people_group *group);
/* The listed person's name, else the signer's own; never empty. */
struct str signer_title(struct signer signer);

#endif
