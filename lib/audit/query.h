/*
 * query.h - reads logs back for people: filters, and a line as a sentence,
 * JSON or CSV.
 */
#ifndef REFGATE_AUDIT_QUERY_H
#define REFGATE_AUDIT_QUERY_H

#include "base/buf.h"
#include "base/error.h"
#include "base/glob.h"

#include <stdint.h>

#define QUERY_WORDS_MAX 64

enum query_format {
	QUERY_HUMAN,
	QUERY_JSON,
	QUERY_CSV
};

enum query_filter {
	QUERY_REPOSITORY,
	QUERY_REF,  /* a glob: full, or behind refs/heads/ or refs/tags/ */
	QUERY_USER, /* a login, an email address, or a keyed hash */
	QUERY_RULE,
	QUERY_VERDICT,	/* of a ref, a finding or all: an action's last word */
	QUERY_ACTION,	/* "push-denied" or "denied" */
	QUERY_PUSH,	/* an id or how it begins */
	QUERY_INCIDENT, /* with or without "#" */
	QUERY_APPROVER, /* a name, a keyed hash, or a key's fingerprint */
	QUERY_COMMIT,	/* an id or how it begins: of a ref or a finding */
	QUERY_FILTERS
};

/* A record has to have one of the words; there are none: any record. */
struct query_words {
	const char *words[QUERY_WORDS_MAX]; /* borrowed */
	size_t count;
	struct glob globs[QUERY_WORDS_MAX]; /* of QUERY_REF */
};

struct query {
	int64_t since, until; /* seconds since 1970; 0: any */
	struct query_words filters[QUERY_FILTERS];
	enum query_format format;
	bool verbose;	    /* human: with details, a line each */
	bool later;	    /* lines as they are, for query_show() */
	struct arena arena; /* of the globs */
};

void query_init(struct query *query);
void query_release(struct query *query); /* NULL-safe */
/*
 * One more word that a record may have; borrowed. ERROR_USAGE: a glob that
 * is none, too short an id, or too many words.
 */
int query_add(struct query *query, enum query_filter filter, const char *word,
	      struct error *error);

/* The line of names before the records of a format; nothing for some. */
void query_header(const struct query *query, struct buf *out);
/* A record as the format has it. */
void query_show(const struct query *query, struct str line, struct buf *out);

/*
 * Reads `fd` line by line and appends each record that matches to `out`,
 * which `flush` is called with after each (it may print and clear). Lines
 * that are no records, or too long for one, are counted in *odd. A result
 * that `flush` returns ends it.
 */
int query_run(const struct query *query, int fd, struct buf *out,
	      int (*flush)(struct buf *out, void *context), void *context,
	      size_t *matched, size_t *odd, struct error *error);

#endif
