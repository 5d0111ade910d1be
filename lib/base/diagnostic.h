/*
 * diagnostic.h - what is wrong in a text file that a person wrote: all of it
 * at once, each with its place. Collects; printing is a call of its own.
 */
#ifndef REFGATE_BASE_DIAGNOSTIC_H
#define REFGATE_BASE_DIAGNOSTIC_H

#include "base/arena.h"
#include "base/buf.h"

#define DIAGNOSTICS_MAX 100

/* A file that is being read, kept for its lines. */
struct source {
	const char *path; /* as people know it */
	struct str text;
};

struct mark {
	const struct source *source; /* NULL: no place, such as a default */
	size_t line;		     /* from 1 */
	size_t column;		     /* from 1, in characters */
	size_t length; /* characters to underline; 0 counts as 1 */
};

enum diagnostic_level {
	DIAGNOSTIC_ERROR,
	DIAGNOSTIC_WARNING,
};

struct diagnostic {
	enum diagnostic_level level;
	struct mark mark;
	const char *text; /* "unknown rule 'ref-nmae'" */
	const char *hint; /* "did you mean 'ref-name'?", or NULL */
};

struct diagnostics {
	struct diagnostic items[DIAGNOSTICS_MAX];
	size_t count;  /* kept */
	size_t errors; /* counted, beyond DIAGNOSTICS_MAX too */
	size_t warnings;
	struct arena *arena; /* borrowed; owns the texts */
};

void diagnostics_init(struct diagnostics *diagnostics, struct arena *arena);
/* `hint` may be NULL. */
void diagnostics_add(struct diagnostics *diagnostics,
		     enum diagnostic_level level, struct mark mark,
		     const char *hint, const char *format, ...)
	__attribute__((format(printf, 5, 6)));

/*
 * Appends, in the order of the places,
 *   file:line:column: error: text
 *      12 |     pattren: '...'
 *         |     ^~~~~~~
 *   hint: did you mean 'pattern'?
 * everything escaped.
 */
void diagnostics_print(const struct diagnostics *diagnostics, struct buf *out);

#endif
