/*
 * ssh_wire.h - SSH's binary strings and numbers (RFC 4251, 5), out of bytes
 * that may be hostile. Never reads past its slice.
 */
#ifndef REFGATE_TRUST_SSH_WIRE_H
#define REFGATE_TRUST_SSH_WIRE_H

#include "base/str.h"

#include <stdint.h>

/* Each cuts its value off *rest; false, with *rest as it was, if it cannot. */
bool wire_byte(struct str *rest, uint8_t *out);
bool wire_u32(struct str *rest, uint32_t *out);
bool wire_u64(struct str *rest, uint64_t *out);
bool wire_string(struct str *rest, struct str *out);
/* A positive mpint in its shortest form, without the sign's zero byte. */
bool wire_number(struct str *rest, struct str *out);

#endif
