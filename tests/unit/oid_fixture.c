/* oid_fixture.c - see oid_fixture.h. */
#include "oid_fixture.h"

struct oid oid_numbered(size_t number)
{
	struct oid id = { { 0 } };

	for (size_t i = 0; i < 4; i++)
		id.bytes[i] = id.bytes[OID_SIZE - 1 - i] =
			(unsigned char)(number >> 8 * i);
	return id;
}
