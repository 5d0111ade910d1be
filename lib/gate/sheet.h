/*
 * sheet.h - lines for a terminal behind "remote: ": 72 columns, one colour
 * word in front, everything escaped here and nowhere else.
 */
#ifndef REFGATE_GATE_SHEET_H
#define REFGATE_GATE_SHEET_H

#include "base/buf.h"

#define SHEET_COLUMNS 72

enum sheet_word {
	SHEET_PLAIN, /* an indented line */
	SHEET_ERROR,
	SHEET_WARNING,
	SHEET_HINT,
	SHEET_SUCCESS,
};

struct sheet {
	struct buf *out;    /* borrowed */
	const char *prefix; /* before every line: "GL-HOOK-ERR: ", or "" */
};

/* Wrapped at blanks; every line begins with the word. */
void sheet_say(struct sheet *sheet, enum sheet_word word, const char *format,
	       ...) __attribute__((format(printf, 3, 4)));
/*
 * The same; lines behind the first are indented by `indent` and `hang`. A
 * full object id that stands as a word is shortened in both.
 */
void sheet_wrap(struct sheet *sheet, enum sheet_word word, size_t indent,
		size_t hang, struct str text);
/* One line as it is, however long: a value, a template, a line of a file. */
void sheet_line(struct sheet *sheet, enum sheet_word word, struct str text);
/* A shell command, broken with "\" at blanks outside of quotes. */
void sheet_command(struct sheet *sheet, struct str command);
void sheet_blank(struct sheet *sheet);

#endif
