/*
 * openpgp_self.h - what a primary key says of itself, read as gpg reads it:
 * when it ends, and whether it signs. librnp takes a signature upon the key
 * for the last word even if it is silent about these. Never verifies: whoever
 * asks has seen that the self-signatures hold.
 */
#ifndef REFGATE_TRUST_OPENPGP_SELF_H
#define REFGATE_TRUST_OPENPGP_SELF_H

#include "base/str.h"

#include <stdbool.h>
#include <stdint.h>

struct openpgp_self {
	int64_t ends; /* seconds since 1970; 0: never */
	bool never_signs;
};

/*
 * `certificate`: every copy there is, one after the other; `fingerprint`: of
 * its primary key. ERROR_INTERNAL without memory.
 */
int openpgp_self_read(struct openpgp_self *out, struct str certificate,
		      struct str fingerprint, int64_t now);

#endif
