/*
 * ssh_certificate.h - OpenSSH user certificates, read strictly. Never decides
 * whether their authority is trusted.
 *
 * Format: OpenSSH's PROTOCOL.certkeys.
 */
#ifndef REFGATE_TRUST_SSH_CERTIFICATE_H
#define REFGATE_TRUST_SSH_CERTIFICATE_H

#include "trust/ssh_key.h"

#include <stdint.h>

struct ssh_certificate {
	struct str blob; /* what all slices point into */
	struct ssh_key key;
	/* the key in its plain form, as revocation lists have it */
	struct str plain; /* in the arena */
	uint64_t serial;
	bool is_user;
	struct str key_id;
	struct str principals; /* packed strings; empty: all, so nobody */
	uint64_t valid_after, valid_before; /* seconds; before: excluded */
	bool has_critical_options;
	struct ssh_key authority;
	struct str signature;
	struct str signed_part;
};

bool ssh_blob_is_certificate(struct str blob);
/* 0; ERROR_USAGE with *what; ERROR_INTERNAL without memory. */
struct arena;
int ssh_certificate_read(struct ssh_certificate *out, struct str blob,
			 struct arena *arena, const char **what);
bool ssh_certificate_names(const struct ssh_certificate *certificate,
			   struct str principal);

#endif
