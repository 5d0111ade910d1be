/*
 * overlap.h - whether one name can be matched by two globs. Says yes where
 * it cannot tell.
 */
#ifndef REFGATE_POLICY_OVERLAP_H
#define REFGATE_POLICY_OVERLAP_H

#include "base/glob.h"

/* What excluding globs take away is not looked at. */
bool globs_overlap(const struct globs *a, const struct globs *b);
/* Whether a name that begins so can match. */
bool globs_overlap_prefix(const struct globs *globs, struct str prefix);
/* Whether all that can match begins so. */
bool globs_all_below(const struct globs *globs, struct str prefix);

#endif
