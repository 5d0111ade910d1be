/*
 * policy_schema.h - `refgate policy schema`.
 */
#ifndef REFGATE_CLI_POLICY_SCHEMA_H
#define REFGATE_CLI_POLICY_SCHEMA_H

int verb_policy_schema(int argc, char **argv);

#endif
