/*
 * ssh_judge.h - the steps that judge one SSH signature. For
 * lib/trust/ssh*.c only.
 */
#ifndef REFGATE_TRUST_SSH_JUDGE_H
#define REFGATE_TRUST_SSH_JUDGE_H

#include "trust/allowed_signers.h"
#include "trust/krl.h"
#include "trust/sshsig.h"

struct ssh_trust {
	const struct trust_base *base;
	struct allowed_signers signers;
	struct krl *revoked; /* NULL: nothing is */
	bool is_flawed;	     /* told when it was opened */
};

/* One signature while it is judged. */
struct ssh_judge {
	struct ssh_trust *trust;
	const struct signed_object *object;
	struct str bytes; /* of the armor */
	struct arena *arena;
	struct signature *out;
	struct error *error;

	struct sshsig sshsig;
	struct ssh_key key; /* that signed, plain */
	bool has_certificate;
	struct ssh_certificate certificate;
	/* of the key, or of its certificate's authority */
	struct allowed_signer *entries;
	size_t entry_count;
};

/* What a step says, or a negative error. */
#define SSH_DECIDED 0 /* `out` holds the finding */
#define SSH_GO_ON 1

/* ssh_check.c: malformed, weak, bad. */
int ssh_check_container(struct ssh_judge *judge);
int ssh_check_key(struct ssh_judge *judge);
int ssh_check_strength(struct ssh_judge *judge);
int ssh_check_content(struct ssh_judge *judge);
int ssh_check_authority(struct ssh_judge *judge);

/* ssh_known.c: what the trust files say. The last one decides. */
int ssh_check_known(struct ssh_judge *judge);
int ssh_check_revoked(struct ssh_judge *judge);
int ssh_check_certificate(struct ssh_judge *judge);
int ssh_check_entries(struct ssh_judge *judge);

/* What its SSHSIG must be made for. */
struct str ssh_namespace(const struct ssh_judge *judge);
/* Whether entries count for what is judged: keys, or authorities. */
bool ssh_entry_counts(const struct ssh_judge *judge,
		      const struct allowed_signer *entry);
/* Seconds since 1970; `before` is excluded, 0 is unset. */
bool ssh_entry_is_valid_at(const struct allowed_signer *entry, int64_t time);
/* A plain key's; never of an authority. */
struct signer ssh_entry_signer(const struct allowed_signer *entry,
			       const struct people *people);
/* In the arena; NULL without memory. */
const char *ssh_fingerprint_text(struct str blob, struct arena *arena);

#endif
