/*
 * text.h - the one place that makes bytes from strangers fit to be shown:
 * on a terminal, in a shell command, within a width. Never prints.
 */
#ifndef REFGATE_BASE_TEXT_H
#define REFGATE_BASE_TEXT_H

#include "base/buf.h"

#include <stdint.h>

/*
 * Decodes one UTF-8 character (RFC 3629: shortest form, no surrogates, at
 * most U+10FFFF). Returns its size in bytes, 0 if invalid or s is empty.
 */
size_t text_decode(struct str s, uint32_t *codepoint);
bool text_is_utf8(struct str s);
size_t text_ascii_prefix(struct str s); /* bytes */
/* Offset of the first byte that is not UTF-8, or s.size. */
size_t text_valid_prefix(struct str s);

/* What must never reach a terminal as it is. */
bool text_is_control(uint32_t codepoint);   /* C0, DEL, C1 */
bool text_is_invisible(uint32_t codepoint); /* bidi and zero-width */

/*
 * Appends s with controls (but tab and newline), bidi and zero-width
 * characters as <U+202E>, invalid bytes as <0xFF>.
 */
void text_escape(struct buf *out, struct str s);
/* The same on one line: tab as a space, newline as <U+000A>. */
void text_escape_line(struct buf *out, struct str s);
/* The same, cut to `columns`, with "..." where something was cut off. */
void text_escape_fit(struct buf *out, struct str s, size_t columns);

/* Columns that s takes on a terminal: one a character (wcwidth is not ours).
 */
size_t text_columns(struct str s);

/*
 * Appends s as one word of a POSIX shell: as it is if it consists of
 * [A-Za-z0-9_@%+=:,./-] and does not begin with "-", else in single quotes.
 * Controls and invalid UTF-8 inside are written as $(printf '\ooo').
 */
void text_shell_quote(struct buf *out, struct str s);

/* Nearest of `count` words within a third of its length, or NULL. */
const char *text_nearest(const char *word, const char *const *words,
			 size_t count);

#endif
