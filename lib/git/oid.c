/*
 * oid.c - object ids as plain values. Never abbreviates.
 */
#include "git/oid.h"

#include "base/hash.h"

#include <string.h>

bool oid_parse(struct oid *out, struct str hex)
{
	*out = (struct oid){ { 0 } };
	return hex.size == OID_HEX_SIZE && hex_decode(hex, out->bytes);
}

const char *oid_format(const struct oid *oid, char hex[OID_HEX_SIZE + 1])
{
	hex_encode(oid->bytes, OID_SIZE, hex);
	return hex;
}

bool oid_is_zero(const struct oid *oid)
{
	static const struct oid zero;

	return oid_equal(oid, &zero);
}

bool oid_equal(const struct oid *a, const struct oid *b)
{
	return memcmp(a->bytes, b->bytes, OID_SIZE) == 0;
}

int oid_compare(const struct oid *a, const struct oid *b)
{
	return memcmp(a->bytes, b->bytes, OID_SIZE);
}
