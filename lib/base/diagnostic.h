/*
 * diagnostic.h - what is wrong in a text file that a person wrote: all of it
 * at once, each with its place. Collects; printing is a call of its own.
 */
#ifndef REFGATE_BASE_DIAGNOSTIC_H
#define REFGATE_BASE_DIAGNOSTIC_H

#include "base/arena.h"
#include "base/buf.h"

#define DIAGNOSTICS_MAX 100
#define DIAGNOSTICS_ORIGINS_MAX 16

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
	const char *code; /* "unknown-rule": stays when texts change; NULL */
	const char *text; /* "unknown rule 'ref-nmae'" */
	const char *hint; /* "did you mean 'ref-name'?", or NULL */
	const char *note; /* what is at the other end, or NULL */
	struct mark note_mark;
};

struct diagnostics {
	struct diagnostic items[DIAGNOSTICS_MAX];
	size_t count;  /* kept */
	size_t errors; /* counted, beyond DIAGNOSTICS_MAX too */
	size_t warnings;
	struct arena *arena;	 /* borrowed; owns the texts */
	const char *topic;	 /* code of what is added; a static text */
	struct diagnostic *last; /* NULL: none, or it was not kept */
	/* files that another file names, and where it does */
	struct diagnostics_origin {
		const struct source *source;
		struct mark mark;
	} origins[DIAGNOSTICS_ORIGINS_MAX];
	size_t origin_count;
};

void diagnostics_init(struct diagnostics *diagnostics, struct arena *arena);
/* `hint` may be NULL. */
void diagnostics_add(struct diagnostics *diagnostics,
		     enum diagnostic_level level, struct mark mark,
		     const char *hint, const char *format, ...)
	__attribute__((format(printf, 5, 6)));

/* What is added from now on has that code; returns the one before. */
const char *diagnostics_topic(struct diagnostics *diagnostics,
			      const char *code);
/* Of what was added last: what is at another place, too. */
void diagnostics_note(struct diagnostics *diagnostics, struct mark mark,
		      const char *format, ...)
	__attribute__((format(printf, 3, 4)));
/* The file is read because of what stands at the mark. */
void diagnostics_origin(struct diagnostics *diagnostics,
			const struct source *source, struct mark mark);

/*
 * Appends, in the order of the places,
 *   file:line:column: error: text
 *      12 |     pattren: '...'
 *         |     ^~~~~~~
 *   file:line:column: note: text
 *       3 | vars: {...}
 *         |       ^~~
 *   hint: did you mean 'pattern'?
 * everything escaped. A warning has its code in brackets behind it.
 */
void diagnostics_print(const struct diagnostics *diagnostics, struct buf *out);
/* "2 errors, 1 warning in policy.yml"; nothing if there is nothing. */
void diagnostics_sum(const struct diagnostics *diagnostics, struct buf *out);

#endif
