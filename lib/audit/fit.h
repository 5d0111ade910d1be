/*
 * fit.h - strings of a JSON line with an upper bound on what they take
 * there, however many of their bytes need to be escaped. For lib/audit only.
 */
#ifndef REFGATE_AUDIT_FIT_H
#define REFGATE_AUDIT_FIT_H

#include "base/json.h"

/* Whether every character is shown as it is. */
bool fit_is_plain(struct str s);
/* The longest start of s, whole characters, that takes at most `limit`. */
struct str fit_prefix(struct str s, size_t limit);
/*
 * Adds s as a string that takes at most `limit` bytes (at least 3) between
 * its quotes, cut with "..." if need be; returns whether it was cut.
 */
bool fit_add(struct json *json, const char *key, struct str s, size_t limit);
/* The same for a text; NULL is null. */
void fit_add_text(struct json *json, const char *key, const char *text,
		  size_t limit);
/* An array of texts that takes about `limit` bytes; "..." for the rest. */
void fit_add_list(struct json *json, const char *key, const char *const *texts,
		  size_t count, size_t limit);

#endif
