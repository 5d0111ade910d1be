/*
 * line_json.h - whether a line is a JSON object (RFC 8259), without building
 * it: what is handed on as JSON has to be that.
 */
#ifndef REFGATE_AUDIT_LINE_JSON_H
#define REFGATE_AUDIT_LINE_JSON_H

#include "base/str.h"

#define LINE_JSON_DEPTH_MAX 32 /* our records have a fifth of that */

/* Names that stand twice are not seen. */
bool line_is_json(struct str line);

#endif
