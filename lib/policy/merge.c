/*
 * merge.c - lays one policy over another. Never changes a tree that it was
 * given, and never looks at what keys mean but for rulesets and patterns.
 */
#include "policy/merge.h"

#include <string.h>

static struct node *merge(struct arena *arena, const struct node *base,
			  const struct node *over);

/* A shallow copy that can stand in another list. */
static bool add_copy(struct arena *arena, struct node *parent,
		     const struct node *child, struct node *key)
{
	struct node *copy = child ? arena_alloc(arena, sizeof(*copy)) : NULL;

	if (!copy)
		return false;
	*copy = *child;
	copy->key = key;
	node_append(parent, copy);
	return true;
}

/* Belongs to the pattern beside it, so a new pattern drops it. */
static bool goes_with_pattern(const char *key)
{
	return strcmp(key, "shape") == 0 || strcmp(key, "accept") == 0 ||
	       strcmp(key, "reject") == 0;
}

static bool is_dropped(const struct node *child, const struct node *over)
{
	return goes_with_pattern(child->key->text) &&
	       node_get(over, "pattern") != NULL;
}

static bool add_inherited(struct arena *arena, struct node *result,
			  const struct node *base, const struct node *over)
{
	const struct node *other;
	struct node *merged;

	for (const struct node *child = base->first; child;
	     child = child->next) {
		other = node_get(over, child->key->text);
		if (other ? node_is_null(other) : is_dropped(child, over))
			continue;
		if (!other) {
			if (!add_copy(arena, result, child, child->key))
				return false;
			continue;
		}
		merged = merge(arena, child, other);
		if (!add_copy(arena, result, merged, other->key))
			return false;
	}
	return true;
}

static struct node *merge_mapping(struct arena *arena, const struct node *base,
				  const struct node *over)
{
	struct node *result = node_empty_copy(arena, over);

	if (!result || (base && !add_inherited(arena, result, base, over)))
		return NULL;
	for (const struct node *child = over->first; child;
	     child = child->next) {
		if (node_is_null(child) ||
		    (base && node_get(base, child->key->text)))
			continue;
		if (!add_copy(arena, result, merge(arena, NULL, child),
			      child->key))
			return NULL;
	}
	return result;
}

static struct node *strip_sequence(struct arena *arena, const struct node *over)
{
	struct node *result = node_empty_copy(arena, over);

	for (const struct node *child = over->first; result && child;
	     child = child->next)
		if (!add_copy(arena, result, merge(arena, NULL, child), NULL))
			return NULL;
	return result;
}

static struct node *merge(struct arena *arena, const struct node *base,
			  const struct node *over)
{
	bool base_is_mapping = base && base->kind == NODE_MAPPING;

	if (over->kind == NODE_MAPPING)
		return merge_mapping(arena, base_is_mapping ? base : NULL,
				     over);
	if (over->kind == NODE_SEQUENCE)
		return strip_sequence(arena, over);
	/* "rule: true" switches on what is on: it says no options. */
	if (base_is_mapping && node_is(over, "true"))
		return merge_mapping(arena, NULL, base);
	return node_empty_copy(arena, over);
}

static const struct node *find_named(const struct node *rulesets,
				     const struct node *ruleset)
{
	const struct node *name = node_get(ruleset, "name");
	const struct node *other;

	if (!name || name->kind != NODE_SCALAR)
		return NULL;
	for (const struct node *child = rulesets->first; child;
	     child = child->next) {
		other = node_get(child, "name");
		if (other && other->kind == NODE_SCALAR &&
		    strcmp(other->text, name->text) == 0)
			return child;
	}
	return NULL;
}

static struct node *merge_rulesets(struct arena *arena, const struct node *base,
				   const struct node *over)
{
	struct node *result = node_empty_copy(arena, over);
	const struct node *other;

	for (const struct node *child = base->first; result && child;
	     child = child->next) {
		other = find_named(over, child);
		if (!add_copy(arena, result,
			      other ? merge(arena, child, other) : child, NULL))
			return NULL;
	}
	for (const struct node *child = over->first; result && child;
	     child = child->next) {
		if (find_named(base, child))
			continue;
		if (!add_copy(arena, result, merge(arena, NULL, child), NULL))
			return NULL;
	}
	return result;
}

/*
 * As merge(), but rulesets merge by their names, and in tests a ~ is a value
 * as others are.
 */
static const struct node *
merge_key(struct arena *arena, const struct node *base, const struct node *over)
{
	if (strcmp(over->key->text, "tests") == 0)
		return over;
	if (base && strcmp(over->key->text, "rulesets") == 0 &&
	    base->kind == NODE_SEQUENCE && over->kind == NODE_SEQUENCE)
		return merge_rulesets(arena, base, over);
	return merge(arena, base, over);
}

/* Of the file that was asked for; `extends` has done its work. */
static bool is_kept(const struct node *child, bool inherited)
{
	return strcmp(child->key->text, "extends") != 0 &&
	       !(inherited && strcmp(child->key->text, "tests") == 0);
}

static bool add_base(struct arena *arena, struct node *result,
		     const struct node *base, const struct node *over)
{
	const struct node *other;
	const struct node *merged;

	for (const struct node *child = base->first; child;
	     child = child->next) {
		other = node_get(over, child->key->text);
		if (!is_kept(child, true) || (other && node_is_null(other)))
			continue;
		merged = other ? merge_key(arena, child, other) : NULL;
		if (!add_copy(arena, result, other ? merged : child,
			      other ? other->key : child->key))
			return false;
	}
	return true;
}

struct node *policy_merge(struct arena *arena, const struct node *base,
			  const struct node *over)
{
	struct node *result = node_empty_copy(arena, over);

	if (!result || (base && !add_base(arena, result, base, over)))
		return NULL;
	for (const struct node *child = over->first; child;
	     child = child->next) {
		if (!is_kept(child, false) || node_is_null(child) ||
		    node_get(result, child->key->text))
			continue;
		if (!add_copy(arena, result, merge_key(arena, NULL, child),
			      child->key))
			return NULL;
	}
	return result;
}
