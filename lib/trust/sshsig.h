/*
 * sshsig.h - SSHSIG, the container of an SSH signature, read strictly. Never
 * decides whether its key is trusted.
 *
 * Format: OpenSSH's PROTOCOL.sshsig: version 1, empty reserved, sha256 or
 * sha512, nothing behind.
 */
#ifndef REFGATE_TRUST_SSHSIG_H
#define REFGATE_TRUST_SSHSIG_H

#include "trust/ssh_key.h"

#define SSHSIG_NAMESPACE "git"

struct sshsig {
	struct str key; /* blob of a plain key or of a certificate */
	struct str name_space;
	enum digest digest;
	struct str signature; /* blob */
};

/* 0, or ERROR_USAGE with *what, a static text. Slices of `bytes`. */
int sshsig_read(struct sshsig *out, struct str bytes, const char **what);
/* Appends what the key really signs: its own fields and the payload's hash. */
int sshsig_signed_data(struct buf *out, const struct sshsig *sshsig,
		       struct crypto *crypto, const struct str *payload,
		       size_t count, struct error *error);

#endif
