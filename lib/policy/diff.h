/*
 * diff.h - what one policy asks and another does not, as values: extends
 * resolved, variables put in, defaults filled in. Where a line stands and in
 * which order rulesets, keys and lists are written is no difference.
 */
#ifndef REFGATE_POLICY_DIFF_H
#define REFGATE_POLICY_DIFF_H

#include "policy/policy.h"

/* For who pushes, as far as the option rows tell (enum option_effect). */
enum change_kind {
	CHANGE_STRICTER, /* more is refused, or warned of */
	CHANGE_LOOSER,
	CHANGE_DIFFERENT, /* neither, or nobody can tell */
};
#define CHANGE_KINDS 3

enum change_about {
	CHANGE_OPTION,
	CHANGE_ITEM,  /* of a list: added or removed as a whole */
	CHANGE_ORDER, /* of a list in which it counts */
	CHANGE_RULE,
	CHANGE_RULESET,
	CHANGE_PERSON,
	CHANGE_GROUP,
};

/* What the files behind a changed path hold. */
enum change_content {
	CONTENT_UNKNOWN, /* no such option, or one of them is not there */
	CONTENT_SAME,
	CONTENT_OTHER,
};

struct change_side {
	const struct policy *policy;
	const struct ruleset *ruleset;	/* NULL: of none, or not there */
	const struct policy_rule *rule; /* likewise */
	/* what the row of the change belongs to; NULL: not there */
	const void *record;
	const struct person *person; /* CHANGE_PERSON; NULL: not there */
	const struct people_group *group;
	bool written; /* in the policy; else its default counts */
};

struct policy_change {
	enum change_kind kind;
	enum change_about about;
	enum change_content content;
	struct change_side old, new;
	/* "lines", "subject.max", "extra[review].from"; NULL: a whole rule */
	const char *option;
	const struct option *row; /* CHANGE_ITEM: of the list; else NULL */
	/* of a list, of a person, of a group */
	struct texts added, removed;
	struct texts places; /* CHANGE_GROUP: where its members count; heap */
};

struct policy_changes {
	struct policy_change *items; /* heap */
	size_t count, capacity;
	size_t of_kind[CHANGE_KINDS];
};

/*
 * Top-level keys first, people, groups, then rulesets in the order of `new`
 * and those that are gone. Borrows from both policies and from `arena`.
 * policy_changes_release() in any case.
 */
int policy_diff(struct policy_changes *out, const struct policy *old,
		const struct policy *new, struct arena *arena,
		struct error *error);
void policy_changes_release(struct policy_changes *changes); /* NULL-safe */

#endif
