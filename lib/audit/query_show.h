/*
 * query_show.h - a record of the log, read back, as a line, with its details,
 * or as rows of CSV. For lib/audit only.
 */
#ifndef REFGATE_AUDIT_QUERY_SHOW_H
#define REFGATE_AUDIT_QUERY_SHOW_H

#include "base/buf.h"

#include <jansson.h>
#include <stdint.h>

/* The text at "user.name" and such; "" if there is none. */
const char *query_text(const json_t *record, const char *path);
/* The array at such a path; NULL if there is none. */
const json_t *query_array(const json_t *record, const char *path);
/* The whole number at such a path; 0 if there is none. */
int64_t query_number(const json_t *record, const char *path);
/* "push-denied" -> "denied" */
const char *query_short_action(const char *action);
/* "refs/heads/main" -> "main", "refs/tags/v1" -> "v1" */
struct str query_short_ref(struct str name);

/* Texts of an array, escaped, at most `max` of them. */
void query_add_texts(struct buf *out, const json_t *array,
		     const char *separator, size_t max);
/* Pads what stands in `out` from `start` on to `width` columns, at least by
 * two blanks. */
void query_pad(struct buf *out, size_t start, size_t width);
/* 2026-11-20 09:00:01Z, of a time with or without a fraction. */
void query_add_time(struct buf *out, const char *time);

void query_show_human(struct buf *out, const json_t *record);
/* Lines that begin with blanks; query_details.c. */
void query_show_details(struct buf *out, const json_t *record);
/* One row a ref, at least one; RFC 4180; query_csv.c. */
void query_show_csv(struct buf *out, const json_t *record);
void query_show_csv_header(struct buf *out);

#endif
