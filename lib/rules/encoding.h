/*
 * encoding.h - the text of a commit as UTF-8, whatever encoding the commit
 * declares: patterns can be applied to nothing else. Never guesses.
 */
#ifndef REFGATE_RULES_ENCODING_H
#define REFGATE_RULES_ENCODING_H

#include "base/arena.h"
#include "base/error.h"

/* The longest text that is converted. */
#define ENCODING_TEXT_MAX (1u << 20)

/* "UTF-8" or "utf8" in any case, or nothing at all. */
bool encoding_is_utf8(struct str name);

/*
 * 1: *out is valid UTF-8, `text` itself or a copy in `arena`. 0: it cannot be
 * read; *why (static) follows "the message ". Negative: ERROR_INTERNAL.
 *
 * Only encodings without shift states are converted, from a list of those
 * in use: the name is a stranger's, and so are the bytes.
 */
int encoding_read(struct str *out, const char **why, struct str encoding,
		  struct str text, struct arena *arena, struct error *error);

#endif
