/*
 * headers.h - the header lines of commits and tags, by one grammar. For
 * lib/git/ only.
 */
#ifndef REFGATE_GIT_HEADERS_H
#define REFGATE_GIT_HEADERS_H

#include "git/object.h"

/* 2^53: every reader of JSON keeps it whole. */
#define IDENTITY_TIME_MAX (INT64_C(1) << 53)

struct headers {
	struct str rest;
	size_t line; /* number of the line that was read last */
	struct flaw *flaw;
};

/* ERROR_BROKEN if the object holds NUL bytes. */
int headers_init(struct headers *headers, struct str raw, struct flaw *flaw);
/* ERROR_BROKEN, with `what` at the last line. */
int headers_flaw(const struct headers *headers, const char *what);
/*
 * 1: a header, with continuation lines; 0: the blank line, which is
 * consumed; ERROR_BROKEN.
 */
int headers_next(struct headers *headers, struct header *out);
/* Whether the next line begins with this name and a space. */
bool headers_follows(const struct headers *headers, const char *name);
/* Reads the line that must be "NAME SP VALUE". `what`: if it is not. */
int headers_expect(struct headers *headers, const char *name, struct str *value,
		   const char *what);
/* The same with an id as its value. */
int headers_expect_id(struct headers *headers, const char *name, struct oid *id,
		      const char *what);
/* "Name <email> 1700000000 +0100" */
int headers_identity(const struct headers *headers, struct str value,
		     struct identity *out);

#endif
