/*
 * query_match.h - whether a record is wanted. For lib/audit only.
 */
#ifndef REFGATE_AUDIT_QUERY_MATCH_H
#define REFGATE_AUDIT_QUERY_MATCH_H

#include "audit/query.h"

#include <jansson.h>

bool query_matches(const struct query *query, const json_t *record);
/*
 * False: the line cannot match, whatever order its members are in. It is
 * looked at as text: much faster than reading it.
 */
bool query_may_match(const struct query *query, struct str line);
/* Of an id, that it begins with. */
#define QUERY_ID_SIZE_MIN 4

#endif
