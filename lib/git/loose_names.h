/*
 * loose_names.h - which loose objects an object directory has, for who asks of
 * many: then the directory is listed, and a folder of it that many are asked
 * of, instead of asking the file system for each. For lib/git/ only.
 *
 * What comes later is not seen.
 */
#ifndef REFGATE_GIT_LOOSE_NAMES_H
#define REFGATE_GIT_LOOSE_NAMES_H

#include "base/match.h"
#include "git/oid.h"

/* Of a directory before it is listed, and of a folder likewise. */
#define LOOSE_NAMES_FEW 16
#define LOOSE_NAMES_FEW_EACH 8

struct loose_folder;

/* All zero: nobody has asked. */
struct loose_names {
	size_t asked;
	struct loose_folder *folders; /* heap; NULL: it is not listed */
	bool is_odd;		      /* it cannot be */
};

/*
 * Whether the directory at `path` has that object loose. MATCH_BROKEN: ask the
 * file system.
 */
enum match loose_names_find(struct loose_names *names, const char *path,
			    const struct oid *id);
void loose_names_forget(struct loose_names *names); /* frees */

#endif
