/*
 * regex.h - PCRE2 patterns with three answers: yes, no, broken. Broken
 * (limits, invalid UTF-8, oversized subject) must refuse, never pass.
 *
 * Patterns: pcre2pattern(3). UTF, DOLLAR_ENDONLY, no \C, no (*VERBS), no
 * recursion into the whole pattern as by (?R), no script runs, each name for
 * one group only. One search costs at most REGEX_STEPS plus
 * REGEX_STEPS_PER_BYTE for each byte of the subject, wherever it starts.
 */
#ifndef REFGATE_BASE_REGEX_H
#define REFGATE_BASE_REGEX_H

#include "base/error.h"
#include "base/match.h"
#include "base/str.h"

#define REGEX_PATTERN_SIZE_MAX 8192
#define REGEX_SUBJECT_SIZE_MAX 65536
#define REGEX_STEPS 50000
#define REGEX_STEPS_PER_BYTE 8
#define REGEX_HEAP_KIB 16384
#define REGEX_DEPTH 50000
/* Bytes that repeats may run over, which PCRE2 does not count as steps. */
#define REGEX_RUN_MAX 33554432

enum regex_flags {
	REGEX_FULL = 1,	     /* must match the whole subject */
	REGEX_MULTILINE = 2, /* ^ and $ at line ends, as with (?m) */
};

struct regex;

struct regex_flaw {
	size_t offset;	   /* bytes into the pattern */
	char message[160]; /* PCRE2's own words */
};

struct regex_span {
	size_t start; /* bytes into the subject; SIZE_MAX: group not set */
	size_t end;
};

/*
 * A regex keeps scratch memory for its searches: one thread at a time.
 * The caller frees *out. On failure *out is NULL and *flaw (may be
 * NULL) says where.
 */
int regex_new(struct regex **out, struct str pattern, unsigned flags,
	      struct regex_flaw *flaw);
void regex_free(struct regex *regex); /* NULL-safe */
/*
 * The same of a pattern that regex_new() has taken before, compiled when it
 * is first searched for. It keeps `pattern`, which has to outlive it. If it
 * does not compile after all, searches are MATCH_BROKEN and there are no
 * names.
 */
int regex_later(struct regex **out, const char *pattern, unsigned flags);

/*
 * `span` (may be NULL) gets the whole match. On MATCH_BROKEN `error` (may
 * be NULL) says why.
 */
enum match regex_match(const struct regex *regex, struct str subject,
		       struct regex_span *span, struct error *error);

/* Named groups, in the pattern's order. Names live as long as the regex. */
size_t regex_name_count(const struct regex *regex);
const char *regex_name(const struct regex *regex, size_t index);
/* As regex_match; spans[i] is the group regex_name(i), up to `count`. */
enum match regex_capture(const struct regex *regex, struct str subject,
			 struct regex_span *spans, size_t count,
			 struct error *error);

/* Appends s so that it matches literally inside a pattern. */
struct buf;
void regex_quote(struct buf *out, struct str s);

#endif
