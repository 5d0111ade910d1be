/*
 * query.h - reads logs back for people: filters, and a line as a sentence,
 * JSON or CSV. The only user of <jansson.h>.
 */
#ifndef REFGATE_AUDIT_QUERY_H
#define REFGATE_AUDIT_QUERY_H

#include "base/buf.h"
#include "base/error.h"

#include <stdint.h>

enum query_format {
	QUERY_HUMAN,
	QUERY_JSON,
	QUERY_CSV
};

/*
 * NULL and 0: any. `ref` is a full name or what follows refs/heads/ or
 * refs/tags/; `user` a login or an email; `action` "push-denied" or "denied";
 * `verdict` one of a ref or a finding.
 */
struct query {
	int64_t since, until; /* seconds since 1970 */
	const char *repository, *ref, *user, *rule, *verdict, *push_id, *action;
	enum query_format format;
	bool verbose; /* human: with refs and findings, a line each */
};

/* The line of names before the records of a format; nothing for some. */
void query_header(const struct query *query, struct buf *out);

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
