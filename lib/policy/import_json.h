/*
 * import_json.h - what JSON writes in another way than YAML, so that one
 * reader does for both.
 */
#ifndef REFGATE_POLICY_IMPORT_JSON_H
#define REFGATE_POLICY_IMPORT_JSON_H

#include "base/arena.h"
#include "base/diagnostic.h"
#include "base/error.h"

/*
 * *out, in the arena, is the source with each pair of surrogates in a string
 * (RFC 8259, 7) as the one character that it stands for. Half a pair stays,
 * for the reader to refuse.
 */
int import_json_source(const struct source **out, const struct source *source,
		       struct arena *arena, struct error *error);

#endif
