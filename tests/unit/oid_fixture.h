/* oid_fixture.h - ids by number. For tests only. */
#ifndef REFGATE_TESTS_OID_FIXTURE_H
#define REFGATE_TESTS_OID_FIXTURE_H

#include "git/oid.h"

#include <stddef.h>

/* Another for each number below 2^32; it is in front as well as at the end. */
struct oid oid_numbered(size_t number);

#endif
