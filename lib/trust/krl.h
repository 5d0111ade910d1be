/*
 * krl.h - revoked SSH keys and certificates: OpenSSH's binary KRL, or a plain
 * list of public keys. Never takes an unknown section for nothing.
 *
 * Format: OpenSSH's PROTOCOL.krl; ssh-keygen(1), KEY REVOCATION LISTS.
 */
#ifndef REFGATE_TRUST_KRL_H
#define REFGATE_TRUST_KRL_H

#include "trust/format.h"
#include "trust/ssh_certificate.h"

struct krl;

/*
 * Flaws become diagnostics (binary: with the byte's offset in the text; lists:
 * with line and column) and leave *out NULL. Signed KRLs are taken without
 * looking at the signature: the file itself is trusted. The caller frees
 * *out. ERROR_INTERNAL without memory.
 */
int krl_read(struct krl **out, const struct trust_file *file,
	     struct arena *arena, struct diagnostics *diagnostics,
	     struct error *error);
void krl_free(struct krl *krl); /* NULL-safe */

bool krl_has_key(const struct krl *krl, struct str key_blob);
/* By its key, its authority's key, its serial or its key id. */
bool krl_has_certificate(const struct krl *krl,
			 const struct ssh_certificate *certificate);

#endif
