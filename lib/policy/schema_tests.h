/*
 * schema_tests.h - the language of `tests:` as a schema, made from the rows
 * of test_keys.h.
 */
#ifndef REFGATE_POLICY_SCHEMA_TESTS_H
#define REFGATE_POLICY_SCHEMA_TESTS_H

#include "base/json.h"

/* Members of the schema of `tests`. */
void schema_tests(struct json *json);
/* The "definitions" that it refers to. */
void schema_test_definitions(struct json *json);

#endif
