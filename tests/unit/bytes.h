/*
 * bytes.h - texts with NUL bytes and all in tables, where STR() is no
 * constant. For tests only.
 */
#ifndef REFGATE_TESTS_BYTES_H
#define REFGATE_TESTS_BYTES_H

#include "base/str.h"

/* A struct str's initializer: all of the literal but its last NUL. */
#define BYTES(literal)                         \
	{                                      \
		(literal), sizeof(literal) - 1 \
	}

#endif
