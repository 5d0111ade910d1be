/*
 * import_text.h - pieces of a policy made of a stranger's words: texts,
 * comments, globs and patterns. Whatever they hold, they come out as one
 * scalar, or as comments.
 */
#ifndef REFGATE_POLICY_IMPORT_TEXT_H
#define REFGATE_POLICY_IMPORT_TEXT_H

#include "base/buf.h"

/* Quoted as YAML wants it; "${" is no variable of ours. */
void import_text(struct buf *out, struct str text);
/* Lines that begin with `indent` blanks and "# ". */
void import_comment(struct buf *out, size_t indent, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/*
 * A glob in the words of fnmatch(3) with FNM_PATHNAME; "**" before a slash
 * is any number of levels, elsewhere the same as "*". As an excluding one it
 * has "!" before it. `wide`: "**" crosses levels there, too.
 */
void import_glob(struct buf *out, struct str glob, bool exclude, bool wide);
/* Whether it has "**" elsewhere than before a slash. */
bool import_glob_is_odd(struct str glob);

/* How GitHub compares, beside `negate`. */
enum import_operator {
	IMPORT_STARTS_WITH,
	IMPORT_ENDS_WITH,
	IMPORT_CONTAINS,
	IMPORT_REGEX,
};

struct import_pattern {
	enum import_operator how;
	bool negate;
	struct str text;
};

/* A pattern that matches in full what GitHub lets pass. */
void import_full_pattern(struct buf *out, const struct import_pattern *from);
/* Whether a message that passes begins so: its subject can be asked. */
bool import_is_subject(const struct import_pattern *from);
void import_subject_pattern(struct buf *out, const struct import_pattern *from);
/* A pattern that is found in each message that GitHub refuses. */
void import_forbid_pattern(struct buf *out, const struct import_pattern *from);

#endif
