/*
 * oid.h - object ids of SHA-1 repositories as plain values.
 */
#ifndef REFGATE_GIT_OID_H
#define REFGATE_GIT_OID_H

#include "base/str.h"

#define OID_SIZE 20
#define OID_HEX_SIZE 40

struct oid {
	unsigned char bytes[OID_SIZE];
};

/* Exactly 40 lower-case hex digits. */
bool oid_parse(struct oid *out, struct str hex);
/* Writes 40 digits and a NUL; returns `hex`. */
const char *oid_format(const struct oid *oid, char hex[OID_HEX_SIZE + 1]);
bool oid_is_zero(const struct oid *oid);
bool oid_equal(const struct oid *a, const struct oid *b);
int oid_compare(const struct oid *a, const struct oid *b);

#endif
