/*
 * mask_text.h - finds people in texts. For lib/audit only.
 */
#ifndef REFGATE_AUDIT_MASK_TEXT_H
#define REFGATE_AUDIT_MASK_TEXT_H

#include "base/buf.h"

#define MASK_STARTS 256

/* Names by their first letter, the longest first. */
struct mask_names {
	const char **items; /* heap */
	size_t count, capacity;
	size_t starts[MASK_STARTS + 1];
};

void mask_names_release(struct mask_names *names); /* NULL-safe */
/* Later mask_names_sort(), once. False: out of memory. Empty ones are none. */
bool mask_names_add(struct mask_names *names, const char *const *people,
		    size_t count);
void mask_names_sort(struct mask_names *names);

/* What was found: `who` is the name as it is known, else as it stands. */
struct mask_hit {
	size_t from, size;
	struct str who;
};

/* A walk through a text; zeroed but for the first two. */
struct mask_scan {
	const struct mask_names *names;
	struct str text;
	size_t at; /* bytes that are done */
	/* the next address, once it has been looked for */
	struct mask_hit address;
	bool has_address, has_none;
};

/*
 * The next of: a known name, in any ASCII case, that is no part of a longer
 * word; an email address, with the name before it as in "Alice Doe
 * <a@example.com>"; the fingerprint of a key.
 */
bool mask_scan_next(struct mask_scan *scan, struct mask_hit *hit);
/* Marks in `seen`, one a name, each that is found. */
void mask_names_find(const struct mask_names *names, struct str text,
		     bool *seen);

#endif
