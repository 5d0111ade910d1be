/*
 * clearance_text.h - a clearance as a small text file: "key value" lines, a
 * known first line, a known last one (so that a torn file is none).
 */
#ifndef REFGATE_GATE_CLEARANCE_TEXT_H
#define REFGATE_GATE_CLEARANCE_TEXT_H

#include "gate/clearance.h"

/* ERROR_BROKEN: a value holds a line feed. ERROR_LIMIT: it is too large. */
int clearance_format(struct buf *out, const struct clearance *clearance,
		     const struct cleared_ref *ref, struct error *error);
/* Strings are copied into `arena`. ERROR_BROKEN: not a clearance. */
int clearance_parse(struct clearance *out, struct str text, struct arena *arena,
		    struct error *error);

#endif
