/*
 * tree_json.c - writes a tree as JSON. Its depth is bounded by the reader's
 * limit (POLICY_DEPTH_MAX).
 */
#include "tree_json.h"

#include <errno.h>
#include <stdlib.h>

static bool is_integer(const char *text, int64_t *value)
{
	char *end;
	long long number;

	if (*text != '-' && (*text < '0' || *text > '9'))
		return false;
	errno = 0;
	number = strtoll(text, &end, 10);
	*value = number;
	return !errno && end != text && !*end;
}

static void add_scalar(struct json *json, const char *key,
		       const struct node *node)
{
	int64_t number;

	if (node_is_null(node))
		json_nil(json, key);
	else if (node_is(node, "true") || node_is(node, "false"))
		json_bool(json, key, node_is(node, "true"));
	else if (node->plain && is_integer(node->text, &number))
		json_int(json, key, number);
	else
		json_text(json, key, node->text);
}

void tree_json(struct json *json, const char *key, const struct node *node)
{
	const struct node *child;

	if (!node) {
		json_nil(json, key);
		return;
	}
	switch (node->kind) {
	case NODE_SCALAR:
		add_scalar(json, key, node);
		return;
	case NODE_SEQUENCE:
		json_array_begin(json, key);
		for (child = node->first; child; child = child->next)
			tree_json(json, NULL, child);
		json_array_end(json);
		return;
	case NODE_MAPPING:
		json_object_begin(json, key);
		for (child = node->first; child; child = child->next)
			tree_json(json, child->key->text, child);
		json_object_end(json);
		return;
	case NODE_SHUT: /* no policy that a command has loaded */
		json_nil(json, key);
		return;
	}
}
