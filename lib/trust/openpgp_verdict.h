/*
 * openpgp_verdict.h - whether a key of the trust file may sign now, and whose
 * it is, by librnp: self-signatures, bindings, ends, revocations. librnp is
 * loaded for the first question. It sees the trust file only, never what a
 * stranger pushed.
 */
#ifndef REFGATE_TRUST_OPENPGP_VERDICT_H
#define REFGATE_TRUST_OPENPGP_VERDICT_H

#include "base/arena.h"
#include "base/error.h"
#include "trust/signature.h"

struct openpgp_rnp; /* the library, opened */

/* ERROR_BROKEN: there is no librnp.so.0. */
int openpgp_rnp_open(struct openpgp_rnp **out, struct error *error);
void openpgp_rnp_close(struct openpgp_rnp *rnp); /* NULL-safe */

struct openpgp_question {
	struct str certificate; /* every copy there is, one after the other */
	const char *primary;	/* fingerprints, upper-case hex */
	const char *key;	/* that signed; may be the primary */
	bool must_sign;		/* else it need only be valid */
	int64_t now;
};

/*
 * state: GOOD; NOT_YET_VALID: made later than now; REVOKED; UNTRUSTED: a
 * self-signature or the binding is not there or not right; NOT_ALLOWED: not for
 * signing; EXPIRED: nothing else is wrong. `ends` is then in the past; else 0
 * means never.
 */
struct openpgp_verdict {
	enum signature_state state;
	const char *why;  /* of UNTRUSTED; static */
	int64_t ends;	  /* of the key, and of the primary before it */
	int64_t starts;	  /* of NOT_YET_VALID */
	struct str email; /* the one of all valid user ids, in the arena */
};

/*
 * The clock may be TRUST_CLOCK_SLACK behind that of who made the key.
 * Negative: librnp or memory.
 */
int openpgp_judge(struct openpgp_rnp *rnp,
		  const struct openpgp_question *question, struct arena *arena,
		  struct openpgp_verdict *out, struct error *error);

#endif
