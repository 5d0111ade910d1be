/*
 * query_show.h - a record of the log, read back, as a sentence or as rows of
 * CSV. For lib/audit only.
 */
#ifndef REFGATE_AUDIT_QUERY_SHOW_H
#define REFGATE_AUDIT_QUERY_SHOW_H

#include "base/buf.h"

#include <jansson.h>

/* The text at "user.name" and such; "" if there is none. */
const char *query_text(const json_t *record, const char *path);
/* The array at such a path; NULL if there is none. */
const json_t *query_array(const json_t *record, const char *path);

void query_show_human(struct buf *out, const json_t *record, bool verbose);
/* One row a ref, at least one. */
void query_show_csv(struct buf *out, const json_t *record);
void query_show_csv_header(struct buf *out);

#endif
