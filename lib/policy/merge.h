/*
 * merge.h - what `extends` means, on trees: mappings merge by key, rulesets
 * by name, all else replaces, ~ removes.
 */
#ifndef REFGATE_POLICY_MERGE_H
#define REFGATE_POLICY_MERGE_H

#include "policy/node.h"

/*
 * A new tree that shares children with both; NULL if memory is short.
 * `base` may be NULL: then only what ~ removes is taken out. `tests` of `base`
 * and `extends` are left behind.
 */
struct node *policy_merge(struct arena *arena, const struct node *base,
			  const struct node *over);

#endif
