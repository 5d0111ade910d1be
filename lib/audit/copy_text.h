/*
 * copy_text.h - the escapes that PostgreSQL's COPY ... TO writes in its text
 * format: https://www.postgresql.org/docs/15/sql-copy.html#id-1.9.3.55.9.2
 */
#ifndef REFGATE_AUDIT_COPY_TEXT_H
#define REFGATE_AUDIT_COPY_TEXT_H

#include "base/buf.h"

/*
 * Sets *out to `line` (without LF) as it was before COPY wrote it. False,
 * and *out of no use: it has no escapes, or some that COPY does not write.
 * A record with backslashes may pass for one that COPY wrote: only its hash,
 * or that it is no JSON as it stands, can tell.
 */
bool copy_text_undo(struct str line, struct buf *out);

#endif
