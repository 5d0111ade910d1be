/*
 * regex_memo.h - short texts that a pattern has matched lately: the names of
 * people come again and again. For lib/base/regex*.c only.
 */
#ifndef REFGATE_BASE_REGEX_MEMO_H
#define REFGATE_BASE_REGEX_MEMO_H

#include "base/str.h"

#include <stdbool.h>

/* Nothing is kept before so many matches: few pushes have as many. */
#define REGEX_MEMO_AFTER 256
#define REGEX_MEMO_SIZE_MAX 63

/* All zero: empty. */
struct regex_memo {
	unsigned matches;
	struct regex_memo_text *texts; /* heap; NULL: none yet */
};

bool regex_memo_has(const struct regex_memo *memo, struct str text);
/* Keeps it, if it is short and there is memory; another one may go. */
void regex_memo_add(struct regex_memo *memo, struct str text);
void regex_memo_release(struct regex_memo *memo);

#endif
