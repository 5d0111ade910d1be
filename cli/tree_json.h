/*
 * tree_json.h - a policy's tree as JSON. Never reads a file.
 */
#ifndef REFGATE_CLI_TREE_JSON_H
#define REFGATE_CLI_TREE_JSON_H

#include "base/json.h"
#include "policy/node.h"

/* `key` NULL: an item of an array, or the outermost value. */
void tree_json(struct json *json, const char *key, const struct node *node);

#endif
