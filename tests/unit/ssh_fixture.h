/*
 * ssh_fixture.h - SSH keys and signatures made on the spot by ssh-keygen, and
 * wire data composed by hand. For tests only.
 */
#ifndef REFGATE_TESTS_SSH_FIXTURE_H
#define REFGATE_TESTS_SSH_FIXTURE_H

#include "base/buf.h"

#include <stdint.h>

/* RFC 4251, 5; each appends. The number is big-endian, made shortest. */
void ssh_fixture_u32(struct buf *out, uint32_t value);
void ssh_fixture_string(struct buf *out, struct str s);
void ssh_fixture_number(struct buf *out, struct str number);

/* Makes the key files `path` and `path`.pub; `bits` may be NULL. */
void ssh_fixture_key(const char *path, const char *type, const char *bits);
/* Appends the public key's bytes. */
void ssh_fixture_blob(struct buf *out, const char *path);
/* Appends the armor; `hash` is "sha256" or "sha512". */
void ssh_fixture_sign(struct buf *out, const char *path, const char *hash,
		      const char *name_space, struct str message);

#endif
