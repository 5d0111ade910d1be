/*
 * schema.h - the policy language as a JSON Schema (draft-07), made from the
 * rows that the loader reads. It says the form; what only a load can tell
 * (patterns that compile, examples that match, names that are known) it
 * lets pass.
 */
#ifndef REFGATE_POLICY_SCHEMA_H
#define REFGATE_POLICY_SCHEMA_H

#include "base/buf.h"

/* One line with a newline; buf_failed(out) if memory is short. */
void policy_schema(struct buf *out);

#endif
