/*
 * ssh_line.h - the lines of SSH's text files of keys: comments, blanks, marks
 * for flaws, and a key as "TYPE BASE64 comment". For lib/trust/ only. Never
 * skips what it does not understand.
 */
#ifndef REFGATE_TRUST_SSH_LINE_H
#define REFGATE_TRUST_SSH_LINE_H

#include "base/diagnostic.h"
#include "trust/ssh_key.h"

struct ssh_line {
	const struct source *source;
	size_t number;
	struct str text; /* without blanks in front */
	struct str whole;
	struct arena *arena;
	struct diagnostics *diagnostics; /* NULL: nobody is told */
	bool flawed;
};

/*
 * Calls `read` for each line but empty ones and comments, until it returns
 * something else than 0, and returns that. CR and NUL are flaws.
 */
int ssh_lines_read(const struct source *source, struct arena *arena,
		   struct diagnostics *diagnostics,
		   int (*read)(struct ssh_line *line, void *context),
		   void *context);

/* `part` is a slice of the line; `hint` may be NULL. */
struct mark ssh_line_mark(const struct ssh_line *line, struct str part);
void ssh_line_flaw(struct ssh_line *line, struct str part, const char *hint,
		   const char *format, ...)
	__attribute__((format(printf, 4, 5)));

/* Cuts the bytes before the next blank off *rest, and the blanks. */
struct str ssh_line_field(struct str *rest);
/* Whether it looks like the type of a key, known or not. */
bool ssh_line_is_type(struct str field);
/*
 * The key at the start of `rest`, which ends with the line; its blob is in
 * the arena. 0; ERROR_USAGE: told; ERROR_INTERNAL without memory.
 */
int ssh_line_key(struct ssh_line *line, struct str rest, struct ssh_key *key);

#endif
