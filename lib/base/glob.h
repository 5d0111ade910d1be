/*
 * glob.h - ref and path globs: "*" stays within a level, "**" crosses
 * levels, "?", "[a-z]", "{a,b}", "\" makes the next byte literal. Bytes,
 * case-sensitive. Matching cannot fail: all that can be wrong is said when
 * a glob is compiled.
 *
 * "**" also matches nothing; as a whole level that another follows it stands
 * for any number of levels, none included. "?" and classes never match "/".
 * A list of excluding globs only matches nothing.
 */
#ifndef REFGATE_BASE_GLOB_H
#define REFGATE_BASE_GLOB_H

#include "base/arena.h"
#include "base/error.h"

#define GLOB_SIZE_MAX 1024
#define GLOB_ALTERNATIVES_MAX 256

/* One glob with its braces expanded. */
struct glob {
	const char *text; /* as written, with a leading "!" if excluding */
	bool exclude;	  /* began with "!" */
	const char **alternatives; /* without braces; NUL-terminated */
	size_t count;
};

/* A list: matches what any glob matches and no excluding one does. */
struct globs {
	struct glob *items;
	size_t count;
};

/* Everything is allocated in `arena`. ERROR_USAGE with the reason. */
int glob_compile(struct glob *out, struct str text, struct arena *arena,
		 struct error *error);
bool glob_match(const struct glob *glob, struct str name);
bool globs_match(const struct globs *globs, struct str name);
/* Whether names that do not begin with `prefix` may match. */
bool globs_reach_beyond(const struct globs *globs, const char *prefix);
/* Whether names that begin with it may; true where that is hard to say. */
bool globs_reach_into(const struct globs *globs, const char *prefix);
bool globs_match_ascii_case(const struct globs *globs, struct str name);
/*
 * Bytes of an alternative before its first wildcard; equals its length when
 * it is literal. (Backslashes count as written; *is_literal says whether
 * there is no wildcard at all.)
 */
size_t glob_literal_prefix(const char *alternative, bool *is_literal);
/* Appends s with everything special escaped by "\". */
struct buf;
void glob_quote(struct buf *out, struct str s);

#endif
