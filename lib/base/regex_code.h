/*
 * regex_code.h - a compiled pattern. For lib/base/regex*.c only.
 */
#ifndef REFGATE_BASE_REGEX_CODE_H
#define REFGATE_BASE_REGEX_CODE_H

#include "base/error.h"
#include "base/regex_memo.h"

#define PCRE2_CODE_UNIT_WIDTH 8

#include <pcre2.h>
#include <stdbool.h>
#include <stddef.h>

struct regex_name {
	const char *text; /* in the compiled code */
	size_t group;
};

/*
 * The same pattern twice. `quick` is as PCRE2 searches by itself: its steps
 * are counted anew at each start, and what a repeat runs over is not. `counted`
 * is one anchored attempt that counts all; it takes many times as long.
 */
struct regex {
	const char *pattern; /* regex_later(): borrowed; else NULL */
	unsigned flags;
	bool failed;	     /* it did not compile after all */
	pcre2_code *quick;   /* regex_later(): NULL until it is asked for */
	pcre2_code *counted; /* likewise */
	pcre2_match_context *limits;
	pcre2_match_data *data; /* scratch, kept for its memory */
	struct regex_name *names;
	size_t name_count;
	struct regex_memo memo; /* what has matched lately */
};

/* Compiles it now if it waits for that. */
int regex_ready(const struct regex *regex, struct error *error);
/* The same of what counts; it is needed for few subjects. */
int regex_ready_counted(const struct regex *regex, struct error *error);

#endif
