/*
 * confine.h - a process gives up what it does not need: what breaks out of a
 * parser of hostile bytes cannot do more than this process still may.
 *
 * prctl(2) PR_SET_NO_NEW_PRIVS, setrlimit(2), landlock(7).
 */
#ifndef REFGATE_BASE_CONFINE_H
#define REFGATE_BASE_CONFINE_H

#include "base/error.h"

#include <stddef.h>

#define CONFINE_MEMORY_MAX (4ull << 30) /* bytes of heap; mapped packs not */

/*
 * For good: no file is written, made, removed or renamed but below the
 * folders `writable` (of one that is missing: below the nearest one above),
 * no program is started, no TCP connection made, no memory dumped, no more of
 * it taken than CONFINE_MEMORY_MAX. Reading stays free.
 *
 * A kernel without Landlock keeps the limits only: that is no error.
 */
int confine(const char *const *writable, size_t count, struct error *error);

#endif
