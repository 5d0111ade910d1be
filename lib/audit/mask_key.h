/*
 * mask_key.h - the key that names people by hashes: 64 hex digits in a file
 * that only the gate's account reads. For lib/audit only.
 */
#ifndef REFGATE_AUDIT_MASK_KEY_H
#define REFGATE_AUDIT_MASK_KEY_H

#include "base/error.h"
#include "base/hash.h"

#include <sys/types.h>

#define MASK_KEY_SIZE 32

struct mask_key {
	unsigned char bytes[MASK_KEY_SIZE];
};

/*
 * ERROR_NOT_FOUND: there is none. ERROR_BROKEN: it cannot be read, is no key,
 * or others may read it. A group may if `mode`, that of the log's files, lets
 * one, or if the file is somebody else's, who lets us read it so.
 */
int mask_key_read(struct mask_key *out, const char *path, mode_t mode,
		  struct error *error);
/* The same; makes it, whole or not at all, if there is none. */
int mask_key_open(struct mask_key *out, const char *path, mode_t mode,
		  struct error *error);
/* HMAC-SHA-256 (RFC 2104): its first `digits` hex digits, and a NUL. */
void mask_key_digest(const struct mask_key *key, struct str s, char *out,
		     size_t digits);

#endif
