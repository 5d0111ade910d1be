/*
 * glob_atom.h - what compiling and matching of globs have to agree on: where
 * a piece of a glob ends and what a class holds. For lib/base/glob*.c only.
 */
#ifndef REFGATE_BASE_GLOB_ATOM_H
#define REFGATE_BASE_GLOB_ATOM_H

#include "base/str.h"

#include <stdint.h>

#define GLOB_NONE SIZE_MAX

/*
 * End of the atom at `at`: an escaped byte, a class or one byte. GLOB_NONE if
 * it is not complete.
 */
size_t glob_atom_end(struct str s, size_t at);
/* What is wrong with a class, "[" to "]"; NULL: nothing. */
const char *glob_class_flaw(struct str s);
/* Is the byte in such a class, or, negated, not among its members? */
bool glob_class_has(struct str s, unsigned char byte);

#endif
