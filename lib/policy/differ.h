/*
 * differ.h - the parts of policy_diff(), for lib/policy/diff*.c.
 */
#ifndef REFGATE_POLICY_DIFFER_H
#define REFGATE_POLICY_DIFFER_H

#include "policy/diff.h"
#include "policy/node.h"

struct differ {
	struct policy_changes *out;
	struct arena *arena;
	/* where it is: ruleset and rule of both sides */
	struct change_side old, new;
	/* here stricter and looser cannot be told apart */
	bool opaque;
	bool no_memory;
};

/* A bound record, and the mapping that it was bound from (NULL: none). */
struct bound {
	const void *record;
	const struct node *node;
};

/* What has become of a value. */
enum growth {
	GROWTH_NONE,
	GROWTH_MORE,
	GROWTH_LESS,
	GROWTH_OTHER,
};

/* diff.c */

/* Copied and counted; NULL when memory is short. */
struct policy_change *differ_add(struct differ *differ,
				 enum change_about about);
enum change_kind differ_kind(const struct differ *differ,
			     enum option_effect effect, enum growth growth);
void differ_count(struct differ *differ, struct policy_change *change,
		  enum change_kind kind);

/* diff_option.c: every row of a table, records within it, too. */
void differ_records(struct differ *differ, const struct option_table *table,
		    const struct bound *old, const struct bound *new,
		    const char *prefix);
const char *differ_join(struct differ *differ, const char *prefix,
			const char *key);

/* diff_items.c: lists of records. */
void differ_items(struct differ *differ, const struct option *row,
		  const struct bound *old, const struct bound *new,
		  const char *path);
/* What tells the records of a list apart, from 0; NULL: nothing does. */
const char *differ_item_name(struct differ *differ,
			     const struct option_table *table,
			     const void *record);

/* diff_value.c: values of one row that is no record. */
enum growth value_growth(struct differ *differ, const struct option *row,
			 const void *old, const void *new,
			 struct policy_change *change);
void texts_compare(struct differ *differ, struct policy_change *change,
		   const struct texts *old, const struct texts *new);
bool texts_hold(const struct texts *texts, const char *text);

/* diff_path.c: a path, seen from the policy; false: it is the same file. */
bool paths_differ(struct differ *differ, const struct option *row,
		  const char *old, const char *new,
		  enum change_content *content);

/* diff_people.c */
void differ_people(struct differ *differ);
/* diff_groups.c */
void differ_groups(struct differ *differ);
/* diff_rulesets.c */
void differ_rulesets(struct differ *differ);

#endif
