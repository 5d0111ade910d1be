/*
 * regex_code.h - a compiled pattern. For lib/base/regex*.c only.
 */
#ifndef REFGATE_BASE_REGEX_CODE_H
#define REFGATE_BASE_REGEX_CODE_H

#include "base/error.h"

#define PCRE2_CODE_UNIT_WIDTH 8

#include <pcre2.h>
#include <stddef.h>

struct regex_name {
	const char *text; /* in the compiled code */
	size_t group;
};

struct regex {
	const char *pattern; /* regex_later(): not compiled yet; or NULL */
	unsigned flags;
	pcre2_code *code;
	pcre2_match_context *limits;
	pcre2_match_data *data; /* scratch, kept for its memory */
	struct regex_name *names;
	size_t name_count;
};

/* Compiles it now if it waits for that. */
int regex_ready(const struct regex *regex, struct error *error);

#endif
